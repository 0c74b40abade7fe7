/// A large catalogue, sorted into the wall's order away from the drawing thread, which would
/// stand still for it.
public struct PreparedCatalogue: Sendable {
    /// All items.
    public let items: [MediaItem]
    let listed: Set<ItemID>
    let sources: Set<SourceID>
    let order: PlayOrder
    /// What it was made from.
    let basis: CatalogueBasis
}

/// What a catalogue is prepared with: the wall's order as it is at one moment.
public struct CatalogueBasis: Sendable {
    let order: PlayOrder
    let rules: OrderRules

    /// Sorts a catalogue in. Takes some milliseconds for each thousand items.
    public func prepare(
        _ items: [MediaItem], using generator: inout some RandomNumberGenerator
    ) -> PreparedCatalogue {
        var order = order
        order.update(items: rules.playable(items), using: &generator)
        return PreparedCatalogue(
            items: items, listed: Set(items.map(\.id)), sources: Set(items.map(\.source)),
            order: order, basis: self)
    }
}

extension WallStateMachine {
    /// What a catalogue can be prepared with now.
    public var catalogueBasis: CatalogueBasis { CatalogueBasis(order: order, rules: orderRules) }

    /// Whether a catalogue was prepared with what still holds. Cells take items now and then:
    /// one that does not fit any more is prepared again.
    public func fits(_ prepared: PreparedCatalogue) -> Bool {
        prepared.basis.order.revision == order.revision && prepared.basis.rules == orderRules
    }

    /// What may be played now.
    var orderRules: OrderRules {
        OrderRules(
            quarantined: Set(quarantine.entries.map(\.item)),
            out: Set(outages.outages.map(\.source)),
            favorites: favoritesOnly ? favorites : nil)
    }

    /// Everything that a new catalogue replaces. Whoever keeps it decides where a library of
    /// 100,000 items is taken apart.
    public var replaceable: any Sendable {
        Replaceable(items: catalogue, ids: listed, order: order)
    }
}

private struct Replaceable: Sendable {
    let items: [MediaItem]
    let ids: Set<ItemID>
    let order: PlayOrder
}

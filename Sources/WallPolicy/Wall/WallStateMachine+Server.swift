extension WallStateMachine {
    /// How the wall stands with its media server changed.
    mutating func take(_ status: ServerStatus) -> [WallEffect] {
        guard server != status else { return [] }
        server = status
        return [.overlaysChanged]
    }

    /// Which items are marked, as the server says.
    mutating func take(
        favorites: Set<ItemID>, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard favorites != self.favorites else { return [] }
        self.favorites = favorites
        guard favoritesOnly else { return [.overlaysChanged] }
        return refreshOrder(now: now, using: &generator) + [.overlaysChanged]
    }

    /// The answer to a mark that a person set; nil when it could not be set.
    mutating func take(
        favorite item: ItemID, _ on: Bool?, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let on else {
            show(.favoriteFailed, now: now)
            return [.overlaysChanged]
        }
        show(on ? .favoriteOn : .favoriteOff, now: now)
        let isChanged = on ? favorites.insert(item).inserted : favorites.remove(item) != nil
        guard isChanged, favoritesOnly else { return [.overlaysChanged] }
        return refreshOrder(now: now, using: &generator) + [.overlaysChanged]
    }

    /// Marks what a cell plays, or takes the mark away.
    /// - Parameter on: nil for the one or the other.
    mutating func setFavorite(_ on: Bool?, of id: CellID?, now: Double) -> [WallEffect] {
        guard server != nil else {
            show(.noServer, now: now)
            return []
        }
        guard let id, let index = index(of: id), let item = cells[index].machine.item,
            item.isFromServer
        else {
            show(.notFromServer, now: now)
            return []
        }
        let isMarked = favorites.contains(item.id)
        return on == isMarked ? [] : [.favorite(item.id, !isMarked)]
    }

    /// Shows favourites only, or everything. A filter that would leave nothing is not set.
    mutating func filter(
        favorites only: Bool, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard server != nil else {
            show(.noServer, now: now)
            return []
        }
        if only, !catalogue.contains(where: { favorites.contains($0.id) }) {
            show(.noFavorites, now: now)
            return []
        }
        show(only ? .favorites : .everything, now: now)
        guard only != favoritesOnly else { return [] }
        favoritesOnly = only
        return refreshOrder(now: now, using: &generator)
    }
}

extension MediaItem {
    /// Whether the media server says how it is opened.
    public var isFromServer: Bool {
        if case .server = location { true } else { false }
    }
}

import WallPolicy

/// Sources and items with their faults: what players open and probes ask. A wall knows nothing
/// of all this but what it hears.
final class SimulationWorld {
    /// How a source that is down answers.
    enum Outage: CaseIterable { case refuses, hangs, isBusy }

    struct Source {
        let id: SourceID
        /// Whether it can go down at all; the demo cannot.
        let canFail: Bool
        var outage: Outage?
        /// When it last went up or down.
        var turnedAt = 0.0
        /// Signed out: everything of it says 401 until the wall asks for a new sign-in.
        var isSignedOut = false
        var isUp: Bool { outage == nil }
    }

    /// What is wrong with an item for a while.
    enum Fault: CaseIterable {
        case none, refused, reset, notFound, forbidden, serverError, busy, page, hangs, slow,
            stalls, freezes, endsEarly, breaks, playerDies, wedges, audioOnly, tiny, undecodable
    }

    struct Item {
        let media: MediaItem
        /// Seconds; nil for what has no end.
        let duration: Double?
        /// Never to be played until the world is repaired.
        let isBroken: Bool
        var fault = Fault.none
        /// When the fault, or the time without, is over.
        var faultUntil = 0.0
    }

    /// What a player meets when it opens an item.
    struct Opening {
        enum Trouble {
            case stalls(buffering: Bool), freezes, endsEarly, breaks, playerDies, wedges
        }
        /// Seconds until the first frame; nil: never.
        var shows: Double?
        var fails: (after: Double, reason: FailureReason)?
        /// What the item's own address would say.
        var explanation: FailureReason?
        /// What goes wrong after so many seconds of playing.
        var trouble: (after: Double, kind: Trouble)?
        /// The player itself is stuck from here on.
        var wedges = false
        var duration: Double?
    }

    var generator: SeededGenerator
    var sources: [SourceID: Source] = [:]
    var items: [ItemID: Item] = [:]
    /// Part of the time that an item has a fault of its own.
    var faultShare: Double
    /// Everything is well and stays so.
    var isRepaired = false
    /// When an item last showed anything but itself.
    var lastTrouble: [ItemID: Double] = [:]

    init(seed: UInt64, faultShare: Double) {
        generator = SeededGenerator(seed: seed)
        self.faultShare = faultShare
    }

    func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < probability
    }

    func between(_ low: Double, _ high: Double) -> Double {
        Double.random(in: low...high, using: &generator)
    }

    /// Mostly short, sometimes very long: seconds, around a middle.
    func about(_ middle: Double) -> Double {
        let factor = between(0.1, 1.4)
        return middle * factor * factor * factor
    }

    func add(_ media: MediaItem, duration: Double?, isBroken: Bool) {
        items[media.id] = Item(media: media, duration: duration, isBroken: isBroken)
        if sources[media.source] == nil {
            sources[media.source] = Source(
                id: media.source, canFail: media.source != DemoItems.source)
        }
    }

    func isUp(_ source: SourceID) -> Bool { sources[source]?.isUp ?? false }

    /// Takes away all faults; what players were told before stays with them.
    func repair(now: Double) {
        isRepaired = true
        for id in sources.keys {
            sources[id]?.isSignedOut = false
            if sources[id]?.isUp == false {
                sources[id]?.outage = nil
                sources[id]?.turnedAt = now
            }
        }
    }

    /// A source goes down or comes back.
    /// - Returns: how long until the next time, seconds.
    func turn(_ id: SourceID, now: Double, up: Double, down: Double) -> Double {
        guard let source = sources[id], source.canFail else { return .infinity }
        sources[id]?.turnedAt = now
        if source.isUp {
            let kinds: [Outage] = [.refuses, .refuses, .hangs, .isBusy]
            sources[id]?.outage = kinds.randomElement(using: &generator)
            return about(down) + 1
        }
        sources[id]?.outage = nil
        if id.rawValue.hasPrefix("origin:http"), chance(0.05) {
            sources[id]?.isSignedOut = true
        }
        return about(up) + 30
    }

    /// The fault that an item has now.
    func fault(of id: ItemID, now: Double) -> Fault {
        guard !isRepaired, var item = items[id] else { return .none }
        if now >= item.faultUntil {
            if chance(faultShare) {
                item.fault = Fault.allCases.dropFirst().randomElement(using: &generator) ?? .none
                item.faultUntil = now + about(900)
            } else {
                item.fault = .none
                item.faultUntil = now + about(3600)
            }
            items[id] = item
        }
        return item.isBroken && item.fault == .none ? .undecodable : item.fault
    }

    /// What the source's probe would hear; nil: nothing at all.
    func answer(of source: SourceID, item: MediaItem, asksItem: Bool, now: Double) -> Bool {
        guard isUp(source) else { return false }
        guard asksItem else { return true }
        switch fault(of: item.id, now: now) {
        case .refused, .reset, .hangs, .busy, .serverError:
            lastTrouble[item.id] = now
            return false
        default: return true
        }
    }
}

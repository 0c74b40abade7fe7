import Geometry
import Tunables

extension WallStateMachine {
    /// Lets a cell decide, and does for it what only the wall can do.
    mutating func handle(
        _ event: CellEvent, of id: CellID, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard let index = index(of: id) else { return [] }
        let before = cells[index].machine.state
        var pending = cells[index].machine.handle(event, now: now, using: &generator)[...]
        var effects: [WallEffect] = []
        // What a failure means for others is looked at when this cell has settled.
        var aftermath: [OutageDetector.Effect] = []
        // Each wish of the cell (an item, the next one) may bring further effects.
        while let effect = pending.popFirst() {
            switch effect {
            case .wantItem:
                pending += give(to: index, now: now, using: &generator)
            case .wantAnother(let item, let reason):
                pending += giveAnother(than: item, reason, to: index, now: now, using: &generator)
            case .wantRetry(let item, let start, let attempt):
                pending += giveAgain(
                    item, start: start, attempt: attempt, to: index, now: now, using: &generator)
            case .wantNext:
                effects += limit(index, prefetching: false)
                pending += giveNext(to: index, now: now, using: &generator)
            case .append:
                effects += limit(index, prefetching: true)
                effects.append(.cell(id, effect))
            case .itemBegan(let load):
                cells[index].isLooping = false
                cells[index].opened += 1
                let chosen = settleCast(load, index)
                // The player went on by itself to what was reserved. That may be what it played
                // before, and is used up all the same: else it would come for ever.
                if order.current(of: id)?.id != load.item.id
                    || order.reserved(for: id)?.id == load.item.id
                {
                    _ = order.take(for: id, using: &generator)
                }
                effects.append(.cell(id, effect))
                effects += chosen
            case .report(let load, let reason, _):
                aftermath += blame(load.item, reason, in: index, now: now, using: &generator)
                if outages.isOut(load.item.source) {
                    pending += cells[index].machine.handle(
                        .outageBegan(load.item.source), now: now, using: &generator)
                }
                effects += [.cell(id, effect)] + write(effect, index)
            case .spent(let item, let reason):
                dropRepeated(item.id)
                effects += putAside(item, reason, now: now, using: &generator)
                effects += write(effect, index)
            case .progressed(let item):
                quarantine.progressed(item.id, source: item.source, now: now)
            case .provedSound(let item): quarantine.recovered(item.id)
            default: effects += [.cell(id, effect)] + write(effect, index)
            }
        }
        if !cells[index].machine.state.hasSameName(as: before) {
            cells[index].stateSince = now
            effects.append(.overlaysChanged)
        }
        return effects + follow(aftermath, now: now, using: &generator)
    }

    /// Something to play for a cell that has nothing: an announcement first, then what an
    /// earlier wall played here, then the next item of the order.
    private mutating func give(
        to index: Int, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        if let problem = nextAnnouncement() {
            return cells[index].machine.handle(
                .announced(title: problem.subject, words: problem.words), now: now,
                using: &generator)
        }
        let id = cells[index].id
        if let (item, start) = takePlace(index) {
            return assign(item, start: start, to: index, now: now, using: &generator)
        }
        if let cast = takeCast(index) {
            return begin(cast, index, now: now, using: &generator)
        }
        if let (item, start) = takeResumed(index, now: now) {
            return assign(item, start: start, to: index, now: now, using: &generator)
        }
        guard let item = order.take(for: id, using: &generator) else {
            return cells[index].machine.handle(.starved(starvation), now: now, using: &generator)
        }
        playsInstead(item, index, now: now)
        return assign(item, to: index, now: now, using: &generator)
    }

    /// Anything but what failed. The only item that there is stays, and its cell is parked.
    private mutating func giveAnother(
        than failed: MediaItem, _ reason: FailureReason, to index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        if let problem = nextAnnouncement() {
            return cells[index].machine.handle(
                .announced(title: problem.subject, words: problem.words), now: now,
                using: &generator)
        }
        if let cast = takeCast(index, otherThan: failed.id) {
            return begin(cast, index, now: now, using: &generator)
        }
        guard order.hasOther(than: failed.id),
            let item = order.take(for: cells[index].id, using: &generator), item.id != failed.id
        else {
            return cells[index].machine.handle(
                .noOther(failed, reason), now: now, using: &generator)
        }
        return assign(item, to: index, now: now, using: &generator)
    }

    /// What failed, once more, if it is still there.
    private mutating func giveAgain(
        _ item: MediaItem, start: Double?, attempt: Int, to index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        let id = cells[index].id
        // It failed before it began, so its turn was still to come.
        if order.reserved(for: id)?.id == item.id { _ = order.take(for: id, using: &generator) }
        // Out of the sources by now, or its place in the order went to another cell.
        guard order.current(of: id)?.id == item.id,
            isListed(item) || cells[index].castItem == item.id
        else {
            return give(to: index, now: now, using: &generator)
        }
        return assign(
            item, start: start, attempt: attempt, to: index, now: now, using: &generator)
    }

    /// Lets a cell open an item, or wait where its source is out.
    mutating func assign(
        _ item: MediaItem, start: Double? = nil, attempt: Int = 0, to index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        if outages.isOut(item.source) {
            return cells[index].machine.handle(
                .assignedHeld(item, start: start), now: now, using: &generator)
        }
        let load = load(item, index, start: item.hasEnd ? start : nil, attempt: attempt)
        return cells[index].machine.handle(.assigned(load), now: now, using: &generator)
    }

    /// What a cell is to announce. One cell at a time, and only while another
    /// one plays, if there is anything to play: the wall goes on with the rest.
    private mutating func nextAnnouncement() -> WallProblem? {
        guard !unsaid.isEmpty, !cells.contains(where: { $0.machine.isAnnouncing }),
            order.isEmpty || cells.count == 1
                || cells.contains(where: { $0.machine.current != nil })
        else { return nil }
        let most = cells.count == 1 ? 1 : Self.announcementsMax
        guard unsaid.count > most else { return unsaid.removeFirst() }
        defer { unsaid = [] }
        return .many(unsaid.count)
    }

    private var starvation: FailureReason { .nothingToPlay }

    /// The item behind the current one, so that a change shows no black.
    private mutating func giveNext(
        to index: Int, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        cells[index].preparedCast = nil
        if let cast = cells[index].queue.first {
            return prepare(cast, index, now: now, using: &generator)
        }
        // Whoever is free first takes what was cast to the wall.
        guard castQueue.items.isEmpty else { return [] }
        guard let current = cells[index].machine.current, current.load.item.hasEnd,
            let next = order.reserveNext(for: cells[index].id, using: &generator), next.hasEnd,
            !outages.isOut(next.source),
            PrefetchRule.allowed(current: current.load.item, next: next)
        else { return [] }
        return cells[index].machine.handle(
            .prepared(load(next, index)), now: now, using: &generator)
    }

    mutating func load(
        _ item: MediaItem, _ index: Int, start: Double? = nil, attempt: Int = 0
    ) -> Load {
        cells[index].loads += 1
        return Load(counter: cells[index].loads, item: item, start: start, attempt: attempt)
    }

    /// Gives the items to those who wait for some.
    mutating func adopt(
        _ items: [MediaItem], _ problems: [WallProblem], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        hasCatalogue = true
        catalogue = items
        listed = Set(items.map(\.id))
        listedSources = Set(items.map(\.source))
        let effects = refreshOrder(now: now, using: &generator)
        return effects + settle(problems, now: now, using: &generator)
    }

    /// The same with what was prepared elsewhere.
    mutating func adopt(
        _ prepared: PreparedCatalogue, _ problems: [WallProblem], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard fits(prepared) else {
            return adopt(prepared.items, problems, now: now, using: &generator)
        }
        hasCatalogue = true
        catalogue = prepared.items
        listed = prepared.listed
        listedSources = prepared.sources
        order = prepared.order
        let effects = fitQuarantine(now: now, using: &generator)
        return effects + settle(problems, now: now, using: &generator)
    }

    /// What else a new catalogue changes.
    private mutating func settle(
        _ problems: [WallProblem], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        claimResumed()
        // What was mended before anybody read about it needs no card any more.
        unsaid.removeAll { !problems.contains($0) }
        for problem in problems where !self.problems.contains(problem) && !unsaid.contains(problem)
        {
            unsaid.append(problem)
        }
        self.problems = problems
        for cell in cells where cell.isStarted {
            if let item = cell.machine.item {
                // What has no end would never make room for what is there now, and what
                // waits for an item that is gone waits for nothing.
                guard !listed.contains(item.id), cell.castItem != item.id,
                    !item.hasEnd || cell.machine.current == nil
                else { continue }
            } else {
                guard case .idle = cell.machine.state else { continue }
            }
            effects += wake(cell.id, now: now, using: &generator)
        }
        // By now nobody waits for what is gone; what still plays may need its source again.
        let sources = listedSources.union(cells.compactMap { $0.machine.item?.source })
        let forgotten = outages.retain(sources, now: now)
        return effects + follow(forgotten, now: now, using: &generator) + [.overlaysChanged]
    }

    /// Takes back the next items that the order needs elsewhere or that are gone.
    mutating func settleReservations(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        var withdrawn = order.drainWithdrawn()
        // Who takes another item at once may take it from a third.
        while !withdrawn.isEmpty {
            for id in withdrawn {
                effects += handle(.withdrawn, of: id, now: now, using: &generator)
            }
            withdrawn = order.drainWithdrawn()
        }
        return effects
    }

    /// Gives a cell without anything to do something to do.
    mutating func wake(
        _ id: CellID, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard hasCatalogue, let index = index(of: id), cells[index].isStarted else { return [] }
        return handle(.nextWanted, of: id, now: now, using: &generator)
    }

    /// Takes over live tunables; those that need a restart have their old values here.
    mutating func adopt(
        _ settings: Settings, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        // What a person set by key stays when something else is changed in the file.
        if settings.volume != self.settings.volume { volume = settings.volume }
        if settings.shuffle != self.settings.shuffle {
            order.setShuffled(settings.shuffle, using: &generator)
        }
        self.settings = settings
        for index in cells.indices { cells[index].machine.setRules(CellRules(settings)) }
        outages.setLimits(
            minCells: settings.outageMinCells, window: settings.outageWindow.inSeconds)
        quarantine.setHours(settings.quarantine.inSeconds / 3600)
        return limitAll() + (sounding.map { [.sound($0, volume: volume)] } ?? [])
    }

    /// The limits of every running cell, the budget being shared anew.
    mutating func limitAll() -> [WallEffect] {
        cells.indices.flatMap { limit($0, prefetching: cells[$0].isPrefetching, always: true) }
    }

    private mutating func limit(
        _ index: Int, prefetching: Bool, always: Bool = false
    ) -> [WallEffect] {
        guard cells[index].isStarted, always || cells[index].isPrefetching != prefetching else {
            return []
        }
        cells[index].isPrefetching = prefetching
        return [.limit(cells[index].id, budget.limits(prefetching: prefetching))]
    }

    /// How the demuxer cache is shared among the cells that there are.
    public var budget: CacheBudget { CacheBudget(settings, cells: cells.count) }
}

extension CellStateMachine.State {
    /// For snapshots and people.
    public var name: String {
        switch self {
        case .idle: "idle"
        case .loading: "loading"
        case .playing: "playing"
        case .buffering: "buffering"
        case .backingOff: "backingOff"
        case .parked: "parked"
        case .holding: "holding"
        case .disposed: "disposed"
        }
    }

    func hasSameName(as other: Self) -> Bool { name == other.name }
}

extension MediaItem {
    /// Whether it ends by itself, so that something may stand behind it.
    public var hasEnd: Bool {
        if case .demo = location { return false }
        return !isLive
    }
}

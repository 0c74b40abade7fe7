/// What people cast to the wall: it plays before everything of the wall's own order, and what it
/// takes the place of keeps its turn.
extension WallStateMachine {
    /// Plays what somebody cast, at once or later.
    ///
    /// One item goes to the focused cell, a list to the cells in order of their numbers, one each;
    /// what is left waits for whoever is free first. What is meant for one cell stays with it.
    mutating func cast(
        _ play: RemotePlay, to cell: Int?, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let items = play.castItems(isCells: cell != nil || play.items.count == 1)
        guard !cells.isEmpty, let first = items.first else { return [] }
        let place: Int? =
            if let cell {
                cells.indices.contains(cell - 1) ? cell - 1 : nil
            } else {
                items.count == 1 ? focus.flatMap { index(of: $0) } ?? 0 : nil
            }
        if cell != nil, place == nil { return [] }
        switch play.moment {
        case .now:
            if let place {
                cells[place].queue = Array(items.dropFirst())
                return begin([(cells[place].id, first)], now: now, using: &generator)
            }
            // Who plays something else wants that instead of what waited.
            castQueue.items = Array(items.dropFirst(cells.count))
            for index in cells.indices { cells[index].queue = [] }
            return begin(
                Array(zip(cells.map(\.id), items)), now: now, using: &generator)
        case .next, .last:
            show(.queued(items.count), now: now)
            let isNext = play.moment == .next
            guard let place else {
                isNext
                    ? CastQueue.prepend(items, to: &castQueue.items)
                    : CastQueue.append(items, to: &castQueue.items)
                return withdrawNext(of: cells.map(\.id), now: now, using: &generator)
            }
            isNext
                ? CastQueue.prepend(items, to: &cells[place].queue)
                : CastQueue.append(items, to: &cells[place].queue)
            return withdrawNext(of: [cells[place].id], now: now, using: &generator)
        }
    }

    private mutating func begin(
        _ pairs: [(cell: CellID, item: CastItem)], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects = setPause(false, now: now, using: &generator)
        for (id, item) in pairs {
            guard let index = index(of: id) else { continue }
            CastQueue.prepend([item], to: &cells[index].queue)
            // A cell that waits for its turn to start finds it then.
            guard cells[index].isStarted else { continue }
            forgetResumed(index)
            effects += setPause(false, of: id, now: now, using: &generator)
            effects += handle(.personActed, of: id, now: now, using: &generator)
            guard let index = self.index(of: id), let taken = takeCast(index) else { continue }
            order.play(taken.item, in: id)
            let start = taken.item.hasEnd ? taken.start : nil
            if outages.isOut(taken.item.source) {
                effects += handle(
                    .assignedHeld(taken.item, start: start), of: id, now: now, using: &generator)
            } else {
                let load = load(taken.item, index, start: start)
                effects += handle(.assigned(load), of: id, now: now, using: &generator)
            }
            effects += choose(taken, index)
        }
        return effects
    }

    /// Players forget what stands behind their current item, and are told anew.
    mutating func withdrawNext(
        of ids: [CellID], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        for id in ids {
            guard let index = index(of: id), cells[index].isStarted,
                cells[index].machine.current != nil
            else { continue }
            effects += handle(.withdrawn, of: id, now: now, using: &generator)
        }
        return effects
    }

    /// The next of what was cast to a cell, else to the wall.
    mutating func takeCast(_ index: Int, otherThan failed: ItemID? = nil) -> CastItem? {
        var taken: CastItem?
        if let first = cells[index].queue.first, first.item.id != failed {
            taken = cells[index].queue.removeFirst()
        } else if let first = castQueue.items.first, first.item.id != failed {
            taken = castQueue.items.removeFirst()
        }
        cells[index].castIsCells = taken?.isCells ?? false
        if castQueue.repeats, let taken { queueAgain(taken.item, index) }
        if let taken {
            cells[index].castItem = taken.item.id
            // Until the player says so.
            cells[index].audioTrack = nil
            cells[index].subtitleTrack = nil
        }
        return taken
    }

    /// What was cast comes again, where it was meant for.
    mutating func queueAgain(_ item: MediaItem, _ index: Int) {
        var again = CastItem(item)
        again.isCells = cells[index].castIsCells
        again.isCells
            ? CastQueue.append([again], to: &cells[index].queue)
            : CastQueue.append([again], to: &castQueue.items)
    }

    /// A cell without anything to do begins what was cast.
    mutating func begin(
        _ cast: CastItem, _ index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        order.play(cast.item, in: cells[index].id)
        playsInstead(cast.item, index, now: now)
        return assign(cast.item, start: cast.start, to: index, now: now, using: &generator)
    }

    /// What was cast stands behind what plays now, where a player can do that.
    mutating func prepare(
        _ cast: CastItem, _ index: Int, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        guard let current = cells[index].machine.current, current.load.item.hasEnd,
            cast.item.hasEnd, !outages.isOut(cast.item.source),
            PrefetchRule.allowed(current: current.load.item, next: cast.item)
        else { return [] }
        let load = load(cast.item, index, start: cast.start)
        cells[index].preparedCast = load.counter
        return cells[index].machine.handle(.prepared(load), now: now, using: &generator)
    }

    /// The player went on by itself to what was cast.
    mutating func beginPreparedCast(_ load: Load, _ index: Int) -> [WallEffect] {
        cells[index].preparedCast = nil
        guard let cast = takeCast(index) else { return [] }
        order.play(load.item, in: cells[index].id)
        return [.resetTracks(cells[index].id)] + choose(cast, index)
    }

    /// Another item began: what somebody chose for the one before is over.
    mutating func settleCast(_ item: MediaItem, _ index: Int) -> [WallEffect] {
        if cells[index].castItem == item.id { return [.resetTracks(cells[index].id)] }
        cells[index].castItem = nil
        guard cells[index].audioTrack != nil || cells[index].subtitleTrack != nil else {
            return []
        }
        cells[index].audioTrack = nil
        cells[index].subtitleTrack = nil
        return [.resetTracks(cells[index].id)]
    }

    private func choose(_ cast: CastItem, _ index: Int) -> [WallEffect] {
        var effects: [WallEffect] = []
        if let track = cast.audioTrack {
            effects.append(.select(cells[index].id, .audio, track))
        }
        if let track = cast.subtitleTrack, track >= 0 {
            effects.append(.select(cells[index].id, .subtitle, track))
        }
        return effects
    }

    /// Nothing that was cast waits any more.
    mutating func dropCast(of index: Int?) {
        guard let index else {
            castQueue.items = []
            castQueue.repeats = false
            for index in cells.indices { cells[index].queue = [] }
            return
        }
        cells[index].queue = []
    }
}

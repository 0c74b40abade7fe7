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
        let items = play.castItems(isCells: cell != nil)
        guard let first = items.first, !cells.isEmpty else { return [] }
        let place: Int? =
            if let cell { cell - 1 } else if first.isCells {
                focus.flatMap { index(of: $0) } ?? 0
            } else { nil }
        let moment = moment(play, place)
        guard moment == .now else {
            if !play.isRest { show(.queued(items.count), now: now) }
            return wait(items, moment, place, now: now, using: &generator)
        }
        night.castAt = now
        guard let place else {
            // Who plays something else wants that instead of what waited.
            castQueue.items = Array(items.dropFirst(cells.count))
            for index in cells.indices { cells[index].queue = [] }
            return begin(Array(zip(cells.map(\.id), items)), now: now, using: &generator)
        }
        cells[place].queue = Array(items.dropFirst())
        return begin([(cells[place].id, first)], now: now, using: &generator)
    }

    /// Behind what has no end nothing ever comes: then it is to play at once.
    private func moment(_ play: RemotePlay, _ place: Int?) -> RemotePlay.Moment {
        let before = place.map { [cells[$0]] } ?? cells
        let ends = before.contains { $0.machine.item?.hasEnd ?? true }
        return ends || play.isRest ? play.moment : .now
    }

    private mutating func wait(
        _ items: [CastItem], _ moment: RemotePlay.Moment, _ place: Int?, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var queue = place.map { cells[$0].queue } ?? castQueue.items
        if moment == .next {
            CastQueue.prepend(items, to: &queue)
        } else {
            CastQueue.append(items, to: &queue)
        }
        guard let place else {
            castQueue.items = queue
            return callNext(of: cells.map(\.id), now: now, using: &generator)
        }
        cells[place].queue = queue
        return callNext(of: [cells[place].id], now: now, using: &generator)
    }

    private mutating func begin(
        _ pairs: [(cell: CellID, item: CastItem)], now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects = setPause(false, now: now, using: &generator)
        let begun = Set(pairs.map(\.cell))
        for (id, item) in pairs {
            guard let index = index(of: id) else { continue }
            CastQueue.prepend([item], to: &cells[index].queue)
            // A cell that waits for its turn to start, or sleeps, finds it then.
            guard cells[index].isStarted else {
                cells[index].place = nil
                continue
            }
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
        }
        // The others must not go on with what they have ready.
        let others = cells.map(\.id).filter { !begun.contains($0) }
        return effects + forgetPrepared(of: others, now: now, using: &generator)
    }

    /// What is to come next changed: players forget what stands behind their current item, and
    /// are told anew; a cell that has nothing begins.
    mutating func callNext(
        of ids: [CellID], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        for id in ids {
            guard let index = index(of: id), cells[index].isStarted else { continue }
            if case .idle = cells[index].machine.state {
                effects += wake(id, now: now, using: &generator)
            } else if cells[index].machine.current != nil {
                effects += handle(.withdrawn, of: id, now: now, using: &generator)
            }
        }
        return effects
    }

    /// Players forget what stands behind their current item where that was cast and waits no more.
    mutating func forgetPrepared(
        of ids: [CellID], now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let stale = ids.filter { id in
            guard let cell = cells.first(where: { $0.id == id }), cell.preparedCast != nil else {
                return false
            }
            return cell.queue.first?.item.id != cell.machine.current?.next?.item.id
        }
        return callNext(of: stale, now: now, using: &generator)
    }

    /// The next of what was cast to a cell, else to the wall.
    /// - Parameter failed: not this one.
    mutating func takeCast(_ index: Int, otherThan failed: ItemID? = nil) -> CastItem? {
        if let place = cells[index].queue.firstIndex(where: { $0.item.id != failed }) {
            return take(cells[index].queue.remove(at: place), index)
        }
        if let place = castQueue.items.firstIndex(where: { $0.item.id != failed }) {
            let taken = castQueue.items.remove(at: place)
            castQueue.ranEmpty = castQueue.items.isEmpty
            return take(taken, index)
        }
        return nil
    }

    private mutating func take(_ cast: CastItem, _ index: Int) -> CastItem {
        cells[index].castItem = cast.item.id
        cells[index].castIsCells = cast.isCells
        cells[index].wishedTracks = (cast.audioTrack, cast.subtitleTrack)
        queueAgain(cast.item, index)
        return cast
    }

    /// What was cast comes again where it was meant for, if that is wanted.
    mutating func queueAgain(_ item: MediaItem, _ index: Int) {
        var again = CastItem(item)
        again.isCells = cells[index].castIsCells
        again.isAgain = true
        if again.isCells, cells[index].repeatsCast {
            CastQueue.append([again], to: &cells[index].queue)
        } else if !again.isCells, castQueue.repeats {
            CastQueue.append([again], to: &castQueue.items)
        }
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

    /// An item began: the player may have gone on by itself to what was cast. What somebody chose
    /// for the one before is over.
    mutating func settleCast(_ load: Load, _ index: Int) -> [WallEffect] {
        let id = cells[index].id
        if cells[index].preparedCast == load.counter {
            cells[index].preparedCast = nil
            let place = cells[index].queue.firstIndex { $0.item.id == load.item.id }
            if let place {
                _ = take(cells[index].queue.remove(at: place), index)
            } else {
                // It waits no more, and the player was faster.
                cells[index].castItem = load.item.id
            }
            order.play(load.item, in: id)
        }
        guard load.attempt == 0 else { return [] }
        let hadTracks = cells[index].audioTrack != nil || cells[index].subtitleTrack != nil
        cells[index].audioTrack = nil
        cells[index].subtitleTrack = nil
        guard cells[index].castItem == load.item.id else {
            cells[index].castItem = nil
            return hadTracks ? [.resetTracks(id)] : []
        }
        let wished = cells[index].wishedTracks
        cells[index].wishedTracks = (nil, nil)
        var effects: [WallEffect] = [.resetTracks(id)]
        if let track = wished.audio, track >= 0 { effects.append(.select(id, .audio, track)) }
        if let track = wished.subtitle, track >= 0 {
            effects.append(.select(id, .subtitle, track))
        }
        return effects
    }

    /// Nothing that was cast waits any more.
    /// - Parameter cell: its index; nil for the whole wall.
    mutating func dropCast(
        of cell: Int?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        if let cell {
            cells[cell].queue = []
            return forgetPrepared(of: [cells[cell].id], now: now, using: &generator)
        }
        castQueue.items = []
        for index in cells.indices { cells[index].queue = [] }
        return forgetPrepared(of: cells.map(\.id), now: now, using: &generator)
    }

    /// What cannot be played is not repeated for ever.
    mutating func dropRepeated(_ item: ItemID) {
        castQueue.items.removeAll { $0.isAgain && $0.item.id == item }
        for index in cells.indices {
            cells[index].queue.removeAll { $0.isAgain && $0.item.id == item }
        }
    }

    /// What cells left that went is taken by the others, and once nothing waits for everybody
    /// they make their own next items ready again.
    mutating func settleCastQueue(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        if !castQueue.left.isEmpty {
            CastQueue.prepend(castQueue.left, to: &castQueue.items)
            castQueue.left = []
            return callNext(of: cells.map(\.id), now: now, using: &generator)
        }
        guard castQueue.ranEmpty else { return [] }
        castQueue.ranEmpty = false
        let bare = cells.filter { $0.machine.current?.next == nil }.map(\.id)
        return callNext(of: bare, now: now, using: &generator)
    }
}

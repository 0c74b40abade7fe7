extension CellStateMachine {
    mutating func assign(_ load: Load, now: Double) -> [CellEffect] {
        state = .loading(Current(load: load, since: now))
        unknown = nil
        // Nothing ever moved here: that counts from the first time that something was to.
        if stall == StallDetector(now: 0) { stall = StallDetector(now: now) }
        let renews = distrustsPlayer
        distrustsPlayer = false
        return (renews ? [.renewPlayer] : []) + [.load(load), .itemBegan(load), .wantNext]
    }

    mutating func prepare(_ load: Load) -> [CellEffect] {
        guard
            change({ current in
                current.next = load
                current.nextEntry = nil
            })
        else { return [] }
        return [.append(load)]
    }

    mutating func withdraw() -> [CellEffect] {
        let isOver = current?.isOver ?? false
        guard
            change({ current in
                current.next = nil
                current.nextEntry = nil
            })
        else { return [] }
        // A player that is on its way there cannot forget it: only another item stops it.
        return isOver ? [.wantItem] : [.dropPlayed, .wantNext]
    }

    /// There is no way to open a load. What was only to come next is asked for again when its
    /// turn has come: it may go better then.
    mutating func giveUpPlan(
        _ load: Int, _ reason: FailureReason?, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        guard let current else { return [] }
        if current.load.counter == load, !current.isOver {
            return fail(reason ?? .unknown, now: now, using: &generator)
        }
        if current.next?.counter == load, current.nextEntry == nil { change { $0.next = nil } }
        return []
    }

    mutating func starve(_ reason: FailureReason) -> [CellEffect] {
        state = .idle(reason)
        unknown = nil
        return [.stop]
    }

    mutating func announce(_ title: String, _ words: String, now: Double) -> [CellEffect] {
        let wasOpen = current != nil
        state = .backingOff(
            Failure(title: title, item: nil, words: words), until: now + Self.cardSeconds)
        unknown = nil
        // Nothing is to be heard from behind the card.
        return wasOpen ? [.stop] : []
    }

    mutating func accept(
        _ load: Int, _ entry: EntryNumber, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        change { current in
            if current.load.counter == load { current.entry = entry }
            if current.next?.counter == load { current.nextEntry = entry }
        }
        guard let unknown, unknown.entry == entry else { return [] }
        self.unknown = nil
        let effects = start(entry, now: now)
        guard let end = unknown.end else { return effects }
        return effects + finish(entry, end, now: now, using: &generator)
    }

    mutating func start(_ entry: EntryNumber, now: Double) -> [CellEffect] {
        guard let current else { return [] }
        if current.entry == entry {
            change { $0.isStarted = true }
            return []
        }
        guard let next = current.next, current.nextEntry == entry else {
            unknown = (entry, nil)
            return []
        }
        state = .loading(Current(load: next, entry: entry, since: now, isStarted: true))
        return [.dropPlayed, .itemBegan(next), .wantNext]
    }

    mutating func showFrame(now: Double) -> [CellEffect] {
        guard case .loading(var current) = state, !current.isOver else { return [] }
        current.shownAt = now
        state = .playing(current)
        stall = StallDetector(now: now)
        guard let since = troubleSince else { return [] }
        troubleSince = nil
        return [.recovered(current.load, seconds: max(0, now - since))]
    }

    mutating func observe(_ observation: CellObservation, now: Double) -> [CellEffect] {
        guard let before = current, !before.isOver else { return [] }
        change { current in
            if let position = observation.position, position.isFinite, current.shownAt != nil {
                current.position = position
            }
            current.duration = observation.duration
        }
        switch state {
        case .playing(let current) where observation.isBuffering:
            state = .buffering(current, since: now)
        case .buffering(let current, _) where !observation.isBuffering:
            state = .playing(current)
        default: break
        }
        guard before.shownAt != nil else { return [] }
        let elapsed = now - stall.lastLook
        stall.saw(observation, now: now)
        return progress(from: before, to: observation.position, elapsed: elapsed)
    }

    /// What a stretch of playing proves about the cell and its item.
    private mutating func progress(
        from before: Current, to position: Double?, elapsed: Double
    ) -> [CellEffect] {
        guard let old = before.position ?? before.load.start ?? (before.load.item.isLive ? nil : 0),
            let position, position.isFinite, position > old
        else { return [] }
        // A jump ahead is no progress: nobody saw what lies between.
        let seconds = min(position - old, max(0, elapsed) + Self.progressSlack)
        let item = before.load.item
        stalls = 0
        crashLoop.progressed(seconds: seconds)
        if crashLoop.inARow == 0 { failures = 0 }
        var effects: [CellEffect] = []
        if ladder.progressed(item, position: position, seconds: seconds) {
            failures = 0
            forgivesNext = false
            effects.append(.provedSound(item))
        }
        untoldProgress += seconds
        if untoldProgress >= Self.progressStep {
            untoldProgress = 0
            effects.append(.progressed(item))
        }
        return effects
    }

    mutating func finish(
        _ entry: EntryNumber, _ end: CellEvent.End, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        guard let current, current.entry == entry else {
            // It ended before the player said whose it is; else it is old news.
            if unknown?.entry == entry { unknown?.end = end }
            return []
        }
        if current.isOver { return [] }
        switch end {
        // Nothing here asked for it: the player ran past the end of its playlist.
        case .stopped: return [.wantItem]
        case .failed(let reason): return fail(reason, now: now, using: &generator)
        case .endOfFile:
            var effects: [CellEffect] = []
            if EndOfFile.isEarly(current) {
                guard EndOfFile.isAgain(current, after: earlyEnd) else {
                    earlyEnd = (current.position ?? current.load.start)
                        .map { (current.load.item.id, $0) }
                    return fail(.endedEarly, now: now, using: &generator)
                }
                // It was no failure, then.
                crashLoop.forgiveLast()
                ladder.clear()
                failures = max(0, failures - 1)
                effects.append(.provedSound(current.load.item))
            }
            if EndOfFile.isAtOnce(current, now: now) {
                let saysSo = current.duration.map { $0 < EndOfFile.shortDuration } ?? false
                if !saysSo { return fail(.endedAtOnce, now: now, using: &generator) }
                shortItems += 1
            } else {
                shortItems = 0
            }
            // Played to its end it is sound, whatever comes next.
            if shortItems == 0 { ladder.clear() }
            if shortItems >= Self.shortItemsMax {
                effects += stampShortItem(current, now: now)
                if case .parked = state { return effects }
            }
            // With a next item in its playlist the player goes on by itself; one that
            // it has not taken yet may have come too late for that.
            guard current.nextEntry != nil else { return effects + [.wantItem] }
            leave(now: now)
            return effects
        }
    }

    mutating func advance(now: Double) -> [CellEffect] {
        guard let current else { return [.wantItem] }
        if current.isOver, let next = current.next {
            // Told a second time, the player would run past the end of its playlist.
            return [.itemBegan(next), .wantItem]
        }
        guard current.nextEntry != nil else { return [.wantItem] }
        leave(now: now)
        return [.advance]
    }

    /// The current item is over. The next one has its time to begin, as if it were loaded now.
    private mutating func leave(now: Double) {
        guard var current else { return }
        current.isOver = true
        current.isStarted = false
        current.since = now
        state = .loading(current)
    }
}

/// Tells an end from a connection that was cut: both arrive as end of file,
/// error 0; the only sign is a position well below the duration.
enum EndOfFile {
    /// An item of this length may well be over at once; seconds.
    static let shortDuration = 2.0
    /// Two ends no further apart are at the same place: positions are heard of now and then; seconds.
    static let samePlace = 2.0
    /// An item that was played so far was no connection that is cut at once; seconds.
    static let provenPosition = 5.0

    /// Whether it came too early: a live item has no end at all.
    static func isEarly(_ current: CellStateMachine.Current) -> Bool {
        if current.load.item.isLive { return true }
        // Cut off before its first picture, it is where it was to begin.
        guard let duration = current.duration, let position = current.position ?? current.load.start
        else { return false }
        return max(position, current.soughtTo ?? 0) < duration - max(2, duration * 0.02)
    }

    /// Whether the item ended there before, and a second connection with it: its sound or
    /// another track is longer than its picture, and its length is that of the longest.
    /// - Parameter early: the item that last ended too early, and where.
    static func isAgain(
        _ current: CellStateMachine.Current, after early: (item: ItemID, position: Double)?
    ) -> Bool {
        // A connection that is cut at once every time looks the same near the beginning, and
        // without a picture anywhere.
        guard let early, early.item == current.load.item.id, early.position >= provenPosition,
            current.load.item.hasEnd, current.load.attempt > 0, current.shownAt != nil,
            let position = current.position ?? current.load.start
        else { return false }
        return abs(position - early.position) <= samePlace
    }

    /// Whether it was over as soon as it began, and nobody had wound to its end.
    static func isAtOnce(_ current: CellStateMachine.Current, now: Double) -> Bool {
        guard current.soughtTo == nil, current.load.start == nil else { return false }
        // Not one picture is no item that was played.
        guard let shownAt = current.shownAt else { return true }
        return now - shownAt < CellStateMachine.shortestItem
    }
}

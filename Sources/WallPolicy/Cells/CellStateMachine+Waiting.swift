extension CellStateMachine {
    mutating func tick(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        guard let deadline, now >= deadline else { return [] }
        switch state {
        case .loading(let current):
            return fail(
                .timedOut(subject: awaited(current).item.answerer), now: now, using: &generator)
        case .backingOff(let failure, _), .parked(let failure, _), .holding(let failure, _, _):
            guard let item = failure.item, failure.triesAgain else { return [.wantItem] }
            return [.wantRetry(item, start: failure.start, attempt: ladder.attempts)]
        case .idle, .playing, .buffering, .disposed: return []
        }
    }

    /// What the cell has to play comes from a source that does not answer.
    mutating func hold(_ item: MediaItem, start: Double?) -> [CellEffect] {
        let wasOpen = current != nil
        unknown = nil
        state = .holding(
            Failure(
                title: item.title, item: item, words: Catalogue.waitingAdvice, start: start,
                triesAgain: true),
            item.source, until: nil)
        return wasOpen ? [.stop] : []
    }

    /// Who plays goes on with what the player still has; it holds when that is used up.
    mutating func beginOutage(_ source: SourceID) -> [CellEffect] {
        switch state {
        case .loading(let current) where awaited(current).item.source == source:
            let load = awaited(current)
            troubleSince = troubleSince ?? current.since
            return hold(load.item, start: load.start)
        case .backingOff(var failure, _) where failure.item?.source == source,
            .parked(var failure, _) where failure.item?.source == source:
            failure.triesAgain = true
            state = .holding(failure, source, until: nil)
        case .holding(let failure, source, _):
            state = .holding(failure, source, until: nil)
        default: break
        }
        return []
    }

    mutating func endOutage(_ source: SourceID, startsAt: Double) -> [CellEffect] {
        guard case .holding(let failure, source, _) = state else { return [] }
        state = .holding(failure, source, until: startsAt)
        return []
    }

    mutating func forgive(since time: Double) {
        crashLoop.forgive(since: time)
        ladder.forgive()
        failures = 0
        stalls = 0
    }

    /// A person acted: what failed before counts no more.
    mutating func clearRecord() {
        failures = 0
        stalls = 0
        shortItems = 0
        forgivesNext = false
        ladder.clear()
        crashLoop.clear()
    }

    /// The machine slept, and no cell is to blame for the time that went by.
    mutating func sleep(_ seconds: Double, now: Double) {
        crashLoop.suspended(seconds: seconds)
        stall.rearm(now: now)
        if let since = troubleSince { troubleSince = since + seconds }
        change { current in
            current.since += seconds
            if let shownAt = current.shownAt { current.shownAt = shownAt + seconds }
        }
        switch state {
        case .buffering(let current, let since):
            state = .buffering(current, since: since + seconds)
        case .backingOff(let failure, let until):
            state = .backingOff(failure, until: until + seconds)
        case .parked(let failure, let until): state = .parked(failure, until: until + seconds)
        case .holding(let failure, let source, .some(let until)):
            state = .holding(failure, source, until: until + seconds)
        case .idle, .loading, .playing, .holding, .disposed: break
        }
    }
}

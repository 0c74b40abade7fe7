extension CellStateMachine {
    mutating func judge(
        _ shouldMove: Bool, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        switch state {
        case .playing, .buffering: break
        default: return []
        }
        switch stall.judge(shouldMove: shouldMove, rules: rules, now: now) {
        case .fine: return []
        case .stalled: return fail(.stalled, now: now, using: &generator)
        case .frozen: return fail(.frozen, now: now, using: &generator)
        }
    }

    /// The current load failed: tries it again, gives it up, or parks the cell.
    mutating func fail(
        _ reason: FailureReason, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        guard let current else { return [] }
        let load = awaited(current)
        let item = load.item
        let kind = reason.kind(for: item)
        let position = current.isOver ? nil : current.shownAt == nil ? load.start : current.position
        let duration = current.isOver ? nil : current.duration
        troubleSince = troubleSince ?? lastSign(current)
        unknown = nil
        judgePlayer(reason, current)
        if forgivesNext, item.isFromNetwork, reason.mayBlameSource {
            // Its server closed the connection during the pause; nobody is to blame.
            forgivesNext = false
            return back(off: 0, from: load, reason, start: position ?? load.start, now: now)
        }
        failures += 1
        if kind == .auth, !ladder.hasSignedIn || ladder.item != item.id {
            ladder.signedIn(item, position: position)
            let wait = RetryLadder.wait(retry: 1, base: rules.retryBase, using: &generator)
            return back(off: wait, from: load, reason, start: position, now: now)
                + [.signIn(item.source)]
        }
        let parks = crashLoop.failed(now: now, threshold: rules.threshold, window: rules.window)
        let step = nextStep(kind, item, at: position, of: duration, using: &generator)
        let start = ladder.start(of: item, max: rules.retryMax)
        if parks {
            return park(load, reason, start: start, isSpent: step == .exhausted, now: now)
                + question(reason, item)
        }
        switch step {
        case .exhausted:
            state = .idle(reason)
            return [
                .stop, .report(load, reason, waits: nil), .spent(item, reason),
                .wantAnother(item, reason),
            ] + question(reason, item)
        case .retry(let wait):
            return back(off: wait, from: load, reason, start: start, now: now)
                + question(reason, item)
        }
    }

    private mutating func nextStep(
        _ kind: FailureKind, _ item: MediaItem, at position: Double?, of duration: Double?,
        using generator: inout some RandomNumberGenerator
    ) -> RetryLadder.Step {
        let step = ladder.failed(
            item, position: position, duration: duration, base: rules.retryBase,
            max: rules.retryMax, using: &generator)
        guard case .retry(let wait) = step else { return step }
        switch kind {
        case .permanent, .auth: return item.isLive ? step : .exhausted
        case .busy(let seconds): return .retry(after: max(wait, busyWait(item, seconds)))
        case .transient: return step
        }
    }

    /// What a server asked for; a live item is to be back within a minute of its source.
    private func busyWait(_ item: MediaItem, _ seconds: Double?) -> Double {
        min(seconds ?? 0, item.isLive ? RetryLadder.liveWaitMax : FailureReason.retryAfterMax)
    }

    private mutating func back(
        off wait: Double, from load: Load, _ reason: FailureReason, start: Double?, now: Double
    ) -> [CellEffect] {
        state = .backingOff(
            failure(load.item, reason, start: start, triesAgain: true), until: now + wait)
        return [.stop, .report(load, reason, waits: wait)]
    }

    private mutating func park(
        _ load: Load, _ reason: FailureReason, start: Double?, isSpent: Bool, now: Double
    ) -> [CellEffect] {
        let seconds = cooldown(of: load.item)
        state = .parked(
            failure(load.item, reason, start: start, triesAgain: !isSpent), until: now + seconds)
        crashLoop.clear()
        return [.stop, .report(load, reason, waits: seconds)]
            + (isSpent ? [.spent(load.item, reason)] : [])
            + [.parked(load.item, reason, seconds: seconds)]
    }

    private func cooldown(of item: MediaItem) -> Double {
        item.isLive ? min(rules.cooldown, Self.liveCooldownMax) : rules.cooldown
    }

    private func failure(
        _ item: MediaItem, _ reason: FailureReason, start: Double?, triesAgain: Bool
    ) -> Failure {
        Failure(
            title: item.title, item: item, words: reason.words, isUnexplained: reason == .unknown,
            start: item.hasEnd ? start : nil, triesAgain: triesAgain)
    }

    /// The player says no more than that it failed: ask the file or the host itself.
    private func question(_ reason: FailureReason, _ item: MediaItem) -> [CellEffect] {
        reason == .unknown ? [.probe(item)] : []
    }

    /// When the picture last moved, as far as anybody knows.
    private func lastSign(_ current: Current) -> Double {
        guard let shownAt = current.shownAt, !current.isOver else { return current.since }
        return max(shownAt, stall.lastProgress)
    }

    /// A player that did not even begin what it was told, or stood still twice, is not asked
    /// a third time.
    private mutating func judgePlayer(_ reason: FailureReason, _ current: Current) {
        switch reason {
        case .stalled, .frozen, .timedOut:
            stalls += 1
            if stalls > 1 || !current.isStarted { distrustsPlayer = true }
        default: break
        }
    }

    /// The third item in a row that ended at once, or a later one: stamped as a failure,
    /// although nothing else is wrong with it.
    mutating func stampShortItem(_ current: Current, now: Double) -> [CellEffect] {
        failures += 1
        troubleSince = troubleSince ?? now
        guard crashLoop.failed(now: now, threshold: rules.threshold, window: rules.window) else {
            return [.report(current.load, .endedAtOnce, waits: nil)]
        }
        shortItems = 0
        return park(current.load, .endedAtOnce, start: nil, isSpent: false, now: now)
    }

    /// The only item there is failed too often: it is parked, not replaced.
    mutating func parkOnly(
        _ item: MediaItem, _ reason: FailureReason, now: Double
    ) -> [CellEffect] {
        // Asked for by a cell that gave its item up; one that has something else by now rests not.
        guard case .idle = state else { return [] }
        let seconds = cooldown(of: item)
        state = .parked(
            failure(item, reason, start: ladder.failedAt, triesAgain: true), until: now + seconds)
        crashLoop.clear()
        ladder.forgive()
        return [.parked(item, reason, seconds: seconds)]
    }

    /// More became known about what failed. The answer may be late: about an item before this.
    mutating func explain(_ reason: FailureReason, now: Double) -> [CellEffect] {
        guard var failure, failure.isUnexplained, let item = failure.item else { return [] }
        failure.words = reason.words
        failure.isUnexplained = false
        switch state {
        case .parked(_, let until): state = .parked(failure, until: until)
        case .holding(_, let source, let until):
            state = .holding(failure, source, until: until)
        case .backingOff(_, let until):
            state = .backingOff(failure, until: until)
            return reconsider(reason, item, failure, until: until, now: now)
        default: break
        }
        return []
    }

    /// The back-off was planned for what might pass; now it is known what it is.
    private mutating func reconsider(
        _ reason: FailureReason, _ item: MediaItem, _ failure: Failure, until: Double, now: Double
    ) -> [CellEffect] {
        switch reason.kind(for: item) {
        case .transient: return []
        case .busy(let seconds):
            state = .backingOff(failure, until: max(until, now + busyWait(item, seconds)))
            return []
        case .auth where !ladder.hasSignedIn:
            crashLoop.forgiveLast()
            ladder.signedIn(item, position: failure.start)
            return [.signIn(item.source)]
        case .permanent, .auth:
            guard !item.isLive else { return [] }
            state = .idle(reason)
            return [.spent(item, reason), .wantAnother(item, reason)]
        }
    }
}

extension MediaItem {
    /// Who is to answer when it is opened: a host, else the item itself.
    var answerer: String {
        guard case .url(let url) = location else { return title }
        let host = OpenRules.host(of: url)
        return host.isEmpty ? title : host
    }

    /// Whether it comes over the network.
    public var isFromNetwork: Bool {
        switch location {
        case .url, .server: true
        case .file, .demo: false
        }
    }
}

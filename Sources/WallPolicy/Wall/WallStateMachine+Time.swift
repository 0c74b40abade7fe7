extension WallStateMachine {
    /// A longer time between two ticks, in judging intervals, means that the machine slept.
    static let sleepIntervals = 3.0

    /// The watchdog judges every cell, each `HYPERWALL_WATCHDOG_MS`.
    private mutating func judgeDue(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard now >= judgesAt else { return [] }
        judgesAt = now + settings.watchdogInterval.inSeconds
        var effects: [WallEffect] = []
        for cell in cells where cell.isStarted {
            effects += handle(
                .judged(shouldMove: !isPaused && !cell.isPaused), of: cell.id, now: now,
                using: &generator)
        }
        return effects
    }

    mutating func tick(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        lastTick = cells.isEmpty ? nil : now
        var effects: [WallEffect] = []
        if let toast, now >= toast.until {
            self.toast = nil
            effects.append(.overlaysChanged)
        }
        if focusShownUntil > 0, now >= focusShownUntil {
            focusShownUntil = 0
            effects.append(.overlaysChanged)
        }
        forgetResumed(now: now)
        effects += followSchedule(now: now, using: &generator)
        effects += shiftDue(now: now)
        effects += startDue(now: now, using: &generator)
        effects += judgeDue(now: now, using: &generator)
        // Nobody waits for a source at night; the first look after it asks at once.
        if !isAsleep {
            effects += follow(
                outages.ticked(now: now, using: &generator), now: now, using: &generator)
        }
        effects += expireQuarantine(now: now, using: &generator)
        effects += holdDue(now: now)
        for cell in cells where cell.isStarted {
            if let deadline = cell.machine.deadline, now >= deadline {
                effects += handle(.ticked, of: cell.id, now: now, using: &generator)
            }
        }
        return effects
    }

    /// Another interval counts from now on: what passed of the old one was no sleep.
    mutating func restartWatchdog(now: Double) {
        judgesAt = min(judgesAt, now + settings.watchdogInterval.inSeconds)
        if lastTick != nil { lastTick = now }
    }

    /// Notices that the machine slept: then every timer starts anew, instead of every cell
    /// failing at once for a time that nobody had. Whatever comes first after the sleep, it is
    /// noticed before that, or a wait that begins now would be put off by the whole sleep.
    mutating func wakeUp(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let interval = settings.watchdogInterval.inSeconds
        guard let before = lastTick, now - before > Self.sleepIntervals * interval else {
            return []
        }
        lastTick = now
        let seconds = now - before
        outages.suspended(seconds: seconds)
        judgesAt = now + interval
        var effects: [WallEffect] = []
        for cell in cells where cell.isStarted {
            effects += handle(
                .suspended(seconds: seconds), of: cell.id, now: now, using: &generator)
        }
        var record = JournalRecord(.suspended)
        record.seconds = seconds
        return effects + [.journal(record)]
    }
}

extension CheckPass {
    /// One look found it well.
    mutating func well(
        _ words: String, _ round: Round, _ unit: UnitReport?, _ now: Moment
    ) -> [PassEffect] {
        var effects: [PassEffect] = []
        let before = state
        state.deferredSince = nil
        state.startingSince = nil
        state.toldOnce = ""
        effects += tellHandRestart(isWell: true, now)
        if state.incident != nil {
            let text = EventText.restartSucceeded(app: settings.appName)
            effects.append(.notify(message(.restartSucceeded, text, now, stage: .resolved)))
            state.incident = nil
        }
        state.awaitsVerdict = false
        state.healthySince = state.healthySince ?? now.boot
        effects += forgetOldIllness(now)
        if state != before { effects.append(.save) }
        if case .verify = round {
            return effects + finish(.restarted, .info, "well after the restart: \(words)")
        }
        return effects + finish(.healthy, .info, "healthy: \(words)")
    }

    /// Well for a whole window: the next illness is a new one. A back-off that outlives
    /// the illness would leave the service dead at the next.
    private mutating func forgetOldIllness(_ now: Moment) -> [PassEffect] {
        guard state.backOffLevel > 0 || state.backOff != nil, let since = state.healthySince,
            now.boot - since >= settings.windowS
        else { return [] }
        state.backOffLevel = 0
        state.backOff = nil
        state.restarts = []
        return [
            .log(
                .info, "well for \(SpanText.of(now.boot - since)): back-off and counts are cleared")
        ]
    }

    // MARK: whose run it is

    /// Learns which run of the unit is ours, and notices one that a person began.
    mutating func knowRun(_ report: UnitReport, _ round: Round, _ now: Moment) -> [PassEffect] {
        let run = WatchdogState.OwnRun(
            bootID: now.bootID, invocation: report.invocation, activeEnterUS: report.activeEnterUS)
        seenRun = run
        if state.ownRunIsPending {
            guard let own = expectedRun(run, report, now) else { return [] }
            state.ownRun = own
            state.ownRunIsPending = false
            state.runBefore = nil
            return [.save]
        }
        if case .verify = round {
            guard state.ownRun != run else { return [] }
            state.ownRun = run
            return [.save]
        }
        guard state.backOff != nil else { return [] }
        switch whose(report, now) {
        case .ours: return []
        case .unknown:
            state.ownRun = run
            return [.save]
        case .aHands:
            state.ownRun = run
            state.backOff = nil
            state.backOffLevel = 0
            state.restarts = []
            state.awaitsVerdict = false
            state.startingSince = nil
            handRestartIsUntold = true
            return [.log(.info, "restarted by hand; the back-off is cleared"), .save]
        }
    }

    /// The run that our restart began, nil while it is still to come: a stop may take
    /// longer than we wait for it, and RESTART_COMMAND may return before it restarts.
    private func expectedRun(
        _ run: WatchdogState.OwnRun, _ report: UnitReport, _ now: Moment
    ) -> WatchdogState.OwnRun? {
        // A state of an older program, or the machine was started since.
        guard let before = state.runBefore, before.bootID == now.bootID else {
            return report.activity == .stopping ? nil : run
        }
        let isAnother =
            run.invocation.isEmpty || before.invocation.isEmpty
            ? run.activeEnterUS != before.activeEnterUS : run.invocation != before.invocation
        if isAnother { return run }
        // It runs on as before, long after: the restart never came, and the next is not ours.
        let longestS = Int(settings.commandTimeout.components.seconds) + Self.slowRestartS
        guard report.activity == .active, let last = state.restarts.last,
            now.boot - last > longestS
        else { return nil }
        return before
    }

    /// No restart takes longer than two stop timeouts (90 s each, systemd-system.conf(5)).
    private static let slowRestartS = 180

    private enum Owner { case ours, aHands, unknown }

    private func whose(_ report: UnitReport, _ now: Moment) -> Owner {
        // What systemd starts by itself (Restart=) is nobody's hand, and what does not
        // run was started by none.
        if report.automaticRestarts > 0 { return .ours }
        if case .dead = report.activity { return .ours }
        guard let own = state.ownRun else { return importedOwner(report, now) }
        // The machine was started since, and the unit with it.
        guard own.bootID == now.bootID else { return .unknown }
        if !report.invocation.isEmpty, !own.invocation.isEmpty {
            return report.invocation == own.invocation ? .ours : .aHands
        }
        return report.activeEnterUS == own.activeEnterUS ? .ours : .aHands
    }

    /// A state that another program wrote knows no run. A unit that became active well
    /// after the last restart did so by a hand.
    private func importedOwner(_ report: UnitReport, _ now: Moment) -> Owner {
        guard let last = state.restarts.last, let since = report.sinceS else { return .unknown }
        return now.boot - since > last + Self.slowRestartS ? .aHands : .unknown
    }

    /// Tells that somebody restarted it, once it is known whether that helped.
    mutating func tellHandRestart(isWell: Bool, _ now: Moment) -> [PassEffect] {
        guard handRestartIsUntold else { return [] }
        handRestartIsUntold = false
        let text = EventText.backOffCleared(app: settings.appName)
        let told = message(.backOffCleared, text, now, stage: isWell ? .resolved : .updated)
        if isWell { state.incident = nil }
        return [.notify(told), .save]
    }

    // MARK: messages

    /// A message of this service, remembered as an event.
    mutating func message(
        _ kind: EventKind, _ text: String, _ now: Moment, stage: WatchdogMessage.Thread.Stage? = nil
    ) -> WatchdogMessage {
        var thread: WatchdogMessage.Thread?
        if let stage, let incident = state.incident {
            thread = WatchdogMessage.Thread(
                id: incident.id, stage: stage, downS: max(0, now.boot - incident.since))
        }
        state.remember(WatchdogState.EventRecord(wall: now.wall, kind: kind, text: text))
        return WatchdogMessage(
            kind: kind, service: settings.name, app: settings.appName, text: text, wall: now.wall,
            thread: thread)
    }
}

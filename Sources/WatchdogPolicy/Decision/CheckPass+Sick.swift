extension CheckPass {
    /// One look found it sick.
    mutating func sick(
        _ sickness: Sickness, _ round: Round, _ unit: UnitReport?, _ now: Moment
    ) -> [PassEffect] {
        switch round {
        case .check(let number): return sickAtCheck(sickness, number, unit, now)
        case .verify(let number): return sickAtVerify(sickness, number, unit, now)
        }
    }

    private mutating func sickAtCheck(
        _ sickness: Sickness, _ number: Int, _ unit: UnitReport?, _ now: Moment
    ) -> [PassEffect] {
        var sickness = sickness
        if let sinceS = graceSinceS(unit, now) {
            let before = state.startingSince
            if unit.map({ !startsAnew($0, now) }) ?? true {
                state.healthySince = nil
                let effects = tellHandRestart(isWell: false, now)
                let words = "still starting, since \(SpanText.of(sinceS)): \(sickness.why)"
                return effects + (state.startingSince == before ? [] : [.save])
                    + finish(.starting, .info, words)
            }
        }
        if let unit, startsAnew(unit, now), let since = state.startingSince {
            let all = SpanText.of(now.boot - since)
            sickness.why += "; it has been starting again and again for \(all)"
        }
        let told = tellHandRestart(isWell: false, now)
        if let backOff = state.backOff, now.boot < backOff.until {
            state.healthySince = nil
            let until = now.clock(now.wall(atBoot: backOff.until))
            return told + finish(.backingOff, .warning, "given up until \(until): \(sickness.why)")
        }
        guard number < settings.confirmChecks else { return told + confirmed(sickness, now) }
        let words = "\(sickness.why) (check \(number) of \(settings.confirmChecks))"
        return told + [.log(.warning, words)] + pause(.check(number + 1))
    }

    /// Since when it starts, seconds, while what it answers is not held against it. What
    /// is no unit began with our restart, as far as we know.
    private func graceSinceS(_ unit: UnitReport?, _ now: Moment) -> Int? {
        let since: Int?
        if let unit {
            since = unit.activity == .active ? unit.sinceS : nil
        } else {
            since = state.restarts.last.map { now.boot - $0 }
        }
        guard let since, since < settings.startupGraceS else { return nil }
        return since
    }

    /// Whether systemd starts it again and again (`Restart=`), each run younger than the
    /// grace. Three graces of that are a sickness; after a restart of ours, one.
    mutating func startsAnew(_ unit: UnitReport, _ now: Moment) -> Bool {
        let since = now.boot - (unit.sinceS ?? 0)
        // What systemd did not start by itself, a person did.
        if unit.automaticRestarts == 0, let first = state.startingSince, since > first {
            state.startingSince = nil
        }
        let first = state.startingSince ?? since
        state.startingSince = first
        let graces = state.awaitsVerdict ? 1 : 3
        return unit.automaticRestarts > 0 && now.boot - first >= graces * settings.startupGraceS
    }

    /// It is sick for sure: restart, put it off, or give up.
    private mutating func confirmed(_ sickness: Sickness, _ now: Moment) -> [PassEffect] {
        var effects: [PassEffect] = [.log(.error, "unhealthy: \(sickness.why)")]
        state.healthySince = nil
        if state.awaitsVerdict { effects += restartFailed(now) }
        // The end of a back-off: one try, whatever was counted before.
        if state.backOff != nil {
            state.backOff = nil
            state.restarts = []
            effects.append(.log(.info, "the back-off is over; one restart is tried"))
        }
        state.restarts = state.restarts(within: settings.windowS, now: now)
        guard state.restarts.count < limit else { return effects + giveUp(now) }
        guard case .asking(let url) = settings.deferring, sickness.answers else {
            return effects + restart(sickness, now)
        }
        if let since = state.deferredSince, now.boot - since >= settings.deferMaxS {
            let words = "put off for \(SpanText.of(now.boot - since)); it is restarted now"
            effects.append(.log(.warning, words))
            return effects + restart(sickness, now)
        }
        stage = .asksAudience(sickness)
        return effects + [.askAudience(url: url)]
    }

    /// After it was given up once, one restart at a time, until it was well for a window.
    private var limit: Int { state.backOffLevel > 0 ? 1 : settings.maxRestarts }

    /// Only a server that says so has an audience; one that says nothing is restarted.
    mutating func audienceKnown(
        _ audience: Audience, _ sickness: Sickness, _ now: Moment
    ) -> [PassEffect] {
        if case .unknown(let words) = audience {
            return [.log(.warning, "who is watching is not known: \(words)")]
                + restart(sickness, now)
        }
        guard case .watching(let count) = audience, count > 0 else {
            return restart(sickness, now)
        }
        var effects: [PassEffect] = []
        if state.deferredSince == nil {
            state.deferredSince = now.boot
            effects.append(.save)
        }
        let left = settings.deferMaxS - (now.boot - (state.deferredSince ?? now.boot))
        let who = count == 1 ? "one person is" : "\(count) people are"
        let words = "not restarted while \(who) watching, for \(SpanText.of(left)) at most"
        return effects + finish(.deferred, .warning, words)
    }

    // MARK: restarting

    private mutating func restart(_ sickness: Sickness, _ now: Moment) -> [PassEffect] {
        state.restarts.append(now.boot)
        state.restarts.removeFirst(max(0, state.restarts.count - WatchdogState.restartsMax))
        state.deferredSince = nil
        state.startingSince = nil
        state.ownRunIsPending = true
        state.runBefore = seenRun
        state.awaitsVerdict = true
        stage = .restarting(sickness)
        // Saved first: a pass that is killed in a restart has counted it.
        return [
            .save,
            .holdWalls(
                seconds: max(30, settings.startupGraceS),
                reason: "\(settings.appName) is restarting"),
            .log(.warning, "restarting (attempt \(state.restarts.count)/\(settings.maxRestarts))"),
            .restart,
        ]
    }

    mutating func restartTried(
        _ result: RestartResult, _ sickness: Sickness, _ now: Moment
    ) -> [PassEffect] {
        if case .notCounted(let words) = result { return notRestarted(words, now) }
        let stage = openIncident(now)
        let text = EventText.restartTriggered(
            app: settings.appName, why: sickness.why, attempt: state.restarts.count,
            max: settings.maxRestarts)
        var effects: [PassEffect] = []
        if case .failed(let words) = result {
            restartDidFail = true
            effects.append(.log(.error, "the restart failed: \(words)"))
        }
        effects += [
            .notify(message(.restartTriggered, text, now, stage: stage)), .save,
        ]
        self.stage = .waiting(.verify(1))
        return effects + [.wait(settings.verifyWait)]
    }

    /// A restart that nobody remembers would be made in each pass, without a limit.
    private mutating func notRestarted(_ words: String, _ now: Moment) -> [PassEffect] {
        _ = state.restarts.popLast()
        state.ownRunIsPending = false
        state.awaitsVerdict = false
        let words = "sick, but not restarted, since that could not be counted: \(words)"
        return tellOnce(words, .unhealthy, now)
    }

    private mutating func sickAtVerify(
        _ sickness: Sickness, _ number: Int, _ unit: UnitReport?, _ now: Moment
    ) -> [PassEffect] {
        guard number >= settings.confirmChecks else { return pause(.verify(number + 1)) }
        // While it may still be starting, it is judged by a later pass.
        if graceSinceS(unit, now) != nil, unit != nil || !restartDidFail {
            return [.save] + finish(.starting, .info, "restarted, still starting: \(sickness.why)")
        }
        var effects: [PassEffect] = [.log(.error, "not well after the restart: \(sickness.why)")]
        effects += restartFailed(now)
        if state.backOffLevel > 0 { return effects + giveUp(now) }
        stage = .over
        return effects + [.save, .finish(.unhealthy)]
    }

    private mutating func restartFailed(_ now: Moment) -> [PassEffect] {
        state.awaitsVerdict = false
        let text = EventText.restartFailed(app: settings.appName)
        return [.notify(message(.restartFailed, text, now, stage: .updated))]
    }

    /// The place of the next message in the incident, which begins if there is none.
    private mutating func openIncident(_ now: Moment) -> WatchdogMessage.Thread.Stage {
        guard state.incident == nil else { return .updated }
        state.incident = WatchdogState.Incident(
            id: "\(settings.name)-\(now.wall)", since: now.boot)
        return .opened
    }

    /// No restart for a while, longer each time.
    private mutating func giveUp(_ now: Moment) -> [PassEffect] {
        let length = BackOffRule.lengthS(windowS: settings.windowS, level: state.backOffLevel)
        state.backOffLevel = min(state.backOffLevel + 1, BackOffRule.levelMax)
        state.backOff = WatchdogState.BackOff(until: now.boot + length, lengthS: length)
        let until = now.clock(now.wall + length)
        let text = EventText.maximumReached(
            app: settings.appName, max: settings.maxRestarts, windowS: settings.windowS,
            until: until)
        let told = message(.maximumReached, text, now, stage: openIncident(now))
        return [.notify(told), .save] + finish(.gaveUp, .error, "given up until \(until)")
    }
}

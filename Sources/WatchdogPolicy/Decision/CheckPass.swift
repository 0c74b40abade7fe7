/// One pass over one service: what came of each step goes in, what is to be done next
/// comes out. It asks no clock and does nothing itself.
///
///     var pass = CheckPass(settings, state)
///     var effects = pass.handle(.began, now: now)     // ends in exactly one thing to do
public struct CheckPass: Sendable {
    /// What is watched, and how.
    public let settings: ServiceSettings
    /// What is to be saved.
    public internal(set) var state: WatchdogState
    var stage = Stage.idle
    /// Somebody restarted the unit in this pass's back-off; told when it is known whether
    /// the service is well.
    var handRestartIsUntold = false
    /// The unit's run as it was seen last.
    var seenRun: WatchdogState.OwnRun?
    /// A wall waits for the service, which was looked at again because of that.
    var wallHasSpoken = false
    /// Our restart in this pass did not even end well.
    var restartDidFail = false

    /// A pass.
    public init(_ settings: ServiceSettings, _ state: WatchdogState) {
        self.settings = settings
        self.state = state
    }

    /// Which look at the service.
    enum Round: Sendable, Equatable {
        /// Whether it is sick; the first of `CONFIRM_CHECKS`.
        case check(Int)
        /// Whether the restart helped.
        case verify(Int)
    }

    /// Where the pass stands.
    enum Stage: Sendable, Equatable {
        /// Before `began`. Can transition to: waiting, asksUnit, asks, over.
        case idle
        /// Between two looks. Can transition to: asksUnit, asks.
        case waiting(Round)
        /// Can transition to: asks, waiting, asksAudience, restarting, over.
        case asksUnit(Round)
        /// Can transition to: asks, waiting, asksAudience, restarting, over.
        case asks(PassQuestion, Round, UnitReport?)
        /// Sick for sure, but somebody may be watching. Can transition to: restarting, over.
        case asksAudience(Sickness)
        /// Can transition to: waiting.
        case restarting(Sickness)
        /// For good.
        case over
    }

    /// Takes what happened, and says what is to be done. What does not belong to where
    /// the pass stands is left alone.
    public mutating func handle(_ event: PassEvent, now: Moment) -> [PassEffect] {
        switch (stage, event) {
        case (.idle, .began): return begin(now)
        case (.idle, .unusable(let words)): return notUsable(words, now)
        case (.waiting(let round), .waited): return look(round)
        case (.asksUnit(let round), .unit(let answer)): return unitAnswered(answer, round, now)
        case (.asks(let question, let round, let unit), .answered(let asked, let answer))
        where question == asked:
            return judged(question, verdict(question, answer), round, unit, now)
        case (.asksAudience(let sickness), .audience(let audience)):
            return audienceKnown(audience, sickness, now)
        case (.restarting(let sickness), .restarted(let result)):
            return restartTried(result, sickness, now)
        default: return []
        }
    }

    /// The state has this serial number on disk.
    public mutating func saved(serial: Int) { state.serial = serial }

    // MARK: beginning

    private mutating func begin(_ now: Moment) -> [PassEffect] {
        var effects: [PassEffect] = []
        if state.isRebased {
            state.isRebased = false
            effects.append(.save)
        }
        if let until = state.pausedUntil {
            guard now.boot >= until else {
                let words = "maintenance until \(now.clock(now.wall(atBoot: until)))"
                return effects + finish(.paused, .info, words)
            }
            state.pause(nil, now: now)
            effects += [.log(.info, "maintenance is over"), .save]
        }
        return effects + look(.check(1))
    }

    /// Asks the unit first, and what is no unit over HTTP.
    mutating func look(_ round: Round) -> [PassEffect] {
        guard settings.unit == nil else {
            stage = .asksUnit(round)
            return [.askUnit]
        }
        return askHealth(round, nil)
    }

    private mutating func askHealth(_ round: Round, _ unit: UnitReport?) -> [PassEffect] {
        stage = .asks(.health, round, unit)
        return [.ask(.health)]
    }

    // MARK: the unit

    private mutating func unitAnswered(
        _ answer: UnitAnswer, _ round: Round, _ now: Moment
    ) -> [PassEffect] {
        switch answer {
        case .unknown(let words):
            return notUsable("\(settings.unit ?? settings.name): \(words)", now)
        case .unavailable(let words):
            // Without systemd nothing can be restarted, and nothing is blamed on the unit.
            return tellOnce("systemd could not be asked: \(words)", .unhealthy, now)
        case .report(let report):
            var effects = knowRun(report, round, now)
            switch report.activity {
            case .active where settings.healthURL == nil:
                effects += well("the process runs", round, report, now)
            case .active: effects += askHealth(round, report)
            case .starting, .stopping:
                let since = report.sinceS ?? 0
                if since >= settings.startupGraceS {
                    let words = "it is \(report.words) for \(SpanText.of(since))"
                    effects += sick(Sickness(words), round, report, now)
                } else if startsAnew(report, now) {
                    effects += sick(Sickness("it runs again and ends again"), round, report, now)
                } else {
                    effects += changing(report, round, now)
                }
            case .dead(let words):
                effects += sick(Sickness("the process does not run: \(words)"), round, report, now)
            }
            return effects
        }
    }

    /// A unit between two states is let alone; after a restart it is looked at again.
    private mutating func changing(
        _ report: UnitReport, _ round: Round, _ now: Moment
    ) -> [PassEffect] {
        if case .verify(let number) = round, number < settings.confirmChecks {
            return pause(.verify(number + 1))
        }
        state.healthySince = nil
        return tellHandRestart(isWell: false, now) + [.save]
            + finish(.starting, .info, "the unit is \(report.words)")
    }

    /// A thing that a person must set right; told once, until it is right or another.
    mutating func notUsable(_ words: String, _ now: Moment) -> [PassEffect] {
        tellOnce(words, .configuration, now)
    }

    /// Ends the pass with a sentence that people hear once, until it is well or another is said.
    mutating func tellOnce(
        _ words: String, _ outcome: PassOutcome, _ now: Moment
    ) -> [PassEffect] {
        let words = String(words.prefix(WatchdogState.toldOnceMax))
        var effects: [PassEffect] = []
        if state.toldOnce != words {
            state.toldOnce = words
            let text = EventText.configuration(app: settings.appName, what: words)
            effects = [.notify(message(.configuration, text, now)), .save]
        }
        return effects + finish(outcome, .error, words)
    }

    // MARK: ends

    /// Comes back after the interval between two checks.
    mutating func pause(_ round: Round) -> [PassEffect] {
        stage = .waiting(round)
        return [.wait(settings.confirmInterval)]
    }

    mutating func finish(
        _ outcome: PassOutcome, _ level: LogLevel, _ words: String
    ) -> [PassEffect] {
        stage = .over
        return [.log(level, words), .finish(outcome)]
    }
}

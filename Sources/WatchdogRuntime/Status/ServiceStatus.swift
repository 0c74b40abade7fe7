import Host
public import WatchdogPolicy

/// Everything about one service, for a person or a program.
public struct ServiceStatus: Sendable {
    let settings: ServiceSettings
    let state: WatchdogState
    let now: Moment
    let unit: UnitAnswer?
    let health: Verdict?
    let last: LastPass?
    let runsBy: String
    let waitingMessages: Int
    let warnings: [String]

    /// Looks: at its files, its unit, and its health page.
    /// - Throws: when its configuration is not usable.
    public init(_ name: String, _ places: Places) throws(ConfigurationFailure) {
        let loaded = try ConfigurationStore(places).load(name)
        settings = loaded.settings
        now = PassDriver.now()
        let path = places.state(settings)
        let forNow = places.stateForNow(name)
        let (state, complaints) = StateFile(path: path, forNow: forNow)
            .load(now: now, windowS: settings.windowS, setsAside: false)
        self.state = state
        warnings = loaded.warnings + complaints
        unit = settings.unit == nil ? nil : Systemctl(settings).ask()
        let questions = HealthQuestions(settings) { _ in }
        health = questions.ask(.health).map(settings.judgeHealth)
        last = LastPass(places.last(name))
        runsBy = Self.runsBy(name, places)
        waitingMessages = Folder.names(places.outbox(name)).count
    }

    /// What is to start the checks, and whether that runs; on another machine's files, in
    /// an image, that cannot be known.
    private static func runsBy(_ name: String, _ places: Places) -> String {
        let isHere = places.root.isEmpty
        let wants = Paths.parent(places.unit(name, "timer")) + "/timers.target.wants"
        if WholeFile.modified("\(wants)/\(name)-watchdog.timer") != nil {
            let timer = "a systemd timer, each 30 s"
            return timer + doubt(isHere ? RunningSchedule.timer(name) : .unknown)
        }
        guard WholeFile.modified(places.cron(name)) != nil else { return "nothing" }
        if InstalledFile.maker(places.cron(name)) != .us {
            return "perhaps \(places.cron(name)), which is not of service-watchdog install"
        }
        return "cron, every 2 min" + doubt(isHere ? RunningSchedule.cron() : .unknown)
    }

    private static func doubt(_ answer: RunningSchedule.Answer) -> String {
        switch answer {
        case .runs: ""
        case .doesNot: ", which does NOT run now"
        case .unknown: ", if that runs"
        }
    }

    /// How it is looked after now.
    var stateWord: String {
        if let until = state.pausedUntil, until > now.boot { return "maintenance" }
        if let backOff = state.backOff, backOff.until > now.boot { return "backoff" }
        return state.deferredSince != nil ? "deferred" : "monitoring"
    }

    private func until(_ boot: Int) -> String { now.clock(now.wall + (boot - now.boot)) }

    /// For a person, a line for each thing.
    public var text: String {
        var lines = ["\(settings.appName) (\(settings.name))"]
        func put(_ name: String, _ value: String) {
            lines.append(
                "  \(name):" + String(repeating: " ", count: max(1, 12 - name.count)) + value)
        }
        put("Service", unitText)
        if let url = settings.healthURL { put("Health", "\(WebText.shown(url))  \(healthText)") }
        let restarts = state.restarts(within: settings.windowS, now: now).count
        put(
            "Restarts",
            "\(restarts)/\(settings.maxRestarts) within \(SpanText.of(settings.windowS))")
        put("Last check", lastText)
        put("State", stateText)
        put("Run by", runsBy)
        if waitingMessages > 0 { put("Outbox", "\(waitingMessages) messages wait to be delivered") }
        for event in state.events { put("Event", "\(now.stamp(event.wall))  \(event.text)") }
        for warning in warnings { put("Warning", warning) }
        return lines.joined(separator: "\n")
    }

    private var unitText: String {
        guard let name = settings.unit else { return "no unit" }
        switch unit {
        case .report(let report):
            let since = report.sinceS.map { ", for \(SpanText.of($0))" } ?? ""
            let enabled = report.enablement.isEmpty ? "" : " (\(report.enablement))"
            return "\(name)  \(report.words)\(since)\(enabled)"
        case .unknown(let words), .unavailable(let words): return "\(name)  \(words)"
        case nil: return name
        }
    }

    private var healthText: String {
        switch health {
        case .well(let words): "OK, \(words)"
        case .sick(let sickness): "FAILED, \(sickness.why)"
        case .unclear(let words): words
        case nil: "not asked"
        }
    }

    private var lastText: String {
        guard let last else { return "none since the machine's start" }
        return
            "\(now.stamp(last.wall)), \(SpanText.of(now.wall - last.wall)) ago: \(last.outcome.rawValue)"
    }

    private var stateText: String {
        switch stateWord {
        case "maintenance": "maintenance until \(until(state.pausedUntil ?? now.boot))"
        case "backoff":
            "given up (back-off) until \(until(state.backOff?.until ?? now.boot)), or a restart by hand"
        case "deferred": "sick; a restart is put off while somebody is watching"
        default: "monitoring"
        }
    }

    /// For a program.
    public var json: JSONText {
        func time(_ boot: Int?) -> JSONText {
            boot.map { .string(Moment.iso(now.wall + ($0 - now.boot))) } ?? .null
        }
        return .object([
            ("name", .string(settings.name)), ("app", .string(settings.appName)),
            ("unit", settings.unit.map { .string($0) } ?? .null), ("unit_state", .string(unitWord)),
            ("health_url", settings.healthURL.map { .string(WebText.shown($0)) } ?? .null),
            ("healthy", healthJSON), ("health", .string(healthText)),
            ("restarts", .number(state.restarts(within: settings.windowS, now: now).count)),
            ("restarts_max", .number(settings.maxRestarts)),
            ("window_seconds", .number(settings.windowS)),
            ("last_check", last.map { .string(Moment.iso($0.wall)) } ?? .null),
            ("last_outcome", last.map { .string($0.outcome.rawValue) } ?? .null),
            ("state", .string(stateWord)),
            ("paused_until", time(stateWord == "maintenance" ? state.pausedUntil : nil)),
            ("backoff_until", time(stateWord == "backoff" ? state.backOff?.until : nil)),
            ("run_by", .string(runsBy)), ("outbox", .number(waitingMessages)),
            (
                "events",
                .array(
                    state.events.map { event in
                        .object([
                            ("time", .string(Moment.iso(event.wall))),
                            ("event", .string(event.kind.rawValue)),
                            ("level", .string(event.kind.level.rawValue)),
                            ("text", .string(event.text)),
                        ])
                    })
            ),
            ("warnings", .array(warnings.map { .string($0) })),
        ])
    }

    private var unitWord: String {
        switch unit {
        case .report(let report): report.words
        case .unknown: "unknown"
        case .unavailable: "unavailable"
        case nil: "none"
        }
    }

    private var healthJSON: JSONText {
        switch health {
        case .well: .bool(true)
        case .sick: .bool(false)
        case .unclear, nil: .null
        }
    }
}

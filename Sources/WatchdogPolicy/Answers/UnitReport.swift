/// What systemd says about a unit.
public struct UnitReport: Sendable, Equatable {
    /// What it does.
    public enum Activity: Sendable, Equatable {
        /// It runs.
        case active
        /// It starts, or reloads, or waits for systemd to start it again.
        case starting
        /// It is being stopped.
        case stopping
        /// It does not run; words as in `failed (exit-code)`.
        case dead(String)
    }

    /// What it does.
    public var activity: Activity
    /// Since when it does that, seconds ago; nil when systemd does not say.
    public var sinceS: Int?
    /// The number of this run of it, 32 hexadecimal digits; empty when there is none.
    public var invocation: String
    /// When this run became active, microseconds of the monotonic clock; 0 for not yet.
    public var activeEnterUS: Int
    /// How often systemd has started it again by itself since a person or program did.
    public var automaticRestarts: Int
    /// `enabled`, `disabled`, `static`…
    public var enablement: String

    /// A report.
    public init(
        activity: Activity, sinceS: Int? = nil, invocation: String = "", activeEnterUS: Int = 0,
        automaticRestarts: Int = 0, enablement: String = ""
    ) {
        self.activity = activity
        self.sinceS = sinceS
        self.invocation = invocation
        self.activeEnterUS = activeEnterUS
        self.automaticRestarts = automaticRestarts
        self.enablement = enablement
    }

    /// One or two words for people.
    public var words: String {
        switch activity {
        case .active: "active"
        case .starting: "starting"
        case .stopping: "stopping"
        case .dead(let words): words
        }
    }
}

/// What came of asking systemd.
public enum UnitAnswer: Sendable, Equatable {
    /// The unit is known.
    case report(UnitReport)
    /// systemd has no such unit, or it is masked; in words.
    case unknown(String)
    /// systemd did not answer; in words.
    case unavailable(String)

    /// The properties that are asked for.
    public static let properties = [
        "LoadState", "ActiveState", "SubState", "Result", "InvocationID", "NRestarts",
        "ActiveEnterTimestampMonotonic", "StateChangeTimestampMonotonic", "UnitFileState",
    ]

    /// Reads what `systemctl show` printed.
    /// - Parameter monotonicUS: now, microseconds of the clock systemd uses.
    public init(properties text: String, monotonicUS: Int) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n").prefix(100) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            values[line[..<equals]] = line[line.index(after: equals)...]
        }
        guard let loaded = values["LoadState"], let active = values["ActiveState"] else {
            self = .unavailable("systemctl said nothing about the unit")
            return
        }
        switch loaded {
        case "not-found": self = .unknown("there is no such unit")
        case "masked": self = .unknown("the unit is masked")
        case "bad-setting", "error": self = .unknown("the unit's file is broken")
        default:
            func number(_ key: Substring) -> Int { values[key].flatMap { Int($0) } ?? 0 }
            let entered = number("ActiveEnterTimestampMonotonic")
            let changed = number("StateChangeTimestampMonotonic")
            let activity = Self.activity(
                active, sub: values["SubState"] ?? "", result: values["Result"] ?? "")
            let since = activity == .active ? entered : changed
            self = .report(
                UnitReport(
                    activity: activity,
                    sinceS: since > 0 ? max(0, monotonicUS - since) / 1_000_000 : nil,
                    invocation: String(values["InvocationID"]?.prefix(64) ?? ""),
                    activeEnterUS: entered, automaticRestarts: number("NRestarts"),
                    enablement: String(values["UnitFileState"]?.prefix(32) ?? "")))
        }
    }

    private static func activity(
        _ state: Substring, sub: Substring, result: Substring
    ) -> UnitReport.Activity {
        switch state {
        case "active": .active
        case "activating", "reloading", "refreshing": .starting
        case "deactivating": .stopping
        default:
            .dead(
                result.isEmpty || result == "success"
                    ? String(state.prefix(32)) : "\(state.prefix(32)), \(result.prefix(32))")
        }
    }
}

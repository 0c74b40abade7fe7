/// What people are told about.
public enum EventKind: String, Sendable, CaseIterable {
    case restartTriggered = "restart-triggered"
    case restartSucceeded = "restart-succeeded"
    case restartFailed = "restart-failed"
    case maximumReached = "maximum-reached"
    case backOffCleared = "back-off-cleared"
    /// The unit or the configuration is not usable.
    case configuration = "configuration"
    /// Asked for by a person.
    case test = "test"

    /// How bad it is.
    public var level: EventLevel {
        switch self {
        case .restartTriggered: .warning
        case .restartSucceeded, .backOffCleared, .test: .info
        case .restartFailed, .maximumReached, .configuration: .error
        }
    }
}

/// How bad it is.
public enum EventLevel: String, Sendable, CaseIterable {
    case info, warning, error

    /// Discord's colour of an embed: green, yellow, red.
    public var colour: Int {
        switch self {
        case .info: 3_066_993
        case .warning: 16_776_960
        case .error: 15_158_332
        }
    }

    /// Pushover's priority: quiet, normal, high.
    public var pushoverPriority: Int {
        switch self {
        case .info: -1
        case .warning: 0
        case .error: 1
        }
    }

    /// ntfy's priority, 1 to 5.
    public var ntfyPriority: Int {
        switch self {
        case .info: 2
        case .warning: 3
        case .error: 5
        }
    }
}

/// The words of the events.
public enum EventText {
    /// A restart was made.
    public static func restartTriggered(app: String, why: String, attempt: Int, max: Int) -> String
    {
        "⚠️ \(app) was unhealthy (\(why)), restarted (attempt \(attempt)/\(max))"
    }

    /// It is well after a restart.
    public static func restartSucceeded(app: String) -> String {
        "✅ \(app) restarted successfully, health check passed"
    }

    /// It is not.
    public static func restartFailed(app: String) -> String {
        "❌ \(app) restart failed, service did not come up healthy"
    }

    /// It was given up.
    public static func maximumReached(
        app: String, max: Int, windowS: Int, until: String
    ) -> String {
        let minutes = Swift.max(1, (windowS + 30) / 60)
        return "🛑 \(app) hit max restarts (\(max) in \(minutes) min), giving up until \(until) "
            + "or a restart by hand"
    }

    /// Somebody restarted it.
    public static func backOffCleared(app: String) -> String {
        "ℹ️ \(app) watchdog resumed after manual restart detected"
    }

    /// Something must be set right by a person; said once.
    public static func configuration(app: String, what: String) -> String {
        "❌ \(app) is not watched: \(what)"
    }
}

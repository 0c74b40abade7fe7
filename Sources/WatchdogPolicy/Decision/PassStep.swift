/// What happens to a pass.
public enum PassEvent: Sendable, Equatable {
    /// It begins.
    case began
    /// It cannot begin: the configuration is not usable, in words.
    case unusable(String)
    /// systemd answered.
    case unit(UnitAnswer)
    /// A question was answered.
    case answered(PassQuestion, HealthAnswer)
    /// The media server told who watches.
    case audience(Audience)
    /// The restart was tried.
    case restarted(RestartResult)
    /// The wait is over.
    case waited
}

/// What can be asked over HTTP.
public enum PassQuestion: Sendable, Equatable {
    /// `HEALTH_URL`.
    case health
    /// `DEEP_URL`.
    case deep
    /// `WALL_STATUS_URL`.
    case wall
}

/// What came of `systemctl restart`, or of `RESTART_COMMAND`.
public enum RestartResult: Sendable, Equatable {
    /// It ended well.
    case done
    /// It did not; in words.
    case failed(String)
    /// It was not tried, since it could not be counted; in words.
    case notCounted(String)
}

/// What is to be done, in this order.
public enum PassEffect: Sendable, Equatable {
    /// A line for the log.
    case log(LogLevel, String)
    /// Tell people.
    case notify(WatchdogMessage)
    /// Save the state before anything else.
    case save
    /// Let nothing happen for so long, then `waited`.
    case wait(Duration)
    /// Ask systemd about the unit, then `unit`.
    case askUnit
    /// Ask over HTTP, then `answered`.
    case ask(PassQuestion)
    /// Ask who is watching, then `audience`.
    case askAudience(url: String)
    /// Tell the walls of this machine to hold, and do not wait for them.
    case holdWalls(seconds: Int, reason: String)
    /// Restart, then `restarted`.
    case restart
    /// The pass is over.
    case finish(PassOutcome)
}

/// How much a line of the log matters.
public enum LogLevel: String, Sendable {
    case info = "INFO"
    case warning = "WARN"
    case error = "ERROR"
}

/// How a pass ended.
public enum PassOutcome: String, Sendable, CaseIterable {
    case healthy
    /// Restarted and well.
    case restarted
    /// Not well, but it may still be starting.
    case starting
    /// Another pass is running.
    case skipped
    /// Sick, and somebody is watching.
    case deferred
    /// Maintenance.
    case paused
    /// Sick, and it was given up for now.
    case backingOff = "backing-off"
    /// Sick.
    case unhealthy
    /// Sick, and given up in this pass.
    case gaveUp = "gave-up"
    /// Configuration or unit are not usable.
    case configuration

    /// The program's exit status for it.
    public var exitStatus: Int32 {
        switch self {
        case .healthy, .restarted, .starting, .skipped, .deferred, .paused, .backingOff: 0
        case .unhealthy, .gaveUp: 1
        case .configuration: 2
        }
    }
}

/// Everything that a configuration may say. The README's table has the same rows.
public enum ConfigurationKey: String, Sendable, CaseIterable {
    // Who is told.
    case discordWebhook = "DISCORD_WEBHOOK"
    case pushoverUser = "PUSHOVER_USER"
    case pushoverToken = "PUSHOVER_TOKEN"
    case pushoverURL = "PUSHOVER_URL"
    case notifiarrKey = "NOTIFIARR_API_KEY"
    case notifiarrURL = "NOTIFIARR_URL"
    case emailTo = "EMAIL_TO"
    case emailFrom = "EMAIL_FROM"
    case smtpURL = "SMTP_URL"
    case sendmail = "SENDMAIL"
    case ntfyURL = "NTFY_URL"
    case ntfyToken = "NTFY_TOKEN"
    case webhookURL = "WEBHOOK_URL"

    // For all services.
    case defaultMaxRestarts = "DEFAULT_MAX_RESTARTS"
    case defaultCooldownWindow = "DEFAULT_COOLDOWN_WINDOW"
    case defaultHealthTimeout = "DEFAULT_HEALTH_TIMEOUT"
    case systemctl = "SYSTEMCTL"
    case commandTimeout = "COMMAND_TIMEOUT"

    // Of one service.
    case serviceName = "SERVICE_NAME"
    case serviceScope = "SERVICE_SCOPE"
    case serviceUser = "SERVICE_USER"
    case appName = "APP_NAME"
    case healthURL = "HEALTH_URL"
    case healthTimeout = "HEALTH_TIMEOUT"
    case healthExpect = "HEALTH_EXPECT"
    case healthStatus = "HEALTH_STATUS"
    case healthCAFile = "HEALTH_CA_FILE"
    case healthInsecure = "HEALTH_INSECURE"
    case latencyMax = "LATENCY_MAX"
    case confirmChecks = "CONFIRM_CHECKS"
    case confirmInterval = "CONFIRM_INTERVAL"
    case startupGrace = "STARTUP_GRACE"
    case verifyWait = "VERIFY_WAIT"
    case maxRestarts = "MAX_RESTARTS"
    case cooldownWindow = "COOLDOWN_WINDOW"
    case restartCommand = "RESTART_COMMAND"
    case deepURL = "DEEP_URL"
    case deepTokenFile = "DEEP_TOKEN_FILE"
    case deepTokenHeader = "DEEP_TOKEN_HEADER"
    case deferWhilePlaying = "DEFER_WHILE_PLAYING"
    case deferMax = "DEFER_MAX"
    case wallStatusURL = "WALL_STATUS_URL"
    case wallTokenFile = "WALL_TOKEN_FILE"
    case logFile = "LOG_FILE"
    case stateFile = "STATE_FILE"

    /// Where a key may stand. Who is told may be said for one service, too.
    public enum Place: Sendable {
        /// `watchdog.conf` alone.
        case global
        /// `watchdog.d/NAME.conf` alone.
        case service
        /// Both; the service's counts.
        case both
    }

    /// Where it may stand.
    public var place: Place {
        switch self {
        case .discordWebhook, .pushoverUser, .pushoverToken, .pushoverURL, .notifiarrKey,
            .notifiarrURL, .emailTo, .emailFrom, .smtpURL, .sendmail, .ntfyURL, .ntfyToken,
            .webhookURL, .systemctl, .commandTimeout:
            .both
        case .defaultMaxRestarts, .defaultCooldownWindow, .defaultHealthTimeout: .global
        default: .service
        }
    }

    /// Whether its value must be read by nobody else.
    public var isSecret: Bool {
        switch self {
        case .discordWebhook, .pushoverUser, .pushoverToken, .notifiarrKey, .smtpURL, .ntfyURL,
            .ntfyToken, .webhookURL:
            true
        default: false
        }
    }

    /// The known key that `name` was most likely meant to be; nil when it is like none.
    public static func nearest(to name: String) -> ConfigurationKey? {
        let wanted = Array(name.uppercased().utf8.prefix(64))
        let distanceMax = max(2, wanted.count / 3)
        var best: (key: ConfigurationKey, distance: Int)?
        for key in allCases {
            let limit = min(distanceMax, best.map { $0.distance - 1 } ?? distanceMax)
            let candidate = Array(key.rawValue.utf8)
            guard let found = EditDistance.between(wanted, candidate, atMost: limit) else {
                continue
            }
            best = (key, found)
        }
        return best?.key
    }
}

/// How many letters must change to make one word of another (Levenshtein).
enum EditDistance {
    /// nil when it is more than `limit`.
    static func between(_ one: [UInt8], _ other: [UInt8], atMost limit: Int) -> Int? {
        guard abs(one.count - other.count) <= limit else { return nil }
        var row = Array(0...other.count)
        for (i, byte) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in other.enumerated() {
                let replaced = diagonal + (byte == candidate ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
            // It only grows from row to row.
            if row.allSatisfy({ $0 > limit }) { return nil }
        }
        return row[other.count] <= limit ? row[other.count] : nil
    }
}

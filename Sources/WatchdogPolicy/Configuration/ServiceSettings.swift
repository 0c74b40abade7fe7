/// Everything that is known about one watched service.
public struct ServiceSettings: Sendable, Equatable {
    /// The name: of its file, its state, its log, its lock. One for everything.
    public var name: String
    /// What people call it.
    public var appName: String
    /// The unit; nil when it is watched over HTTP alone.
    public var unit: String?
    /// Whose unit.
    public var scope = Scope.system
    /// Whose, when the scope is `user` and it is not the caller's own.
    public var scopeUser: String?
    /// What is asked to learn whether it is well; nil when its process is all there is.
    public var healthURL: String?
    /// From the question to the last byte.
    public var healthTimeout = Duration.seconds(10)
    /// The same in whole seconds, upwards: so long nothing at all may come.
    public var healthSilence: Duration {
        let (seconds, rest) = healthTimeout.components
        return .seconds(rest > 0 ? seconds + 1 : seconds)
    }
    /// Must be in the body.
    public var healthExpect: String?
    /// Statuses of a healthy answer.
    public var healthStatus: [Int] = [200]
    /// A PEM file of authorities for a certificate of one's own.
    public var healthCAFile: String?
    /// Whether any certificate will do.
    public var healthInsecure = false
    /// A slower answer is no healthy one.
    public var latencyMax: Duration?
    /// Checks in a row that must fail before anything is done.
    public var confirmChecks = 3
    /// Between two of them.
    public var confirmInterval = Duration.seconds(2)
    /// So long after the unit became active nothing it answers is held against it.
    public var startupGraceS = 120
    /// After a restart, until it is asked again.
    public var verifyWait = Duration.seconds(10)
    /// Restarts within the window.
    public var maxRestarts = 3
    /// The window, seconds.
    public var windowS = 900
    /// Restarts it in place of `systemctl restart`; empty for that.
    public var restartCommand: [String] = []
    /// An authenticated question, asked after the health page was well.
    public var deepURL: String?
    /// Where its token is.
    public var deepTokenFile: String?
    /// The header that the token goes into; nil for those of Emby and Jellyfin.
    public var deepTokenHeader: String?
    /// Whether somebody who watches puts a restart off.
    public var deferring = Deferring.never
    /// For how long at most, seconds.
    public var deferMaxS = 7200
    /// A wall's status, one more sign of sickness.
    public var wallStatusURL: String?
    /// The token of that wall's control page.
    public var wallTokenFile: String?
    /// Where its log goes; nil for the usual place.
    public var logFile: String?
    /// Where its state is; nil for the usual place.
    public var stateFile: String?
    /// The program that is asked about units.
    public var systemctl = "/usr/bin/systemctl"
    /// How long it, a restart command or a mail program may take.
    public var commandTimeout = Duration.seconds(60)
    /// Who is told.
    public var channels = ChannelSettings()

    /// Whose units.
    public enum Scope: String, Sendable { case system, user }

    /// Who is asked about watchers.
    public enum Deferring: Sendable, Equatable {
        /// Nobody: a sick service is restarted at once.
        case never
        /// This address answers with the sessions.
        case asking(url: String)
    }

    /// The defaults.
    public init(name: String, appName: String) {
        self.name = name
        self.appName = appName
    }

    /// Names that may be of a service: they become names of files.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isLetterOrDigit(first) else {
            return false
        }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-@".utf8.contains($0) }
            && !text.contains("..")
    }

    /// Whether systemd could have a unit of this name (systemd.unit(5)); never an option.
    public static func isUnit(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 255, first != UInt8(ascii: "-") else {
            return false
        }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || ":-_.\\@".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

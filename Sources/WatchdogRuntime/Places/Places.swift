import Host
public import WatchdogPolicy

/// Where everything lies. One name of a service for all of it.
public struct Places: Sendable, Equatable {
    /// Stands before every path that the program writes to; empty for this machine, a
    /// folder for an image that is being made, or a test.
    public var root: String
    /// `watchdog.conf` and `watchdog.d`, without the root.
    public var configFolder: String

    /// Where we look unless told.
    public static let usualConfigFolder = "/etc/service-watchdog"
    /// Where the watchdog that is known in the field keeps its states.
    static let knownStateFolder = "/var/lib/watchdog"

    /// Places.
    public init(root: String = "", configFolder: String = Places.usualConfigFolder) {
        self.root = root == "/" ? "" : root
        self.configFolder = configFolder
    }

    private func rooted(_ path: String) -> String { root + path }

    /// `watchdog.conf`.
    public var globalConfig: String { rooted("\(configFolder)/watchdog.conf") }
    /// Where the services' files are.
    public var serviceFolder: String { rooted("\(configFolder)/watchdog.d") }
    /// A service's file.
    public func config(_ name: String) -> String { "\(serviceFolder)/\(name).conf" }
    /// States and outboxes.
    public var stateFolder: String { rooted("/var/lib/service-watchdog") }
    /// Logs.
    public var logFolder: String { rooted("/var/log/service-watchdog") }
    /// Locks and what need not survive a reboot.
    public var runFolder: String { rooted("/run/service-watchdog") }
    /// Sockets of walls.
    public var wallFolder: String { rooted("/run/hyperwall") }
    /// What was installed, for `remove`.
    public func manifest(_ name: String) -> String { "\(stateFolder)/\(name).installed" }
    /// The outbox.
    public func outbox(_ name: String) -> String { "\(stateFolder)/\(name).outbox" }
    /// The lock.
    public func lock(_ name: String) -> String { "\(runFolder)/\(name).lock" }
    /// What came of the last pass.
    public func last(_ name: String) -> String { "\(runFolder)/\(name).last" }
    /// The state while it cannot be saved in its place.
    public func stateForNow(_ name: String) -> String { "\(runFolder)/\(name).state" }
    /// cron's entry; the name that is known in the field.
    public func cron(_ name: String) -> String { rooted("/etc/cron.d/\(name)-watchdog") }
    /// The snippet for logrotate.
    public func logrotate(_ name: String) -> String { rooted("/etc/logrotate.d/\(name)-watchdog") }
    /// A unit of ours: `service` or `timer`.
    public func unit(_ name: String, _ kind: String) -> String {
        rooted("/etc/systemd/system/\(name)-watchdog.\(kind)")
    }

    /// The log: what the configuration says, else the usual place.
    public func log(_ settings: ServiceSettings) -> String {
        settings.logFile.map(rooted) ?? "\(logFolder)/\(settings.name).log"
    }

    /// The state: what the configuration says; else, for a configuration folder of another
    /// watchdog's, the state that one has kept; else the usual place.
    public func state(_ settings: ServiceSettings) -> String {
        if let file = settings.stateFile { return rooted(file) }
        if configFolder != Self.usualConfigFolder {
            for known in Self.knownStateNames(settings) {
                let path = rooted("\(Self.knownStateFolder)/\(known).state")
                if WholeFile.modified(path) != nil { return path }
            }
        }
        return usualState(settings.name)
    }

    /// The state's usual place.
    public func usualState(_ name: String) -> String { "\(stateFolder)/\(name).state" }

    /// That watchdog names a state by the unit, its own commands by the file.
    static func knownStateNames(_ settings: ServiceSettings) -> [String] {
        let unit = settings.unit.map { String($0.hasSuffix(".service") ? $0.dropLast(8) : $0[...]) }
        return [unit, settings.name].compactMap { $0 }
    }

    /// The names of the services that have a file, sorted.
    public var services: [String] { fileNames.filter(ServiceSettings.isName) }

    /// Names of files that look like a service's but whose name cannot be one's, sorted.
    public var misnamedFiles: [String] {
        fileNames.filter { !ServiceSettings.isName($0) }.map { "\($0).conf" }
    }

    private var fileNames: [String] {
        Folder.names(serviceFolder).filter { $0.hasSuffix(".conf") }.map { String($0.dropLast(5)) }
    }
}

import Host
public import WatchdogPolicy

/// The program's work on one service at a time.
public struct Watchdog {
    /// Where everything lies.
    public let places: Places
    private let isShown: Bool
    private let postbox: (ServiceSettings) -> any Postbox

    /// - Parameters:
    ///   - isShown: whether every line of the log goes to standard error, too.
    ///   - postbox: makes what takes a service's messages.
    public init(
        _ places: Places, isShown: Bool = false, postbox: @escaping (ServiceSettings) -> any Postbox
    ) {
        self.places = places
        self.isShown = isShown
        self.postbox = postbox
    }

    /// One pass over one service.
    public func check(_ name: String) -> PassOutcome {
        let store = ConfigurationStore(places)
        let lock: FileLock
        do {
            try Folder.make(places.runFolder, mode: 0o755)
            guard let taken = try FileLock.take(places.lock(name)) else {
                say(.info, name, "already running, skipping")
                return .skipped
            }
            lock = taken
        } catch {
            StandardError.write("\(error)")
            return .unhealthy
        }
        defer { lock.close() }
        do {
            let loaded = try store.load(name)
            return pass(loaded.settings, loaded.warnings, first: .began)
        } catch {
            let settings = store.whatCanBeRead(name)
            for problem in error.problems { StandardError.write("\(problem)") }
            // Nobody to tell, and maybe a slip of the pen: nothing is left behind.
            guard store.knows(name) || !settings.channels.channels.isEmpty else {
                return .configuration
            }
            let words = error.problems.first.map { "\($0)" } ?? "its configuration is not usable"
            let others = error.problems.dropFirst().map(\.description)
            return pass(settings, others, first: .unusable(words))
        }
    }

    private func pass(
        _ settings: ServiceSettings, _ warnings: [String], first: PassEvent
    ) -> PassOutcome {
        let log = WatchdogLog(places.log(settings), isShown: isShown)
        defer { log.close() }
        for warning in warnings { log.write(.warning, settings.appName, warning) }
        let file = StateFile(
            path: places.state(settings), forNow: places.stateForNow(settings.name))
        let now = PassDriver.now()
        let (state, complaints) = file.load(now: now, windowS: settings.windowS)
        for complaint in complaints { log.write(.warning, settings.appName, complaint) }
        var pass = CheckPass(settings, state)
        var driver = PassDriver(settings, places, file, log, postbox(settings))
        let outcome = driver.run(&pass, first: first)
        let last = LastPass(wall: HostClock.wallSeconds(), outcome: outcome)
        // Kept in memory: a healthy pass writes nothing to the disk but its line.
        try? WholeFile.write(
            Array(last.text.utf8), to: places.last(settings.name), mode: 0o644, lasting: false)
        return outcome
    }

    /// A line about a service whose settings are not needed.
    private func say(_ level: LogLevel, _ name: String, _ words: String) {
        let settings =
            (try? ConfigurationStore(places).load(name).settings)
            ?? ServiceSettings(name: name, appName: name)
        let log = WatchdogLog(places.log(settings), isShown: isShown)
        log.write(level, settings.appName, words)
        log.close()
    }
}

/// What came of the last pass, for `status`.
public struct LastPass: Sendable, Equatable {
    /// When it ended, seconds since 1970.
    public let wall: Int
    /// How.
    public let outcome: PassOutcome

    /// A pass that has ended.
    public init(wall: Int, outcome: PassOutcome) {
        self.wall = wall
        self.outcome = outcome
    }

    var text: String { "\(wall) \(outcome.rawValue)\n" }

    /// Reads it; nil when there is none.
    init?(_ path: String) {
        guard let file = try? FileContents(path, bytesMax: 1024) else { return nil }
        let words = String(decoding: file.bytes, as: UTF8.self).split(
            whereSeparator: \.isWhitespace)
        guard words.count == 2, let wall = Int(words[0]),
            let outcome = PassOutcome(rawValue: String(words[1]))
        else { return nil }
        self.init(wall: wall, outcome: outcome)
    }
}

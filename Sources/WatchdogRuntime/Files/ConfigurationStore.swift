import Host
public import WatchdogPolicy

/// Reads the configuration's files.
public struct ConfigurationStore: Sendable {
    private let places: Places

    /// - Parameter places: where they are.
    public init(_ places: Places) { self.places = places }

    /// A service's settings, with what is to be warned about.
    public struct Loaded: Sendable {
        /// The settings.
        public let settings: ServiceSettings
        /// One sentence each.
        public let warnings: [String]
    }

    /// Reads one service.
    public func load(_ name: String) throws(ConfigurationFailure) -> Loaded {
        let global = try read(places.globalConfig, called: "the watchdog's own configuration")
        let service = try read(places.config(name), called: "the configuration of \(name)")
        let (settings, problems) = try ServiceSettings.read(
            name: name, global: (global.bytes, places.globalConfig),
            service: (service.bytes, places.config(name)))
        var warnings = problems.map(\.description)
        warnings += openSecrets(places.globalConfig, global, isGlobal: true)
        warnings += openSecrets(places.config(name), service, isGlobal: false)
        return Loaded(settings: settings, warnings: warnings)
    }

    /// What can be read of both files, for a service whose configuration is not usable:
    /// who is told, and where its log is. A file that strangers may write to says nothing.
    public func whatCanBeRead(_ name: String) -> ServiceSettings {
        let global = try? read(places.globalConfig, called: "")
        let service = try? read(places.config(name), called: "")
        return ServiceSettings.readWhatCanBe(
            name: name, global: (global?.bytes ?? [], places.globalConfig),
            service: (service?.bytes ?? [], places.config(name))
        ).0
    }

    /// Who is told according to `watchdog.conf`, as far as that can be read, and what is
    /// wrong with it.
    public func channels() -> (ChannelSettings, problems: [ConfigurationProblem]) {
        do {
            let file = try read(
                places.globalConfig, called: "the watchdog's own configuration")
            let line = Array("SERVICE_NAME=x".utf8)
            let (settings, errors, _) = ServiceSettings.readWhatCanBe(
                name: "x", global: (file.bytes, places.globalConfig), service: (line, ""))
            return (settings.channels, errors)
        } catch {
            return (ChannelSettings(), error.problems)
        }
    }

    /// Whether a service has a file at all.
    func knows(_ name: String) -> Bool { WholeFile.modified(places.config(name)) != nil }

    private func read(
        _ path: String, called what: String
    ) throws(ConfigurationFailure) -> FileContents {
        try TrustedFile.read(
            path, missing: "\(what) is missing: service-watchdog install NAME makes it")
    }

    private func openSecrets(_ path: String, _ file: FileContents, isGlobal: Bool) -> [String] {
        let reading = ConfigurationReading(file.bytes, file: path, isGlobal: isGlobal)
        guard reading.holdsSecrets, file.othersMayRead else { return [] }
        return ["\(path) holds secrets and others may read it: chmod 600 \(path)"]
    }
}

/// A token from a file of its own.
enum TokenFile {
    /// The token, or a sentence about why there is none; and a warning.
    static func read(_ path: String) -> (token: String?, warning: String?) {
        do {
            let file = try FileContents(path, bytesMax: 4096)
            let text = String(decoding: file.bytes, as: UTF8.self)
            let token = String(text.split(whereSeparator: \.isWhitespace).first ?? "")
            guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                return (nil, "\(path) holds no token")
            }
            return (
                token, file.othersMayRead ? "\(path) holds a token and others may read it" : nil
            )
        } catch {
            return (nil, error.description)
        }
    }
}

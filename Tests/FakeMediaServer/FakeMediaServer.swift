public import FaultyServer

/// A media server on loopback that is none: it speaks Jellyfin's and Emby's dialects, serves a
/// made-up library from a few real files, remembers what it was asked, and says which of it was
/// against the dialect's rules. Ended by `close()`.
///
///     let server = try FakeMediaServer(.init(dialect: .emby4, files: [clip], itemCount: 100_000))
///     defer { server.close() }
///     … a client talks to server.url …
///     #expect(server.illegal == [])
public final class FakeMediaServer: Sendable {
    /// How it is set up.
    public struct Options: Sendable {
        /// The dialect.
        public var dialect: FakeDialect
        /// Real files, one at least where anything is to be played; item `n` is served from
        /// file `n % files.count`.
        public var files: [String]
        /// Items in all libraries of videos together.
        public var itemCount: Int
        /// What its owner put before all paths: `/jelly`; empty for nothing.
        public var basePath: String
        /// The first user's name; a second one is called `guest` and has no password.
        public var userName: String
        /// The first user's password.
        public var password: String
        /// The port on 127.0.0.1; 0 for a free one.
        public var port: UInt16 = 0
        /// What it calls itself.
        public var serverName = "Fake"
        /// What it says of its version; before 10.9 a Jellyfin has the old routes only.
        public var version: String
        /// Whether Jellyfin 10.11 takes the old forms of credentials.
        public var allowsLegacyTokens = true
        /// Whether codes can be confirmed.
        public var allowsQuickConnect = true
        /// Whether the file itself is refused without a token; Jellyfin lets anybody in.
        public var streamsNeedToken = true
        /// Whether there are channels.
        public var hasLiveTV = true
        /// Episodes that have no file, beside the items. Jellyfin hides them when asked to;
        /// Emby's description knows no such wish.
        public var missingCount = 3
        /// Whether items have a `RunTimeTicks`.
        public var saysLength = true
        /// Whether one device may report several plays at once.
        public var allowsManyPlays = false
        /// Shorter files have no resume points and count as watched; servers have 300.
        public var resumeSecondsMin = 0.0
        /// Seconds after which a websocket without a KeepAlive message is cut; Emby does not
        /// ask for any.
        public var keepAliveSeconds = 60
        /// Seconds after which a websocket without a ping frame is cut; nil for never.
        public var socketPingSeconds: Double?
        /// Whether a websocket of Emby takes the token in a header; else `?api_key=` alone.
        public var socketTakesHeader = true
        /// Whether a websocket with the API key belongs to its device. On Jellyfin it belongs to
        /// none, and can never be controlled.
        public var keyHasSockets: Bool
        /// Whether capabilities with an unknown command are refused; else it is left out.
        public var refusesUnknownCommands = false
        /// Whether ids in messages are numbers where they look like one, as Emby may do it.
        public var numericItemIDs = false
        /// Whether messages' data come as a text that holds JSON, as old servers did it.
        public var dataAsText = false
        /// Encoders at once.
        public var encodersMax = 16
        /// Seconds after which an encoder that nobody asks anything is ended, as servers do.
        public var encoderPatience = 60.0

        /// A set-up.
        public init(
            dialect: FakeDialect, files: [String] = [], itemCount: Int = 100,
            basePath: String = "", userName: String = "anna", password: String = "geheim"
        ) {
            self.dialect = dialect
            self.files = files
            self.itemCount = itemCount
            self.basePath = basePath
            self.userName = userName
            self.password = password
            version = dialect.version
            keyHasSockets = !dialect.isJellyfin
        }
    }

    let site: FakeSite
    let http: FaultyServer
    /// The set-up.
    public let options: Options
    /// What a person types: with the base path, without `/emby`.
    public let url: String

    /// Listens at once.
    /// - Throws: when a file cannot be read, or the port is taken.
    public init(_ options: Options) throws {
        self.options = options
        let site = try FakeSite(options)
        do { http = try FaultyServer(site: site, port: options.port) } catch {
            site.encoders.close()
            throw error
        }
        self.site = site
        let url = http.url(site.base)
        self.url = url
        site.url.withLock { $0 = url }
        site.outside.withLock { $0.server = self }
    }

    /// Ends it: connections, encoders, their files.
    public func close() {
        http.stop()
        site.encoders.close()
    }

    // MARK: What it is

    /// The port on 127.0.0.1.
    public var port: UInt16 { http.port }
    /// A key that a person made in the server's settings; it is no user's.
    public var apiKey: String { site.apiKey }
    /// The server's lasting id.
    public var serverID: String { site.serverID }
    /// The first user's id.
    public var userID: String { site.accounts[0].id }
    /// The connections' side: moods, single paths' faults, counts.
    public var connections: FaultyServer { http }
}

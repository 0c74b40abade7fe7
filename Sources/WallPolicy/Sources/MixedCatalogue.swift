/// What the wall has to play of all that it was told: its own sources, the media server's items,
/// the reserve, the demo.
public struct MixedCatalogue: Sendable, Equatable {
    /// What becomes of it.
    public enum Outcome: Sendable, Equatable {
        /// Nothing yet: more is coming.
        case waits
        /// These are played.
        case items([MediaItem])
        /// There is nothing, and nothing will come.
        case nothing
    }

    /// Whether folders, files, lists or URLs are configured.
    public var hasSources: Bool
    /// Whether a media server is configured.
    public var hasServer: Bool
    /// Whether the demo plays when there is nothing else.
    public var demo: Bool
    /// What the sources hold; nil until they were read.
    public var local: [MediaItem]?
    /// What the server holds; nil until its first page.
    public var server: [MediaItem]?
    /// What the reserve holds; nil until it was read.
    public var reserve: [MediaItem]?
    /// Whether the server is away for so long that the reserve is wanted.
    public var isAway = false

    /// Nothing known yet.
    public init(hasSources: Bool, hasServer: Bool, demo: Bool) {
        self.hasSources = hasSources
        self.hasServer = hasServer
        self.demo = demo
    }

    /// What is played now.
    public var outcome: Outcome {
        if hasSources, local == nil { return server.map { .items($0) } ?? .waits }
        let own = (local ?? []) + (server ?? [])
        if !own.isEmpty { return .items(own) }
        // The demo is for a wall without a configuration, not for one whose server is away.
        guard hasServer else { return demo ? .items(DemoItems.all) : .nothing }
        if isAway, let reserve, !reserve.isEmpty { return .items(reserve) }
        // A server that was read and has nothing takes away what was there.
        return server == nil ? .waits : .items([])
    }
}

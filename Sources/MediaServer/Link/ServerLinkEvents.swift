public import WallPolicy

/// What a link tells, on any thread and in order.
public struct ServerLinkEvents: Sendable {
    /// How it stands.
    public var status: @Sendable (ServerStatus) -> Void
    /// What there is to play, all of it; while the library is read, what was read so far.
    public var items: @Sendable ([MediaItem]) -> Void
    /// Which items are marked.
    public var favorites: @Sendable (Set<ItemID>) -> Void
    /// The server is away since `ServerLink.reservePatience`: something else is to play.
    public var isAway: @Sendable () -> Void

    /// Whom to tell.
    public init(
        status: @escaping @Sendable (ServerStatus) -> Void,
        items: @escaping @Sendable ([MediaItem]) -> Void,
        favorites: @escaping @Sendable (Set<ItemID>) -> Void,
        isAway: @escaping @Sendable () -> Void
    ) {
        self.status = status
        self.items = items
        self.favorites = favorites
        self.isAway = isAway
    }
}

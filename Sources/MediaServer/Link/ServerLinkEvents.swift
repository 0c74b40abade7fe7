public import MediaServerAPI
public import WallPolicy

/// What a link tells, on any thread and in order.
public struct ServerLinkEvents: Sendable {
    /// How it stands.
    public var status: @Sendable (ServerStatus) -> Void
    /// What there is to play, all of it; while the library is read, what was read so far.
    public var items: @Sendable ([MediaItem]) -> Void
    /// Which items are marked.
    public var favorites: @Sendable (Set<ItemID>) -> Void
    /// The server is away for `ServerSettings.reservePatience`: something else is to play.
    public var isAway: @Sendable () -> Void

    /// A device is signed in, the wall's own or a cell's by its number; nil: no longer.
    public var access: @Sendable (DeviceAccess?, Int?) -> Void = { _, _ in }
    /// Somebody found the server there.
    public var isThere: @Sendable () -> Void = {}
    /// Why no app can command the wall, and what they would call it.
    public var cannotBeCommanded: @Sendable (String, String) -> Void = { _, _ in }
    /// Something for the journal, in plain words.
    public var note: @Sendable (String) -> Void = { _ in }

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

public import WallPolicy

/// What remote control tells, on any thread; none of it may block or call back.
public struct RemoteControlEvents: Sendable {
    /// Somebody wants something; of each device in the order of its wishes.
    public var wish: @Sendable (RemoteWish) -> Void
    /// How all devices stand, the wall's own first, then by their cells; at every change.
    public var statuses: @Sendable ([RemoteStatus]) -> Void
    /// Items came, went or are others now. While a library is scanned that is said every minute.
    public var libraryChanged: @Sendable () -> Void
    /// Items whose mark the user changed, and whether they are favourites now.
    public var favorites: @Sendable ([(ItemID, Bool)]) -> Void
    /// The server said that it goes; may come once for each device.
    public var serverLeaves: @Sendable (SourceID) -> Void
    /// A sentence for the journal: of the wall itself, or of what was wrong with something that
    /// a cell got. It is in the log already.
    public var journal: @Sendable (String) -> Void

    /// Whom to tell.
    public init(
        wish: @escaping @Sendable (RemoteWish) -> Void,
        statuses: @escaping @Sendable ([RemoteStatus]) -> Void,
        libraryChanged: @escaping @Sendable () -> Void,
        favorites: @escaping @Sendable ([(ItemID, Bool)]) -> Void,
        serverLeaves: @escaping @Sendable (SourceID) -> Void,
        journal: @escaping @Sendable (String) -> Void
    ) {
        self.wish = wish
        self.statuses = statuses
        self.libraryChanged = libraryChanged
        self.favorites = favorites
        self.serverLeaves = serverLeaves
        self.journal = journal
    }
}

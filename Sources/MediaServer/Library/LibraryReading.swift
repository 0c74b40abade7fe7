import WallPolicy

/// What was read of a library so far.
struct LibraryReading: Sendable {
    /// Its items, in the server's order; no item twice.
    var items: [MediaItem] = []
    /// Which of them are marked.
    var favorites: Set<ItemID> = []
    /// Whether that is all.
    var isWhole = false
}

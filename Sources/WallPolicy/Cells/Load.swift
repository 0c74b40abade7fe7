/// One opening of one item by one cell: what log lines, journal rows and
/// events are about.
public struct Load: Sendable, Hashable {
    /// Which of the cell's loads, from 1.
    public let counter: Int
    /// What is opened.
    public let item: MediaItem

    /// A load.
    public init(counter: Int, item: MediaItem) {
        self.counter = counter
        self.item = item
    }
}

/// The player's number for an entry of its playlist.
public typealias EntryNumber = Int64

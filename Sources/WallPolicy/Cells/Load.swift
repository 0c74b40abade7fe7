/// One opening of one item by one cell: what log lines, journal rows and
/// events are about.
public struct Load: Sendable, Hashable {
    /// Which of the cell's loads, from 1.
    public let counter: Int
    /// What is opened.
    public let item: MediaItem
    /// Where it begins, seconds into the item; nil for its beginning, or for now if it is live.
    public let start: Double?
    /// 0 for the first try of this item, then the number of the retry.
    public let attempt: Int

    /// A load.
    public init(counter: Int, item: MediaItem, start: Double? = nil, attempt: Int = 0) {
        self.counter = counter
        self.item = item
        self.start = start
        self.attempt = attempt
    }
}

/// The player's number for an entry of its playlist.
public typealias EntryNumber = Int64

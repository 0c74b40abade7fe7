/// Which entries to read.
public struct JournalQuery: Sendable, Hashable {
    /// Not older than this, seconds since 1970.
    public var since: Double?
    /// Only what was written after the entry with this number: the oldest `limit`
    /// of them, so that a reader who goes on from the last one misses none.
    public var after: Int64?
    /// Only of this wall.
    public var wall: String?
    /// Only of the cell with this number.
    public var cell: Int?
    /// Only of these kinds; empty for all.
    public var kinds: Set<String> = []
    /// The most entries: the newest, unless `after` is given.
    public var limit = JournalQuery.limitMax
    /// The oldest first.
    public var ascending = true

    /// More than the database holds.
    public static let limitMax = JournalBounds.rowsMax

    /// Everything.
    public init() {}
}

/// An entry as it stands in the database.
public struct JournalRow: Sendable, Hashable {
    /// Its number: grows with every entry and is never used twice.
    public let id: Int64
    /// What happened.
    public let entry: JournalEntry
}

/// What the database holds at most.
public enum JournalBounds {
    /// A month answers "since when?"; what is older helps nobody.
    public static let ageSecondsMax = 30.0 * 86_400
    /// About 30 MB: a wall whose every cell fails every minute fills it in days.
    public static let rowsMax = 100_000
    /// More than any wall leaves out.
    public static let quarantineMax = 10_000
}

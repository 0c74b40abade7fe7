/// An item that is left out for a while, because it could not be played
/// though others of its source could.
public struct QuarantineEntry: Sendable, Hashable, Codable {
    /// The item.
    public let item: ItemID
    /// What a person calls it, without credentials.
    public let title: String
    /// What it comes from.
    public let source: SourceID
    /// Why it could not be played, one sentence without credentials.
    public let reason: String
    /// When it was left out, seconds on the policy's clock; below zero for a
    /// time before that clock began.
    public let since: Double
    /// When it comes back, seconds on the same clock.
    public let until: Double

    /// An entry.
    public init(
        item: ItemID, title: String, source: SourceID, reason: String, since: Double,
        until: Double
    ) {
        self.item = item
        self.title = title
        self.source = source
        self.reason = reason
        self.since = since
        self.until = until
    }

    /// The same with other times.
    func dated(since: Double, until: Double) -> QuarantineEntry {
        QuarantineEntry(
            item: item, title: title, source: source, reason: reason, since: since, until: until)
    }
}

/// An item that no cell plays for a while, as it is stored.
public struct QuarantineRow: Sendable, Codable, Hashable {
    /// The item's lasting name.
    public var item: String
    /// The item's title.
    public var title: String
    /// What the item fails together with.
    public var source: String
    /// Why, in plain words.
    public var reason: String
    /// When it began, seconds since 1970.
    public var since: Double
    /// When it ends, seconds since 1970.
    public var until: Double

    /// - Parameters:
    ///   - since: seconds since 1970.
    ///   - until: seconds since 1970.
    public init(
        item: String, title: String, source: String, reason: String, since: Double, until: Double
    ) {
        self.item = item
        self.title = title
        self.source = source
        self.reason = reason
        self.since = since
        self.until = until
    }

    /// Whether it can be stored: a name within its bounds and two moments.
    var isSound: Bool {
        since.isFinite && until.isFinite && !item.isEmpty && TextBounds.name(item) == item
    }
}

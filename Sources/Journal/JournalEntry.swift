/// One thing that happened on a wall: what `hyperwall journal` shows a line of.
///
/// The JSON keys are the names of the properties; what is not known is left out.
public struct JournalEntry: Sendable, Codable, Hashable {
    /// When, seconds since 1970.
    public var time: Double
    /// The wall's name.
    public var wall: String
    /// What: `failure`, `retry`, `park`, `unpark`, `recovered`, `outageBegan`, `outageEnded`,
    /// `quarantined`, `released`, `shed`, `restored`, `wedged`, `suspended`, `started`, `ended`.
    public var kind: String
    /// The cell's number, from 1.
    public var cell: Int?
    /// The cell's identity for the life of its player.
    public var cellID: String?
    /// The load: cell identity and counter.
    public var load: String?
    /// The item's lasting name.
    public var item: String?
    /// The item's title.
    public var title: String?
    /// What the item fails together with.
    public var source: String?
    /// Why, in plain words.
    public var reason: String?
    /// Which try it was or will be, from 1.
    public var attempt: Int?
    /// Seconds into the item.
    public var position: Double?
    /// A duration in seconds: how long a cell was dark, waits or cools down.
    public var seconds: Double?

    /// - Parameter time: seconds since 1970.
    public init(
        time: Double, wall: String, kind: String, cell: Int? = nil, cellID: String? = nil,
        load: String? = nil, item: String? = nil, title: String? = nil, source: String? = nil,
        reason: String? = nil, attempt: Int? = nil, position: Double? = nil,
        seconds: Double? = nil
    ) {
        self.time = time
        self.wall = wall
        self.kind = kind
        self.cell = cell
        self.cellID = cellID
        self.load = load
        self.item = item
        self.title = title
        self.source = source
        self.reason = reason
        self.attempt = attempt
        self.position = position
        self.seconds = seconds
    }
}

extension JournalEntry {
    /// What of it is stored: texts cut to their bounds, no infinities.
    /// - Parameter now: in place of a time that is none.
    func bounded(now: Double) -> JournalEntry {
        var entry = self
        if !entry.time.isFinite { entry.time = now }
        entry.wall = TextBounds.short(wall)
        entry.kind = TextBounds.short(kind)
        entry.cellID = cellID.map(TextBounds.short)
        entry.load = load.map(TextBounds.short)
        entry.item = item.map(TextBounds.name)
        entry.title = title.map(TextBounds.words)
        entry.source = source.map(TextBounds.name)
        entry.reason = reason.map(TextBounds.words)
        entry.position = position.flatMap { $0.isFinite ? $0 : nil }
        entry.seconds = seconds.flatMap { $0.isFinite ? $0 : nil }
        return entry
    }
}

/// How long a text may be in the database: one row of a broken list must not
/// outweigh a month of others.
enum TextBounds {
    /// A kind, a wall's name, a load: 100 characters.
    static func short(_ text: String) -> String { String(text.unicodeScalars.prefix(100)) }
    /// A title, a reason: 500 characters.
    static func words(_ text: String) -> String { String(text.unicodeScalars.prefix(500)) }
    /// An item or a source: a path has up to 4,096 bytes on Linux (`PATH_MAX`), and a few
    /// letters stand before it.
    static func name(_ text: String) -> String { String(text.unicodeScalars.prefix(4_200)) }
}

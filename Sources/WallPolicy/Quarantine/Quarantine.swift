/// Items that are left out for some hours, because all tries of them failed
/// while others of the same source played.
///
/// An item whose source may be the one at fault goes back into the order
/// instead, and so does one for which there is no room: never more than a
/// quarter of the items are left out, and never so many that fewer remain than
/// there are cells. Live items are never left out: they have a place of their own.
///
/// Only what the sources name just now counts for that: what they do not name is
/// missing anyway, and is still left out when they name it again. A source may be
/// slow at the start of the wall, or away for a moment.
///
/// Times are seconds on the policy's clock. After a change of the hours, call
/// `expire(now:)`; after a change of the items or cells, `fit(items:cells:)`.
public struct Quarantine: Sendable, Hashable {
    /// Of so many items one may be left out.
    public static let share = 4
    /// The most items that are left out, of however many.
    public static let entriesMax = 4096

    /// Those left out, oldest first.
    public private(set) var entries: [QuarantineEntry] = []
    private var left: Set<ItemID> = []
    private var innocence = SourceInnocence()
    private var lifetime: Double

    /// An empty one.
    /// - Parameter hours: for which an item is left out; 0 (or no number) for never.
    public init(hours: Double) { lifetime = Self.seconds(hours) }

    /// When the next item comes back, if any is left out.
    public var deadline: Double? { entries.first?.until }

    /// Whether an item is left out.
    public func contains(_ item: ItemID) -> Bool { left.contains(item) }

    /// How many items may be left out.
    /// - Parameters:
    ///   - items: of the wall, those left out included.
    ///   - cells: of the wall.
    public static func limit(items: Int, cells: Int) -> Int {
        max(0, min(items / share, items - max(0, cells), entriesMax))
    }

    // MARK: What happens to items

    /// An item failed. The first failure since it last played well counts.
    public mutating func failed(_ item: MediaItem, now: Double) {
        guard !item.isLive, !left.contains(item.id) else { return }
        innocence.failed(item.id, source: item.source, now: now)
    }

    /// An item played for half a minute: its failures are forgotten.
    public mutating func recovered(_ item: ItemID) { innocence.clear(item) }

    /// An item has made another ten seconds of progress, in any cell.
    public mutating func progressed(_ item: ItemID, source: SourceID, now: Double) {
        innocence.progressed(item, source: source, now: now)
    }

    /// All tries of an item failed.
    /// - Parameters:
    ///   - reason: one sentence without credentials.
    ///   - items: that the sources name, those left out included.
    ///   - cells: of the wall.
    /// - Returns: whether it is left out now; else it goes back into the order.
    public mutating func exhausted(
        _ item: MediaItem, reason: String, items: Set<ItemID>, cells: Int, now: Double
    ) -> Bool {
        guard !item.isLive else { return false }
        if left.contains(item.id) { return true }
        innocence.failed(item.id, source: item.source, now: now)
        guard lifetime > 0, innocence.isProven(against: item.id),
            entries.count < Self.entriesMax,
            entries.count(where: { items.contains($0.item) })
                < Self.limit(items: items.count, cells: cells)
        else { return false }
        innocence.clear(item.id)
        left.insert(item.id)
        entries.append(
            QuarantineEntry(
                item: item.id, title: item.title, source: item.source, reason: reason, since: now,
                until: now + lifetime))
        return true
    }

    // MARK: Who comes back

    /// Other hours, also for those that are left out already.
    public mutating func setHours(_ hours: Double) {
        lifetime = Self.seconds(hours)
        entries = entries.map { $0.dated(since: $0.since, until: $0.since + lifetime) }
    }

    /// Makes room where items went or cells came: the oldest leave first.
    /// - Parameters:
    ///   - items: that the sources name, those left out included.
    ///   - cells: of the wall.
    /// - Returns: those that come back into the order.
    public mutating func fit(items: Set<ItemID>, cells: Int) -> [QuarantineEntry] {
        let named = entries.lazy.map(\.item).filter(items.contains)
        let surplus = max(0, named.count - Self.limit(items: items.count, cells: cells))
        guard surplus > 0 else { return [] }
        let oldest = Set(named.prefix(surplus))
        return take { oldest.contains($0.item) }
    }

    /// Those whose time is over.
    public mutating func expire(now: Double) -> [QuarantineEntry] { take { $0.until <= now } }

    /// A person wants an item back.
    /// - Returns: nil when it was not left out.
    public mutating func release(_ item: ItemID) -> QuarantineEntry? {
        innocence.clear(item)
        return take { $0.item == item }.first
    }

    /// A person wants all of them back.
    public mutating func releaseAll() -> [QuarantineEntry] { take { _ in true } }

    /// A source turned out to be at fault: what failed since then was not its
    /// items' own doing.
    /// - Parameter since: the beginning of the window that the outage was seen in.
    public mutating func forgive(source: SourceID, since: Double) -> [QuarantineEntry] {
        innocence.clear(source: source, since: since)
        return take { $0.source == source && $0.since >= since }
    }

    /// Takes up what an earlier run of the wall left out. What it left out for
    /// long enough, by the hours of today, comes back with the next `expire(now:)`.
    /// - Parameters:
    ///   - entries: in any order, their times on this run's clock; ones that
    ///     are no numbers are passed over, ones from the future count from now.
    ///   - now: this run's clock.
    public mutating func restore(_ entries: [QuarantineEntry], now: Double) {
        guard lifetime > 0 else { return }
        for entry in entries where entry.since.isFinite && left.insert(entry.item).inserted {
            let since = min(entry.since, now)
            self.entries.append(entry.dated(since: since, until: since + lifetime))
        }
        self.entries.sort { $0.since < $1.since }
        let surplus = self.entries.count - Self.entriesMax
        guard surplus > 0 else { return }
        left.subtract(self.entries.prefix(surplus).map(\.item))
        self.entries.removeFirst(surplus)
    }

    private mutating func take(_ leaves: (QuarantineEntry) -> Bool) -> [QuarantineEntry] {
        let gone = entries.filter(leaves)
        guard !gone.isEmpty else { return [] }
        entries.removeAll(where: leaves)
        left.subtract(gone.map(\.item))
        return gone
    }

    private static func seconds(_ hours: Double) -> Double {
        hours.isFinite ? max(0, hours) * 3600 : 0
    }
}

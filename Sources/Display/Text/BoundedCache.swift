/// Values by key, the least recently used ones forgotten when their costs
/// exceed a limit.
struct BoundedCache<Key: Hashable, Value> {
    private struct Entry {
        var value: Value
        var cost: Int
        var used: UInt64
    }

    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private let limit: Int
    /// The costs of all entries.
    private(set) var cost = 0

    /// An empty cache.
    /// - Parameter limit: the most that all entries together may cost.
    init(limit: Int) { self.limit = limit }

    /// How many values there are.
    var count: Int { entries.count }

    /// The value, which counts as used now.
    mutating func value(for key: Key) -> Value? {
        guard var entry = entries[key] else { return nil }
        clock += 1
        entry.used = clock
        entries[key] = entry
        return entry.value
    }

    /// Keeps a value.
    /// - Returns: the values that were forgotten for it.
    @discardableResult
    mutating func keep(_ value: Value, for key: Key, cost: Int) -> [Value] {
        clock += 1
        var gone: [Value] = []
        if let old = entries.updateValue(Entry(value: value, cost: cost, used: clock), forKey: key)
        {
            self.cost -= old.cost
            gone.append(old.value)
        }
        self.cost += cost
        guard self.cost > limit else { return gone }
        // Down to three quarters, so that this sort is rare.
        for (old, entry) in entries.sorted(by: { $0.value.used < $1.value.used }) {
            guard self.cost > limit / 4 * 3, old != key else { break }
            entries[old] = nil
            self.cost -= entry.cost
            gone.append(entry.value)
        }
        return gone
    }

    /// Forgets everything and returns it.
    mutating func removeAll() -> [Value] {
        defer {
            entries = [:]
            cost = 0
        }
        return entries.values.map(\.value)
    }
}

/// Whether an item's failure is its own: since when it fails, and what else of
/// its source played meanwhile.
///
/// Bounded: the oldest suspicions and sources are forgotten first. A forgotten
/// one only begins anew.
struct SourceInnocence: Sendable, Hashable {
    /// How much progress of another item proves a source innocent, seconds.
    static let proofSeconds = 10.0
    /// The most items that are remembered as failing.
    static let suspectsMax = 4096
    /// The most sources whose progress is remembered.
    static let sourcesMax = 1024

    private struct Suspect: Hashable {
        let source: SourceID
        let firstFailure: Double
    }

    /// The last progress of a source by two different items: whichever item is
    /// asked about, the last progress of another one is among them.
    private struct Progress: Hashable {
        var item: ItemID
        var time: Double
        var timeOfOthers: Double?
    }

    private var suspects: [ItemID: Suspect] = [:]
    private var progress: [SourceID: Progress] = [:]

    /// Notes a failure; the first one counts.
    mutating func failed(_ item: ItemID, source: SourceID, now: Double) {
        guard suspects[item] == nil else { return }
        suspects[item] = Suspect(source: source, firstFailure: now)
        Self.trim(&suspects, to: Self.suspectsMax) { $0.firstFailure }
    }

    /// Forgets an item's failures.
    mutating func clear(_ item: ItemID) { suspects[item] = nil }

    /// Forgets failures of a source that began at a time or later.
    mutating func clear(source: SourceID, since: Double) {
        suspects = suspects.filter { $1.source != source || $1.firstFailure < since }
    }

    /// Notes that an item has made another ten seconds of progress just now.
    mutating func progressed(_ item: ItemID, source: SourceID, now: Double) {
        guard let last = progress[source] else {
            progress[source] = Progress(item: item, time: now, timeOfOthers: nil)
            Self.trim(&progress, to: Self.sourcesMax) { $0.time }
            return
        }
        let others = last.item == item ? last.timeOfOthers : last.time
        progress[source] = Progress(item: item, time: now, timeOfOthers: others)
    }

    /// Whether another item of its source made all of its ten seconds since
    /// this item's first failure.
    func isProven(against item: ItemID) -> Bool {
        guard let suspect = suspects[item], let last = progress[suspect.source] else {
            return false
        }
        guard let time = last.item == item ? last.timeOfOthers : last.time else { return false }
        return time - suspect.firstFailure >= Self.proofSeconds
    }

    /// Drops the oldest quarter once there are too many, so that the sorting is rare.
    private static func trim<Key, Value>(
        _ entries: inout [Key: Value], to most: Int, time: (Value) -> Double
    ) {
        guard entries.count > most else { return }
        let oldest = entries.sorted { time($0.value) < time($1.value) }.prefix(most / 4)
        for (key, _) in oldest { entries[key] = nil }
    }
}

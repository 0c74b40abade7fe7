/// What went wrong over the last hour, minute by minute, for a chart.
public struct WallHistory: Sendable, Hashable {
    /// What is counted.
    public struct Counts: Sendable, Hashable, Codable {
        /// Frames that were dropped.
        public var dropped = 0
        /// Cells that played again.
        public var recoveries = 0
        /// Loads that failed.
        public var failures = 0

        /// Counts.
        public init(dropped: Int = 0, recoveries: Int = 0, failures: Int = 0) {
            self.dropped = dropped
            self.recoveries = recoveries
            self.failures = failures
        }
    }

    /// How long a bucket is, seconds.
    public static let bucketSeconds = 60
    /// How many there are at most: an hour.
    public static let bucketsMax = 60

    /// What each minute added, the oldest first; the last one is the running minute.
    public private(set) var buckets: [Counts] = []
    private var minute = 0
    private var before = Counts()

    /// Nothing yet.
    public init() {}

    /// The totals of the wall stand there now; about once a second.
    ///
    /// A total that fell back began anew, and counts from nothing.
    /// - Parameters:
    ///   - totals: since the start of the wall.
    ///   - now: seconds since the start of the wall.
    public mutating func take(_ totals: Counts, now: Double) {
        let current = now.isFinite ? Int(min(max(0, now), 1e12)) / Self.bucketSeconds : minute
        if buckets.isEmpty {
            buckets = [Counts()]
        } else if current > minute {
            // A machine that slept has minutes of which nobody knows anything.
            let empty = [Counts](
                repeating: Counts(), count: min(current - minute, Self.bucketsMax))
            buckets = (buckets + empty).suffix(Self.bucketsMax)
        }
        minute = max(minute, current)
        let last = buckets.count - 1
        buckets[last].dropped += Self.added(totals.dropped, before.dropped)
        buckets[last].recoveries += Self.added(totals.recoveries, before.recoveries)
        buckets[last].failures += Self.added(totals.failures, before.failures)
        before = totals
    }

    private static func added(_ new: Int, _ old: Int) -> Int {
        max(0, new >= old ? new - old : new)
    }
}

extension WallHistory.Counts {
    /// Of everything that a wall counted.
    public init(_ totals: WallTotals) {
        self.init(
            dropped: totals.droppedFrames, recoveries: totals.recoveries,
            failures: totals.failures)
    }
}

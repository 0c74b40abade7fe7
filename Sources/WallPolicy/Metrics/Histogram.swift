/// How often a figure fell below each of some bounds, for those who look at it over weeks.
public struct Histogram: Sendable, Hashable, Codable {
    /// The upper bounds, rising; what is above the last one has a place of its own.
    public let bounds: [Double]
    /// How many fell between one bound and the next; one more than there are bounds.
    public private(set) var counts: [Int]
    /// Everything added up.
    public private(set) var sum = 0.0

    /// An empty one.
    /// - Parameter bounds: rising.
    public init(bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    /// How many there were.
    public var count: Int { counts.reduce(0, +) }

    /// Counts one more; what is no number is left out.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        // A count that came in by JSON may be of another shape.
        guard counts.indices.contains(place) else { return }
        counts[place] += 1
        sum += value
    }
}

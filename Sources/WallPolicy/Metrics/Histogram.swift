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

    /// Counts one more, in place; what is no number is left out.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        var place = 0
        while place < bounds.count, value > bounds[place] { place += 1 }
        // A count that came in by JSON may be of another shape.
        guard place < counts.count else { return }
        counts[place] += 1
        sum += value
    }

    /// The same with counts of its own. Who adds with every frame hands out these: a plain copy
    /// would make the next `add` allocate, since both would share their counts until then.
    public func separated() -> Histogram {
        var histogram = Histogram(bounds: bounds)
        for place in counts.indices where place < histogram.counts.count {
            histogram.counts[place] = counts[place]
        }
        histogram.sum = sum
        return histogram
    }
}

/// A count that only grows, made of one that begins anew now and then: with every load, every
/// seek, every player.
public struct GrowingCount: Sendable, Hashable, Codable {
    /// All that was ever counted.
    public private(set) var total = 0
    private var last = 0

    /// More than that in one go is no count of anything that a wall does.
    static let stepMax = 1 << 40

    /// Nothing yet.
    public init() {}

    /// The other count stands there now. Less than before is one that began anew.
    public mutating func saw(_ count: Int) {
        let count = min(max(0, count), Self.stepMax)
        total += count >= last ? count - last : count
        last = count
    }

    /// The other count begins anew.
    public mutating func restart() { last = 0 }
}

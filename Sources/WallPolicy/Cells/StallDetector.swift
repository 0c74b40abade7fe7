/// Tells a cell that stands still from one that plays: its position has not
/// moved upward for too long although it should.
public struct StallDetector: Sendable, Hashable {
    private var lastPosition: Double?
    private var movedAt: Double
    private var judgedAt: Double?

    /// - Parameter now: playing begins now.
    public init(now: Double) { movedAt = now }

    /// The position was seen, seconds into the item. A jump back (a loop, a
    /// seek, a wrap of the time stamps) counts as movement.
    public mutating func saw(position: Double, now: Double) {
        if lastPosition != position { movedAt = now }
        lastPosition = position
    }

    /// Judges the cell.
    /// - Parameters:
    ///   - shouldMove: false while it is paused.
    ///   - timeout: how long it may stand still, seconds.
    ///   - interval: how often this is asked, seconds. Asked much later than
    ///     that, the machine was suspended, and nobody is to blame.
    /// - Returns: whether it is stalled.
    public mutating func judge(
        shouldMove: Bool, timeout: Double, interval: Double, now: Double
    ) -> Bool {
        let wasSuspended = judgedAt.map { now - $0 > 3 * interval } ?? false
        judgedAt = now
        if !shouldMove || wasSuspended {
            movedAt = now
            return false
        }
        return now - movedAt >= timeout
    }
}

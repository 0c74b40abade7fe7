/// Requests that wait for their turn, first come, first served.
struct WaitingLine {
    private var line: [Submission] = []

    /// The earliest time at which one of them has failed.
    var nextDeadline: ContinuousClock.Instant? { line.lazy.map(\.deadline).min() }

    /// Puts more at the end.
    mutating func add(_ submissions: [Submission]) { line += submissions }

    /// The one whose turn it is.
    mutating func takeFirst() -> Submission? { line.isEmpty ? nil : line.removeFirst() }

    /// The one with this number, out of its turn.
    mutating func take(_ id: UInt64) -> Submission? {
        line.firstIndex { $0.id == id }.map { line.remove(at: $0) }
    }

    /// Those whose time is over.
    mutating func takeExpired(_ now: ContinuousClock.Instant) -> [Submission] {
        let expired = line.filter { $0.deadline <= now }
        if !expired.isEmpty { line.removeAll { $0.deadline <= now } }
        return expired
    }
}

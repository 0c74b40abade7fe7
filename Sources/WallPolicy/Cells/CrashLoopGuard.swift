/// Counts a cell's failures, and says when it is enough: too many within a
/// window, or as many in a row, however slow, without real progress between.
///
/// As in an Erlang supervisor: drop the stamps older than the window, add this
/// one, compare. The second rule is for stalls and hangs, which take so long
/// each that they would never fit the window.
public struct CrashLoopGuard: Sendable, Hashable {
    /// More progress than this between two failures, and they are not in a row; seconds.
    public static let progressBetween = 30.0

    /// When the failures inside the window were, oldest first; at most as many as the threshold.
    private var stamps: [Double] = []
    /// Failures without real progress between them.
    public private(set) var inARow = 0
    private var progress = 0.0

    /// No failures yet.
    public init() {}

    /// Takes note of a failure.
    /// - Returns: whether the cell is to be parked.
    public mutating func failed(now: Double, threshold: Int, window: Double) -> Bool {
        stamps.removeAll { now - $0 > window }
        stamps.append(now)
        if stamps.count > threshold { stamps.removeFirst(stamps.count - threshold) }
        inARow += 1
        progress = 0
        return stamps.count >= threshold || inARow >= threshold
    }

    /// The item moved on by so many seconds.
    public mutating func progressed(seconds: Double) {
        guard inARow > 0, seconds > 0 else { return }
        progress += seconds
        if progress >= Self.progressBetween { inARow = 0 }
    }

    /// The failures since then were not the cell's fault.
    public mutating func forgive(since time: Double) {
        let before = stamps.count
        stamps.removeAll { $0 >= time }
        inARow = max(0, inARow - (before - stamps.count))
    }

    /// Takes the last failure back.
    public mutating func forgiveLast() {
        guard !stamps.isEmpty else { return }
        stamps.removeLast()
        inARow = max(0, inARow - 1)
    }

    /// A new beginning: after the cooldown, or by a person.
    public mutating func clear() { self = CrashLoopGuard() }

    /// The machine slept for so many seconds: they do not count.
    public mutating func suspended(seconds: Double) {
        for index in stamps.indices { stamps[index] += seconds }
    }
}

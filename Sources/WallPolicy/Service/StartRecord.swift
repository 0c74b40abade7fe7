/// How this wall's starts went lately: what tells a wall that dies again and again soon after
/// its start from one that merely ended. Times are seconds since 1970.
public struct StartRecord: Sendable, Equatable {
    /// The version of this form that is written and read.
    public static let schema = 1
    /// So many starts that died…
    public static let failuresMax = 5
    /// …within this time make the next one a safe one, seconds…
    public static let windowSeconds = 300.0
    /// …where dying is to live shorter than this, seconds.
    public static let livedSeconds = 60.0
    /// A wall in safe mode that lived so long leaves it, seconds.
    public static let quietSeconds = 600.0
    /// The longest wait before a start, seconds.
    static let delaySecondsMax = 60.0
    /// What the unit's `RestartSec=` waits already, seconds.
    static let delaySecondsMin = 2.0
    /// After so many returns to safe mode its time does not grow any more: 10 minutes × 2⁷,
    /// about a day.
    static let relapsesMax = 7
    /// A wall that lived so long outside of safe mode is well, seconds.
    public static let wellSeconds = 3600.0

    /// When the starts began that died since the last one that did not, the oldest first; no
    /// more than decide anything.
    public internal(set) var failures: [Double] = []
    /// How many they were, all of them.
    public internal(set) var failuresInARow = 0
    /// Whether the wall is, or was last, in safe mode.
    public internal(set) var isSafe = false
    /// How often it came back to safe mode since it was well last.
    public internal(set) var relapses = 0
    /// When the start began that has neither lived nor ended yet.
    public internal(set) var pending: Double?

    /// Nothing happened yet.
    public init() {}
}

/// What a start does because of those before it.
public struct StartPlan: Sendable, Equatable {
    /// Starts in a row that died.
    public var failures: Int
    /// Whether it is a safe one.
    public var isSafe: Bool
    /// How much later than the service manager began it, seconds.
    public var delaySeconds: Double
    /// A safe one leaves safe mode after so long, seconds.
    public var quietSeconds: Double

    /// A plan.
    public init(failures: Int, isSafe: Bool, delaySeconds: Double, quietSeconds: Double) {
        self.failures = failures
        self.isSafe = isSafe
        self.delaySeconds = delaySeconds
        self.quietSeconds = quietSeconds
    }
}

extension StartRecord {
    /// A process begins: what was pending died.
    /// - Parameter now: seconds since 1970; a clock that was set in between only makes failures
    ///   too old, or as if they were just now.
    /// - Returns: how this start is to be made.
    public mutating func begin(now: Double) -> StartPlan {
        if let died = pending {
            pending = nil
            failures = Array((failures + [min(died, now)]).suffix(Self.failuresMax))
            failuresInARow = min(failuresInARow + 1, 1_000_000)
        }
        failures.removeAll { !$0.isFinite || $0 > now }
        if !isSafe, failures.count >= Self.failuresMax,
            let first = failures.first, let last = failures.last,
            last - first <= Self.windowSeconds
        {
            isSafe = true
            relapses = min(relapses + 1, Self.relapsesMax + 1)
        }
        return StartPlan(
            failures: failuresInARow, isSafe: isSafe, delaySeconds: delay,
            quietSeconds: Self.quietSeconds * Double(1 << max(0, relapses - 1)))
    }

    /// The wall is about to open its windows.
    public mutating func beginsToShow(now: Double) { pending = now }

    /// The wall ended because a person, or a configuration that can only be mended by one,
    /// wanted it: the next start owes nothing to those before.
    public mutating func endedOnPurpose() {
        self = StartRecord()
    }

    /// The wall lived for `livedSeconds`.
    public mutating func lived() {
        pending = nil
        // A safe wall that lives proves only that safe mode works.
        if isSafe { failuresInARow = 0 } else { forgetFailures() }
    }

    /// A wall in safe mode lived through its quiet time: the next start is a normal one.
    public mutating func leavesSafeMode() {
        isSafe = false
        forgetFailures()
    }

    /// A wall outside of safe mode lived for `wellSeconds`.
    public mutating func isWell() { relapses = 0 }

    private mutating func forgetFailures() {
        failures = []
        failuresInARow = 0
    }

    /// 0, 2, 6, 14, 30, 58 s on top of the unit's 2, so that restarts come after
    /// 2, 4, 8, 16, 32 and 60 s.
    private var delay: Double {
        guard failuresInARow > 0 else { return 0 }
        let doubled = Self.delaySecondsMin * Double(1 << min(failuresInARow - 1, 5))
        return min(doubled, Self.delaySecondsMax) - Self.delaySecondsMin
    }
}

import WallPolicy

/// What is written down of one cell, to hold the wall to its rules.
struct SimulationBook {
    /// The last load's counter.
    var counter = 0
    /// A next item stands behind the current one.
    var hasNext = false
    var limits: CacheBudget.Limits?
    /// Failures that count for the guard, when; since the guard began anew.
    var failures: [Double] = []
    /// Openings after failures, when; since the guard began anew.
    var openings: [Double] = []
    /// Parked until then, seconds, unless a person or an outage comes between.
    var parkedUntil: Double?
    /// The item before was played to its end.
    var endedWell = false
    /// Sign-ins within the tries at hand: each is one opening more.
    var signIns = 0
    /// When the wall last reported a failure of it.
    var failedAt = -Double.infinity

    /// Its failures before count no more.
    mutating func beginAnew() {
        failures = []
        openings = []
        parkedUntil = nil
        signIns = 0
    }

    /// Demuxers that may be open at once.
    var bytes: Int {
        guard let limits else { return 0 }
        return (limits.forwardBytes + limits.backwardBytes) * (hasNext ? 2 : 1)
    }
}

/// How many lines about what an app or a server sent may stand in the journal: a dozen tell what is
/// wrong, and a server that has gone mad sends thousands a minute.
struct ComplaintBound {
    /// Lines within a minute, of all devices.
    static let most = 12

    /// What becomes of a line.
    enum Verdict {
        case taken
        /// It is the last one for now.
        case last
        case tooMany
    }

    private var minute: ContinuousClock.Instant?
    private var count = 0

    mutating func take(at now: ContinuousClock.Instant) -> Verdict {
        if minute.map({ now >= $0 + .seconds(60) }) ?? true {
            minute = now
            count = 0
        }
        count += 1
        return count < Self.most ? .taken : count == Self.most ? .last : .tooMany
    }
}

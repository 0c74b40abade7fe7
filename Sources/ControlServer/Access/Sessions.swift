/// Browsers that showed the token once: event streams and pictures cannot send it.
struct Sessions: Sendable {
    /// How long one lasts, seconds: a working day.
    static let seconds = 12.0 * 3600
    /// At once; with more, the oldest ends.
    static let countMax = 64

    private var ends: [(key: [UInt8], at: Double)] = []

    init() {}

    /// Begins one.
    /// - Parameter key: random, what the cookie holds.
    mutating func begin(_ key: [UInt8], now: Double) {
        ends.removeAll { $0.at <= now }
        if ends.count >= Self.countMax { ends.removeFirst() }
        ends.append((key, now + Self.seconds))
    }

    /// Ends one.
    mutating func end(_ key: [UInt8]) { ends.removeAll { ConstantTime.areEqual(key, $0.key) } }

    /// Whether it is one, and not over. All are looked at, so that time says nothing.
    func include(_ key: [UInt8], now: Double) -> Bool {
        var found = false
        for session in ends where ConstantTime.areEqual(key, session.key) {
            found = found || session.at > now
        }
        return found
    }
}

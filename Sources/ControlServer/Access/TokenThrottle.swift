/// Slows down whoever tries tokens. Times are seconds on a clock that never goes back.
struct TokenThrottle: Sendable {
    /// Wrong tokens within `windowSeconds` until an address is slowed down.
    static let wrongMax = 5
    /// The same of everybody behind a proxy on this machine, and of its own programs, together:
    /// what they write down as the address behind them may be made up, a new one each time.
    static let wrongTogetherMax = 60
    /// How long a wrong token counts, and how long an address waits after the last of them.
    static let windowSeconds = 60.0
    /// Addresses that are remembered; with more, the one that was quiet longest is forgotten.
    static let addressesMax = 1024

    private var wrong: [String: [Double]] = [:]
    private var wrongTogether: [Double] = []

    init() {}

    /// A wrong token came from there.
    /// - Parameter isLocal: whether a program of this machine sent it.
    mutating func wasWrong(_ address: String, isLocal: Bool = false, now: Double) {
        if isLocal {
            wrongTogether =
                Self.recent(wrongTogether, now).suffix(Self.wrongTogetherMax - 1) + [now]
        }
        var times = recent(address, now)
        times.append(now)
        wrong[address] = times.suffix(Self.wrongMax)
        guard wrong.count > Self.addressesMax else { return }
        wrong = wrong.filter { now - ($0.value.last ?? 0) < Self.windowSeconds }
        while wrong.count > Self.addressesMax,
            let quiet = wrong.min(by: { ($0.value.last ?? 0) < ($1.value.last ?? 0) })
        {
            wrong[quiet.key] = nil
        }
    }

    /// For how long tokens from there are not looked at, whole seconds; nil when they are.
    func waits(_ address: String, isLocal: Bool = false, now: Double) -> Int? {
        let times = recent(address, now)
        let together = isLocal ? Self.recent(wrongTogether, now) : []
        let counts =
            times.count >= Self.wrongMax
            ? times.last
            // All of them wait no longer than it takes until fewer have been wrong.
            : together.count >= Self.wrongTogetherMax ? together.first : nil
        guard let from = counts else { return nil }
        return max(1, Int((from + Self.windowSeconds - now).rounded(.up)))
    }

    private func recent(_ address: String, _ now: Double) -> [Double] {
        Self.recent(wrong[address, default: []], now)
    }

    private static func recent(_ times: [Double], _ now: Double) -> [Double] {
        times.filter { now - $0 < windowSeconds }
    }
}

/// Slows down whoever tries tokens. Times are seconds on a clock that never goes back.
struct TokenThrottle: Sendable {
    /// Wrong tokens within `windowSeconds` until an address is slowed down.
    static let wrongMax = 5
    /// How long a wrong token counts, and how long an address waits after the last of them.
    static let windowSeconds = 60.0
    /// Addresses that are remembered; with more, the one that was quiet longest is forgotten.
    static let addressesMax = 1024

    private var wrong: [String: [Double]] = [:]

    init() {}

    /// A wrong token came from there.
    mutating func wasWrong(_ address: String, now: Double) {
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
    func waits(_ address: String, now: Double) -> Int? {
        let times = recent(address, now)
        guard times.count >= Self.wrongMax, let last = times.last else { return nil }
        return max(1, Int((last + Self.windowSeconds - now).rounded(.up)))
    }

    private func recent(_ address: String, _ now: Double) -> [Double] {
        wrong[address, default: []].filter { now - $0 < Self.windowSeconds }
    }
}

/// What the server remembers of a user and an item.
public struct FakeUserData: Sendable, Hashable {
    /// The resume point, ticks of 100 ns; 0 for none.
    public var positionTicks: Int64 = 0
    /// How often it was begun.
    public var playCount = 0
    /// Whether it counts as watched.
    public var played = false
    /// Whether it is marked.
    public var isFavorite = false

    /// Nothing is known.
    public init() {}

    /// A play is at a place: below 5 % of the length is nothing, above 90 % is watched
    /// (both servers' settings as they are installed).
    /// - Parameter secondsMin: what is shorter has no resume points and counts as watched.
    mutating func reach(_ ticks: Int64, of length: Int64?, secondsMin: Double) {
        guard let length, length > 0 else {
            positionTicks = max(0, ticks)
            return
        }
        let part = Double(ticks) / Double(length)
        if part < 0.05 {
            positionTicks = 0
        } else if part > 0.9 || Double(length) / 10_000_000 < secondsMin {
            positionTicks = 0
            played = true
        } else {
            positionTicks = ticks
        }
    }
}

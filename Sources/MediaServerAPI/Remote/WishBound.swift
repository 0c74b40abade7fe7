/// How many wishes of one device are followed: people press a few buttons a second, a server
/// that has gone mad sends thousands.
public struct WishBound: Sendable {
    /// Wishes within a second.
    public static let most = 50

    private var second = -Double.infinity
    private var count = 0

    /// No wish yet.
    public init() {}

    /// What becomes of a wish.
    public enum Verdict: Sendable, Hashable {
        /// It is followed.
        case taken
        /// It is one too many, the first of this second.
        case firstDropped
        /// It is one too many.
        case dropped
    }

    /// Takes a wish.
    /// - Parameter now: seconds on a clock that never goes back.
    public mutating func take(now: Double) -> Verdict {
        if now >= second + 1 {
            second = now
            count = 0
        }
        count += 1
        guard count > Self.most else { return .taken }
        return count == Self.most + 1 ? .firstDropped : .dropped
    }
}

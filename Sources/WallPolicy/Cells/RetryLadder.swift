/// The tries of one item: the same item again at the position it had, after
/// 2, 4, 8 s give or take a quarter; the last try of an item that can be wound
/// starts a little further on, past what may be the damaged place.
public struct RetryLadder: Sendable, Hashable {
    /// The longest wait, seconds.
    public static let waitMax = 60.0
    /// The same for a live item, which is to be back within a minute of its source.
    public static let liveWaitMax = 45.0
    /// How far the last try jumps ahead, seconds.
    public static let jump = 10.0
    /// Progress beyond the failed position after which an item counts as sound, seconds.
    public static let forgivenAfter = 30.0
    /// A back-off differs from its plan by up to this part of it, so that cells
    /// that failed together do not come back together.
    public static let jitter = 0.25

    /// What to do after a failure.
    public enum Step: Sendable, Hashable {
        /// Try again after so many seconds.
        case retry(after: Double)
        /// It was tried often enough.
        case exhausted
    }

    /// Failures of this item.
    public private(set) var attempts = 0
    /// Whether a new sign-in was tried for it.
    public private(set) var hasSignedIn = false
    /// Whose tries these are.
    public private(set) var item: ItemID?
    /// Where the item was when it last failed, seconds.
    public private(set) var failedAt: Double?
    /// How long the item is, as far as any try of it told; seconds.
    private var duration: Double?
    private var progress = 0.0

    /// No failures yet.
    public init() {}

    /// Takes note of a failure of an item.
    /// - Parameters:
    ///   - position: where it was, seconds, if it played at all.
    ///   - duration: how long it is, seconds, if this try got so far.
    ///   - base: the first wait, seconds.
    ///   - max: tries after the first.
    public mutating func failed(
        _ item: MediaItem, position: Double?, duration: Double?, base: Double, max: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Step {
        if self.item != item.id { self = RetryLadder() }
        self.item = item.id
        attempts += 1
        progress = 0
        if let position { failedAt = position }
        if let duration { self.duration = duration }
        // What has no end has no substitute: its tries go on.
        guard attempts <= max || item.isLive else { return .exhausted }
        return .retry(
            after: Self.wait(
                retry: attempts, base: base, longest: item.isLive ? Self.liveWaitMax : Self.waitMax,
                using: &generator))
    }

    /// Takes note of the one new sign-in.
    /// - Parameter position: where the item was, seconds, if it played at all.
    public mutating func signedIn(_ item: MediaItem, position: Double?) {
        if self.item != item.id { self = RetryLadder() }
        self.item = item.id
        if let position { failedAt = position }
        hasSignedIn = true
    }

    /// Where the next try of the item begins, seconds; nil for its beginning or for now.
    /// - Parameter max: tries after the first.
    public func start(of item: MediaItem, max: Int) -> Double? {
        guard item.hasEnd, let failedAt, self.item == item.id else { return nil }
        guard attempts == max, max > 0 else { return failedAt }
        guard let duration else { return failedAt }
        return failedAt + Self.jump < duration - 2 ? failedAt + Self.jump : failedAt
    }

    /// An item moved on.
    /// - Parameters:
    ///   - position: where it is now, seconds.
    ///   - seconds: by how much it moved.
    /// - Returns: whether it counts as sound from now on.
    public mutating func progressed(_ item: MediaItem, position: Double, seconds: Double) -> Bool {
        guard attempts > 0 || hasSignedIn, self.item == item.id else { return false }
        progress += seconds
        let beyond = item.isLive ? progress : min(progress, position - (failedAt ?? 0))
        guard beyond >= Self.forgivenAfter else { return false }
        self = RetryLadder()
        return true
    }

    /// Forgets the tries, and keeps the place.
    public mutating func forgive() {
        attempts = 0
        hasSignedIn = false
    }

    /// Forgets all: the item was played to its end, or a person acted.
    public mutating func clear() { self = RetryLadder() }

    /// How long to wait before a retry, seconds.
    /// - Parameter retry: which one, from 1.
    public static func wait(
        retry: Int, base: Double, longest: Double = waitMax,
        using generator: inout some RandomNumberGenerator
    ) -> Double {
        let doubled = base * Double(1 << min(Swift.max(retry - 1, 0), 16))
        let factor = Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
        return min(min(doubled, longest) * factor, longest)
    }
}

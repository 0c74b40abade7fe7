import WallRuntime

/// Why a wall's events cannot be followed, or no longer.
struct FollowFailure: Error {
    /// For whoever gives up.
    let failure: WallFailure
    /// Of the answer that said no; nil where there was none.
    var status: Int?
    /// Seconds until the wall wants to be asked again; nil where it does not say.
    var retryAfter: Int?

    /// Without `Retry-After`, seconds.
    private static let pauseUsual = 30
    /// Whatever the answer says, seconds: a slip of a proxy is none to wait a day for.
    private static let pauseMax = 300

    init(_ failure: WallFailure, status: Int? = nil, retryAfter: Int? = nil) {
        self.failure = failure
        self.status = status
        self.retryAfter = retryAfter
    }

    /// Whether nothing but another token or name helps.
    var isFinal: Bool { status.map { [401, 403, 421].contains($0) } ?? false }

    /// How long the wall wants to be left alone, seconds; nil unless it said so (429).
    var pause: Int? {
        status == 429 ? min(max(retryAfter ?? Self.pauseUsual, 1), Self.pauseMax) : nil
    }
}

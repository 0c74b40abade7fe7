/// One request, as a test may look at it: without its secrets.
public struct FakeRequest: Sendable {
    /// `GET` and so on.
    public let method: String
    /// The path below the base path and `/emby`.
    public let path: String
    /// The path as it came.
    public let rawPath: String
    /// Names in small letters, values decoded, tokens as `(token)`.
    public let query: [String: String]
    /// Names in small letters, tokens as `(token)`.
    public let headers: [String: String]
    /// The body; `(hidden)` where a password may be in it.
    public let body: String
    /// Where tokens were seen, good or not.
    public let tokenPlaces: Set<TokenPlace>
    /// Seconds since the server's start.
    public let time: Double
}

import FlyingFox

/// One thing that can be asked for.
struct Route: Sendable {
    /// The method it answers to.
    let method: HTTPMethod
    /// The whole path, without a query.
    let path: String
    /// The answer. A thrown `Problem` is answered as such.
    let answer: @Sendable (HTTPRequest) async throws -> HTTPResponse
}

import FlyingFox

/// One thing that can be asked for.
struct Route: Sendable {
    /// The method it answers to.
    let method: HTTPMethod
    /// The path without a query; `{n}` stands for a cell's number, `{name}` for a wall's name.
    let path: RoutePath
    /// Who may.
    let guarding: RouteGuard
    /// The answer. A thrown `Problem` is answered as such.
    let answer: @Sendable (RouteRequest) async throws -> HTTPResponse

    /// A route.
    /// - Parameter guarding: nil for what the method says.
    init(
        method: HTTPMethod, path: String, guarding: RouteGuard? = nil,
        answer: @escaping @Sendable (RouteRequest) async throws -> HTTPResponse
    ) {
        self.method = method
        self.path = RoutePath(path)
        self.guarding = guarding ?? RouteGuard(method: method.rawValue)
        self.answer = answer
    }
}

/// A request that found its route.
struct RouteRequest: Sendable {
    /// As it came.
    let http: HTTPRequest
    /// The cell's number in its path.
    var cell: Int?
    /// The wall's name in its path.
    var name: String?
}

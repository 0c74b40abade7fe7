import FlyingFox

/// One thing that can be asked for.
struct Route: Sendable {
    /// The method it answers to.
    let method: HTTPMethod
    /// The path without a query; `{n}` stands for a cell's number, `{name}` for a wall's name.
    let path: RoutePath
    /// Who may.
    let guarding: RouteGuard
    /// Whether the request may say more in a body.
    let takesBody: Bool
    /// The answer. A thrown `Problem` is answered as such.
    let answer: @Sendable (RouteRequest) async throws -> HTTPResponse

    /// The answer where it needs no waiting; nil for most routes.
    let atHand: (@Sendable () throws -> AnswerAtHand)?

    /// A route whose answer needs no waiting, and nothing of the request.
    init(path: String, atHand: @escaping @Sendable () throws -> AnswerAtHand) {
        method = .GET
        self.path = RoutePath(path)
        guarding = .reads
        takesBody = false
        self.atHand = atHand
        answer = { _ in
            let answer = try atHand()
            return Answer.bytes(answer.body, answer.mediaType)
        }
    }

    /// A route.
    /// - Parameters:
    ///   - guarding: nil for what the method says.
    ///   - takesBody: whether it reads a body; else a request with one is refused.
    init(
        method: HTTPMethod, path: String, guarding: RouteGuard? = nil, takesBody: Bool = false,
        answer: @escaping @Sendable (RouteRequest) async throws -> HTTPResponse
    ) {
        self.method = method
        self.path = RoutePath(path)
        self.guarding = guarding ?? RouteGuard(method: method.rawValue)
        self.takesBody = takesBody
        self.answer = answer
        atHand = nil
    }

    /// Whether it answers to a method: `HEAD` asks for the head of what `GET` answers
    /// (RFC 9110 §9.3.2).
    func answers(to method: String) -> Bool {
        self.method.rawValue == method || (method == "HEAD" && self.method == .GET)
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

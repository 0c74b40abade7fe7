import FlyingFox

/// A browser's sign-in: the token once, a cookie from then on.
enum SessionRoutes {
    /// What whoever asks may; `wall` only for those who may look at it.
    private struct Rights: Encodable {
        var schema = 1
        var hasToken: Bool
        var needsToken: Bool
        var signedIn: Bool
        var mayPlay: Bool
        var mayShutDown: Bool
        var wall: String?
    }

    private static let path = "/api/v1/session"

    /// Whether a request is about what the asker may: the gate has to find that out.
    static func tells(_ target: String) -> Bool { target.prefix { $0 != "?" } == path }

    /// `GET`, `POST` and `DELETE /api/v1/session`.
    static func make(_ door: Doorkeeper, _ wall: any WallAccess) -> [Route] {
        [
            Route(method: .GET, path: path, guarding: .open) { request in
                let asker = AskerRights(
                    text: request.http.headers[HTTPHeader(AskerRights.header)] ?? "")
                return try Answer.json(
                    Rights(
                        hasToken: asker.hasToken, needsToken: !asker.mayRead,
                        signedIn: asker.signedIn, mayPlay: asker.mayGuarded,
                        mayShutDown: asker.mayGuarded,
                        wall: asker.mayRead ? wall.snapshot().name : nil))
            },
            Route(method: .POST, path: path, guarding: .signsIn) { request in
                var answer = try Answer.done()
                answer.headers[HTTPHeader("Set-Cookie")] = door.beginSession(
                    isEncrypted: isEncrypted(request))
                return answer
            },
            Route(method: .DELETE, path: path) { request in
                var answer = try Answer.done()
                answer.headers[HTTPHeader("Set-Cookie")] = door.endSession(
                    cookies: request.http.headers[HTTPHeader("cookie")],
                    isEncrypted: isEncrypted(request))
                return answer
            },
        ]
    }

    private static func isEncrypted(_ request: RouteRequest) -> Bool {
        request.http.headers[HTTPHeader("x-forwarded-proto")]?.lowercased() == "https"
    }
}

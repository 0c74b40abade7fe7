import FlyingFox

/// A browser's sign-in: the token once, a cookie from then on.
enum SessionRoutes {
    /// `POST` and `DELETE /api/v1/session`.
    static func make(_ door: Doorkeeper) -> [Route] {
        [
            Route(method: .POST, path: "/api/v1/session", guarding: .signsIn) { request in
                var answer = try Answer.done()
                answer.headers[HTTPHeader("Set-Cookie")] = door.beginSession(
                    isEncrypted: isEncrypted(request))
                return answer
            },
            Route(method: .DELETE, path: "/api/v1/session") { request in
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

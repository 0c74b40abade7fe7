import FlyingFox

/// The live state: `GET /api/v1/events`, server-sent events.
enum EventRoutes {
    /// `GET /api/v1/events`.
    static func make(_ hub: EventHub) -> [Route] {
        [
            Route(method: .GET, path: "/api/v1/events") { request in
                // What follows the head has no end.
                guard request.http.method != .HEAD else {
                    return HTTPResponse(
                        statusCode: .ok, headers: [.contentType: "text/event-stream"],
                        body: HTTPBodySequence(from: EventBody(stream: AsyncStream { nil })))
                }
                let lastID = request.http.headers[HTTPHeader("last-event-id")]
                guard let stream = try hub.follow(after: lastID) else {
                    var problem = Problem(
                        503, "\(EventHub.streamsMax) clients follow the wall already.")
                    problem.headers["Retry-After"] = "5"
                    throw problem
                }
                return HTTPResponse(
                    statusCode: .ok, headers: [.contentType: "text/event-stream"],
                    body: HTTPBodySequence(from: EventBody(stream: stream)))
            }
        ]
    }
}

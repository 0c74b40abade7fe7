import FlyingFox
import Foundation
import Logging
import Synchronization

/// Finds the route of a request; whatever has none, or fails, is answered with a
/// problem document.
final class Router: HTTPHandler {
    /// Requests that are worked on at once. The gate lets no more connections in,
    /// but a route that outlives its connection still works.
    private static let workingMax = 64

    /// In order; a path has few neighbours, so that looking at all of them costs nothing.
    let routes: [Route]
    private let logger: Logger
    private let working = Atomic(0)

    init(_ routes: [Route], logger: Logger) {
        self.routes = routes
        self.logger = logger
    }

    /// The answer to `request`; never throws in effect.
    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response: HTTPResponse
        do {
            response = try await answer(request)
        } catch let problem as Problem {
            response = problem.httpResponse
        } catch {
            // A path that found its route has no room for anything strange.
            logger.error(
                "\(request.method.rawValue) \(request.target.path().prefix(200)) failed: \(error)")
            response = Problem(500, "The wall could not answer; its log says why.").httpResponse
        }
        // One request for each connection: the next one passes the gate again.
        response.headers[.connection] = "close"
        for (name, value) in AnswerHeaders.all { response.headers[HTTPHeader(name)] = value }
        // RFC 9110 §9.3.2: nothing may follow the head of an answer to HEAD, which is that of GET.
        if request.method == .HEAD {
            if case .httpBody(let body) = response.payload, let count = body.count {
                response.headers[.contentLength] = String(count)
            }
            response.payload = .httpBody(HTTPBodySequence(data: Data()))
        }
        return response
    }

    /// How much a request's route is guarded.
    /// - Parameter target: its path, with or without a query.
    func guarding(method: String, target: String) -> RouteGuard {
        let path = String(target.prefix { $0 != "?" })
        let route = routes.first { $0.answers(to: method) && $0.path.match(path) != .no }
        return route?.guarding ?? RouteGuard(method: method)
    }

    /// The whole answer to a request that passed, where it needs no waiting; nil for all others,
    /// and for one that fails.
    func atHand(_ head: RequestHead) -> [UInt8]? {
        guard head.method == HTTPMethod.GET.rawValue, head.bodyBytes == 0 else { return nil }
        let path = String(head.target.prefix { $0 != "?" })
        let route = routes.first { $0.atHand != nil && $0.path.match(path) != .no }
        guard let atHand = route?.atHand,
            QueryString.fields(String(head.target.dropFirst(path.count + 1))) != nil
        else { return nil }
        return (try? atHand())?.bytes
    }

    private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = request.target.path()
        guard QueryString.fields(request.target.query()) != nil else {
            throw Problem(400, "The query of the address cannot be read.")
        }
        var allowed: [String] = []
        for route in routes {
            guard case .yes(let cell, let name) = route.path.match(path) else { continue }
            guard route.answers(to: request.method.rawValue) else {
                allowed.append(route.method.rawValue)
                continue
            }
            let before = working.add(1, ordering: .relaxed).oldValue
            defer { working.subtract(1, ordering: .relaxed) }
            guard before < Self.workingMax else {
                throw Problem(503, "The wall is busy with other requests.")
            }
            let found = RouteRequest(http: request, cell: cell, name: name)
            if !route.takesBody { try await Answer.refuseBody(of: found) }
            return try await route.answer(found)
        }
        guard !allowed.isEmpty else {
            throw Problem(404, "There is nothing at \(path.prefix(200)).")
        }
        return Self.methodNotAllowed(request, allowed: allowed.sorted())
    }

    private static func methodNotAllowed(
        _ request: HTTPRequest, allowed: [String]
    ) -> HTTPResponse {
        let list = allowed.joined(separator: ", ")
        var response = Problem(405, "Here, only \(list) is understood.").httpResponse
        let all = allowed.flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }
        response.headers[HTTPHeader("Allow")] = all.joined(separator: ", ")
        return response
    }
}

extension Problem {
    /// The answer as FlyingFox sends it.
    var httpResponse: HTTPResponse {
        var response = HTTPResponse(
            statusCode: HTTPStatusCode(status, phrase: title),
            headers: [.contentType: Self.mediaType], body: Data(json))
        for (name, value) in headers { response.headers[HTTPHeader(name)] = value }
        return response
    }
}

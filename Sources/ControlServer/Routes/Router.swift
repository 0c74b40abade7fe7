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

    private let routes: [String: [HTTPMethod: Route]]
    private let logger: Logger
    private let working = Atomic(0)

    init(_ routes: [Route], logger: Logger) {
        var byPath: [String: [HTTPMethod: Route]] = [:]
        for route in routes { byPath[route.path, default: [:]][route.method] = route }
        self.routes = byPath
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
            logger.error("\(request.method.rawValue) \(request.path) failed: \(error)")
            response = Problem(500, "The wall could not answer; its log says why.").httpResponse
        }
        // One request for each connection: the next one passes the gate again.
        response.headers[.connection] = "close"
        response.headers[.cacheControl] = "no-store"
        response.headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
        return response
    }

    private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = request.target.path()
        guard let methods = routes[path] else {
            throw Problem(404, "There is nothing at \(path.prefix(200)).")
        }
        guard let route = methods[request.method] else {
            return Self.methodNotAllowed(request, allowed: methods.keys.map(\.rawValue).sorted())
        }
        let before = working.add(1, ordering: .relaxed).oldValue
        defer { working.subtract(1, ordering: .relaxed) }
        guard before < Self.workingMax else {
            throw Problem(503, "The wall is busy with other requests.")
        }
        return try await route.answer(request)
    }

    private static func methodNotAllowed(
        _ request: HTTPRequest, allowed: [String]
    ) -> HTTPResponse {
        let list = allowed.joined(separator: ", ")
        var response = Problem(405, "Here, only \(list) is understood.").httpResponse
        response.headers[HTTPHeader("Allow")] = list
        // RFC 9110 §9.3.2: nothing may follow the head of an answer to HEAD.
        if request.method == .HEAD { response.payload = .httpBody(HTTPBodySequence(data: Data())) }
        return response
    }
}

extension Problem {
    /// The answer as FlyingFox sends it.
    var httpResponse: HTTPResponse {
        HTTPResponse(
            statusCode: HTTPStatusCode(status, phrase: title),
            headers: [.contentType: Self.mediaType], body: Data(json))
    }
}

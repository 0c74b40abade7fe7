import FlyingFox
import Foundation

/// The items that are left out for a while: which, and letting them in again.
enum QuarantineRoutes {
    /// `GET` and `DELETE /api/v1/quarantine`, and `POST /api/v1/quarantine/clear`.
    static func make(_ wall: any WallAccess) -> [Route] { [list(wall), clear(wall), delete(wall)] }

    /// `?item=…`, or everything.
    private static func delete(_ wall: any WallAccess) -> Route {
        Route(method: .DELETE, path: "/api/v1/quarantine") { request in
            let item = Answer.query("item", of: request)
            // A name that is written wrong must not clear everything.
            guard item?.isEmpty == false || request.http.target.query().isEmpty else {
                throw Problem(400, "“item” must be an item's lasting name.")
            }
            do {
                let released = try await wall.clearQuarantine(item: item)
                return try answer(QuarantineJSON.Cleared(released: released))
            } catch let error as WallUnavailable {
                throw Problem(503, error.reason)
            }
        }
    }

    private static func list(_ wall: any WallAccess) -> Route {
        Route(method: .GET, path: "/api/v1/quarantine") { _ in
            do {
                return try answer(QuarantineJSON.List(items: try await wall.quarantine()))
            } catch let error as WallUnavailable {
                throw Problem(503, error.reason)
            }
        }
    }

    private static func clear(_ wall: any WallAccess) -> Route {
        Route(method: .POST, path: "/api/v1/quarantine/clear", takesBody: true) { request in
            let wish = try await wish(request)
            do {
                let released = try await wall.clearQuarantine(item: wish.item)
                return try answer(QuarantineJSON.Cleared(released: released))
            } catch let error as WallUnavailable {
                throw Problem(503, error.reason)
            }
        }
    }

    /// Exactly one of both: a slip of the pen must not clear everything.
    private static func wish(_ request: RouteRequest) async throws -> QuarantineJSON.Clear {
        let form = #"{"item":"…"} or {"all":true}"#
        let wish = try await Answer.body(QuarantineJSON.Clear.self, of: request, form: form)
        guard wish.all == true ? wish.item == nil : wish.item?.isEmpty == false else {
            throw Problem(400, "The body must be \(form).")
        }
        return wish
    }

    private static func answer(_ value: some Encodable) throws -> HTTPResponse {
        HTTPResponse(
            statusCode: .ok, headers: [.contentType: "application/json"],
            body: Data(try QuarantineJSON.encode(value)))
    }
}

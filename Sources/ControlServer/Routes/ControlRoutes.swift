import FlyingFox
import Geometry
import WallPolicy

/// What changes the whole wall.
enum ControlRoutes {
    private struct Grid: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case columns, rows }
        var columns: Int
        var rows: Int
    }
    private struct Cell: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case cell }
        var cell: Int
    }
    private struct Solo: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case cell }
        var cell: Int?
    }
    private struct Filter: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case filter }
        var filter: String
    }

    /// `POST /api/v1/grid` (`/api/grid` too), `…/focus`, `…/solo`, `…/pause`, `…/filter` and `…/shutdown`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            route(wall, "grid", grid),
            Route(method: .POST, path: "/api/grid", takesBody: true) {
                try await perform(try await grid($0), on: wall)
            },
            route(wall, "focus") { request in
                .focus(try await Answer.body(Cell.self, of: request, form: #"{"cell":1}"#).cell)
            },
            route(wall, "solo") { request in
                .solo(
                    try await Answer.body(
                        Solo.self, of: request, form: #"{"cell":1} or {"cell":null}"#,
                        isOptional: true
                    ).cell)
            },
            route(wall, "pause") { .pause(try await Switch.read($0)) },
            route(wall, "filter") { request in
                let form = #"{"filter":"all"} or {"filter":"favorites"}"#
                switch try await Answer.body(Filter.self, of: request, form: form).filter {
                case "all": return .filter(favorites: false)
                case "favorites": return .filter(favorites: true)
                default: throw Problem(400, "The body must be \(form).")
                }
            },
            route(wall, "shutdown", guarding: .guarded, takesBody: false) { _ in .shutdown },
        ]
    }

    @Sendable private static func grid(_ request: RouteRequest) async throws -> ControlWish {
        let form = #"{"columns":1…8,"rows":1…8}"#
        let grid = try await Answer.body(Grid.self, of: request, form: form)
        let sides = 1...GridSize.maximum
        guard sides.contains(grid.columns), sides.contains(grid.rows) else {
            throw Problem(400, "The body must be \(form).")
        }
        return .grid(columns: grid.columns, rows: grid.rows)
    }

    private static func route(
        _ wall: any WallAccess, _ name: String, guarding: RouteGuard? = nil,
        takesBody: Bool = true,
        _ wish: @escaping @Sendable (RouteRequest) async throws -> ControlWish
    ) -> Route {
        Route(method: .POST, path: "/api/v1/\(name)", guarding: guarding, takesBody: takesBody) {
            request in
            try await perform(try await wish(request), on: wall)
        }
    }

    /// Does it, or says why not.
    static func perform(
        _ wish: ControlWish, on wall: any WallAccess
    ) async throws -> HTTPResponse {
        do {
            try await wall.perform(wish)
            return try Answer.done()
        } catch let refusal as ControlRefusal {
            throw Problem(refusal)
        } catch let error as WallUnavailable {
            throw Problem(503, error.reason)
        }
    }
}

/// `{"on":true}`, `{"on":false}`, or nothing for the one or the other.
struct Switch: RequestBody {
    enum CodingKeys: String, CodingKey, CaseIterable { case on }
    var on: Bool?

    /// - Throws: `Problem` 400.
    static func read(_ request: RouteRequest) async throws -> Bool? {
        try await Answer.body(
            Switch.self, of: request, form: #"{"on":true}, {"on":false} or empty"#,
            isOptional: true
        ).on
    }
}

extension Problem {
    /// A refusal as HTTP says it.
    init(_ refusal: ControlRefusal) {
        switch refusal.kind {
        case .missing: self.init(404, refusal.words)
        case .conflict: self.init(409, refusal.words)
        case .forbidden: self.init(403, refusal.words)
        }
    }
}

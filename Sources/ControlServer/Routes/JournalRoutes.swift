import FlyingFox
import Journal

/// What happened: `GET /api/v1/journal?limit=&after=&since=&cell=`.
enum JournalRoutes {
    private struct Page: Encodable {
        struct Line: Encodable {
            var id: Int64
            var entry: JournalEntry
        }
        var schema = 1
        var entries: [Line]
    }

    private static let limitMax = 1000

    /// `GET /api/v1/journal`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            Route(method: .GET, path: "/api/v1/journal") { request in
                let query = try question(request)
                do {
                    let rows = try await wall.journal(query)
                    return try Answer.json(
                        Page(entries: rows.map { Page.Line(id: $0.id, entry: $0.entry) }))
                } catch let error as WallUnavailable {
                    throw Problem(503, error.reason)
                }
            }
        ]
    }

    private static func question(_ request: RouteRequest) throws -> JournalQuery {
        var query = JournalQuery()
        query.limit = try number("limit", 1...limitMax, request) ?? 100
        query.cell = try number("cell", 1...512, request)
        query.after = try number("after", 0...Int.max, request).map(Int64.init)
        query.since = try number("since", 0...(1 << 40), request).map(Double.init)
        return query
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, _ request: RouteRequest
    ) throws -> Int? {
        guard let text = Answer.query(name, of: request) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let end =
                range.upperBound == .max
                ? "\(range.lowerBound) on" : "\(range.lowerBound) to \(range.upperBound)"
            throw Problem(400, "“\(name)” must be a whole number from \(end).")
        }
        return number
    }
}

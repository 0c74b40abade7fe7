import FlyingFox
import WallPolicy

/// What went wrong over the last hour, for a chart: `GET /api/v1/history`.
enum HistoryRoutes {
    private struct Hour: Encodable {
        var schema = 1
        var bucketSeconds = WallHistory.bucketSeconds
        var buckets: [WallHistory.Counts]
    }

    /// `GET /api/v1/history`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            Route(method: .GET, path: "/api/v1/history") { _ in
                try Answer.json(Hour(buckets: wall.history().buckets))
            }
        ]
    }
}

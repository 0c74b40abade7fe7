import FlyingFox
import Foundation
import WallPolicy

/// Whether the wall is well, for machines: `GET /healthz` and `GET /metrics`.
enum HealthRoutes {
    private struct Health: Encodable {
        var schema = 1
        var status: String
        var problems: [String]
    }

    /// `GET /healthz` and `GET /metrics`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            Route(method: .GET, path: "/healthz") { _ in
                let health = WallHealth(
                    wall.snapshot(), silentSeconds: wall.snapshotAgeSeconds())
                let body = try QuarantineJSON.encode(
                    Health(status: health.status, problems: health.problems))
                return HTTPResponse(
                    statusCode: health.isWell ? .ok : .serviceUnavailable,
                    headers: [.contentType: "application/json"], body: Data(body))
            },
            Route(method: .GET, path: "/metrics") { _ in
                let text = WallMetrics.text(
                    wall.snapshot(), silentSeconds: wall.snapshotAgeSeconds())
                return Answer.bytes(Array(text.utf8), WallMetrics.mediaType)
            },
        ]
    }
}

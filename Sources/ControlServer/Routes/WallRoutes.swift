import FlyingFox
import Foundation
import WallPolicy

/// What can be asked about the wall: its state and its picture.
enum WallRoutes {
    /// `GET /api/v1/status` (`/api/status` too), `/api/v1/wall.png` and `/api/v1/wall.jpg`.
    static func make(_ wall: any WallAccess) -> [Route] {
        ["/api/v1/status", "/api/status"].map { status(wall, $0) }
            + PictureFormat.allCases.map { picture(wall, $0) }
    }

    private static func status(_ wall: any WallAccess, _ path: String) -> Route {
        Route(method: .GET, path: path) { _ in
            Answer.bytes(try SnapshotJSON.encode(wall.snapshot()), "application/json")
        }
    }

    private static func picture(_ wall: any WallAccess, _ format: PictureFormat) -> Route {
        Route(method: .GET, path: "/api/v1/wall.\(format.fileExtension)") { _ in
            do {
                return HTTPResponse(
                    statusCode: .ok, headers: [.contentType: format.mediaType],
                    body: Data(try await wall.picture(format)))
            } catch let error as PictureUnavailable {
                throw Problem(503, error.reason)
            }
        }
    }
}

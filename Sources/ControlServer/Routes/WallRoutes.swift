import FlyingFox
import Foundation
import Synchronization
import WallPolicy

/// What can be asked about the wall: its state and its picture.
enum WallRoutes {
    /// `GET /api/v1/status` (`/api/status` too), `/api/v1/wall.png` and `/api/v1/wall.jpg`.
    static func make(_ wall: any WallAccess) -> [Route] {
        let text = StatusText()
        return ["/api/v1/status", "/api/status"].map { status(wall, text, $0) }
            + PictureFormat.allCases.map { picture(wall, $0) }
    }

    private static func status(_ wall: any WallAccess, _ text: StatusText, _ path: String) -> Route
    {
        Route(path: path) {
            AnswerAtHand(mediaType: "application/json", body: try text.of(wall.snapshot()))
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

/// The text of a snapshot, written once however many ask for it.
private final class StatusText: Sendable {
    private let last = Mutex<(snapshot: WallSnapshot, text: [UInt8])?>(nil)

    /// - Throws: `EncodingError` when a figure is no number.
    func of(_ snapshot: WallSnapshot) throws -> [UInt8] {
        // Comparing is cheap: the same snapshot shares its storage with the last one.
        if let last = last.withLock({ $0 }), last.snapshot == snapshot { return last.text }
        let text = try SnapshotJSON.encode(snapshot)
        last.withLock { $0 = (snapshot, text) }
        return text
    }
}

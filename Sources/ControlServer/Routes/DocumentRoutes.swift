import FlyingFox
import Foundation

/// What describes the API: `GET /api/v1/openapi.json`.
enum DocumentRoutes {
    /// The document's place below the folder of resources.
    static let path = "API/openapi.json"
    private static let bytesMax = 1 << 20

    /// - Parameter share: the folder of resources; nil for none.
    static func make(share: String?) -> [Route] {
        [
            Route(method: .GET, path: "/api/v1/openapi.json") { _ in
                guard let share,
                    let file = try? FileHandle(
                        forReadingFrom: URL(fileURLWithPath: share).appendingPathComponent(path)),
                    let data = try? file.read(upToCount: bytesMax)
                else {
                    throw Problem(
                        404, "The API's description is not installed: run scripts/install.")
                }
                return Answer.bytes([UInt8](data), "application/json")
            }
        ]
    }
}

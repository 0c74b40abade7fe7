import FlyingFox

/// What describes the API: `GET /api/v1/openapi.json`.
enum DocumentRoutes {
    /// The document's place below the folder of resources.
    static let path = "API/openapi.json"

    /// - Parameter share: the folder of resources; nil for none.
    static func make(share: String?) -> [Route] {
        let file = SharedFile(path, in: share)
        return [
            Route(method: .GET, path: "/api/v1/openapi.json") { _ in
                guard let bytes = file?.bytes else {
                    throw Problem(
                        404, "The API's description is not installed: run scripts/install.")
                }
                return Answer.bytes(bytes, "application/json")
            }
        ]
    }
}

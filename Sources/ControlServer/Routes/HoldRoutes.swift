import FlyingFox
import Foundation

/// Somebody is about to restart the media server, and says so.
enum HoldRoutes {
    /// Nobody's restart takes longer.
    private static let secondsMax = 3600

    /// What is wanted.
    private struct Wish: Decodable {
        var seconds: Int
        var reason: String?
    }

    /// What is answered.
    private struct Held: Encodable {
        var schema = 1
        var cells: Int
    }

    /// `POST /api/v1/hold`.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            Route(method: .POST, path: "/api/v1/hold") { request in
                let body = [UInt8](try await request.http.bodyData)
                guard let wish = try? QuarantineJSON.decode(Wish.self, body),
                    (1...secondsMax).contains(wish.seconds)
                else {
                    throw Problem(
                        400, #"The body must be {"seconds":1…3600,"reason":"…"}."#)
                }
                do {
                    let cells = try await wall.hold(
                        seconds: wish.seconds, reason: oneLine(wish.reason ?? ""))
                    return HTTPResponse(
                        statusCode: .ok, headers: [.contentType: "application/json"],
                        body: Data(try QuarantineJSON.encode(Held(cells: cells))))
                } catch let error as WallUnavailable {
                    throw Problem(503, error.reason)
                }
            }
        ]
    }

    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(200)
        return scalars.isEmpty ? "no reason given" : String(String.UnicodeScalarView(scalars))
    }
}

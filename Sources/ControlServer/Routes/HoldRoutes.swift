import FlyingFox
import Foundation

/// Somebody is about to restart the media server, and says so.
enum HoldRoutes {
    /// Nobody's restart takes longer.
    private static let secondsMax = 3600

    /// What is wanted.
    private struct Wish: RequestBody {
        enum CodingKeys: String, CodingKey, CaseIterable { case seconds, reason }
        var seconds: Int
        var reason: String?
    }

    /// What is answered.
    private struct Held: Encodable {
        var schema = 1
        var cells: Int
    }

    /// `POST /api/v1/hold`; 0 seconds end what was said before.
    static func make(_ wall: any WallAccess) -> [Route] {
        [
            Route(method: .POST, path: "/api/v1/hold", takesBody: true) { request in
                let form = #"{"seconds":0…3600,"reason":"…"}"#
                let wish = try await Answer.body(Wish.self, of: request, form: form)
                guard (0...secondsMax).contains(wish.seconds) else {
                    throw Problem(400, "The body must be \(form).")
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
        // Control characters of ASCII and of Latin 1, which terminals obey, too, and line ends.
        let scalars = text.unicodeScalars.filter {
            $0.value >= 32 && !(127...159).contains($0.value)
                && !(0x2028...0x2029).contains($0.value)
        }.prefix(200)
        return String(String.UnicodeScalarView(scalars))
    }
}

import FlyingFox
import Foundation

/// An answer that needs no waiting: what the wall says of itself, kept as text.
///
/// The gate gives it on its own thread. Through FlyingFox a request is woken up for eight times,
/// and on a machine whose cores decode, each of these waits for its turn.
struct AnswerAtHand: Sendable {
    /// Of the body.
    let mediaType: String
    /// All of it.
    let body: [UInt8]

    /// The whole HTTP answer, its status 200.
    var bytes: [UInt8] {
        let fields =
            AnswerHeaders.all + [
                ("Connection", "close"), ("Content-Length", String(body.count)),
                ("Content-Type", mediaType),
            ]
        let head = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        return Array("HTTP/1.1 200 OK\r\n\(head)\r\n".utf8) + body
    }
}

/// Headers of every answer.
enum AnswerHeaders {
    /// Names and values.
    static let all = [
        ("Cache-Control", "no-store"),
        // A picture of the wall in a page of another site: over 0.0.0.0 or a LAN address, browsers
        // do not say whose page asks.
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]
}

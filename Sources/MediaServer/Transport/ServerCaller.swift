import Foundation
import HTTPTransport
import MediaServerAPI

/// Sends calls to one server and reads its replies. Says what is wrong in a person's words,
/// and never a token.
struct ServerCaller: Sendable {
    /// Who asks, and whom.
    struct Place: Sendable {
        /// Below which the server's routes are.
        var root: ServerAddress
        /// Its language.
        var dialect: ServerDialect
        /// What lets us in; nil before the sign-in.
        var token: String?
        /// Whose token it is, when it is not the wall's.
        var device: DeviceIdentity?
    }

    /// Tries of what may be tried again.
    static let triesMax = 3

    let http: HTTPClient
    let device: DeviceIdentity

    /// Asks and reads the reply.
    func ask<Reply: Decodable & Sendable>(
        _ call: ServerCall, _ place: Place, total: Duration = .seconds(30),
        as _: Reply.Type = Reply.self
    ) async throws(ServerTrouble) -> Reply {
        let reply = try await tell(call, place, total: total)
        return try decode(reply)
    }

    /// Asks and throws the reply's body away.
    @discardableResult
    func tell(
        _ call: ServerCall, _ place: Place, total: Duration = .seconds(30)
    ) async throws(ServerTrouble) -> HTTPReply {
        let request = try request(call, place, total: total)
        var tried = 0
        while true {
            tried += 1
            do throws(ServerTrouble) {
                return try check(try await send(request))
            } catch {
                guard call.isRepeatable, tried < Self.triesMax,
                    let pause = Self.pause(after: error, tried)
                else { throw error }
                guard (try? await Task.sleep(for: pause)) != nil else { throw .cancelled }
            }
        }
    }

    private func request(
        _ call: ServerCall, _ place: Place, total: Duration
    ) throws(ServerTrouble) -> HTTPRequest {
        let method: HTTPRequest.Method =
            switch call.method {
            case .get: .get
            case .post: .post
            case .delete: .delete
            }
        var request = HTTPRequest(method, url: call.url(at: place.root))
        request.headers =
            (place.device ?? device).headers(place.dialect, token: place.token).map {
                HTTPHeader($0.name, $0.value)
            }
            + [HTTPHeader("Accept", "application/json")]
        if let body = call.body {
            do {
                request.body = [UInt8](try JSONEncoder().encode(body))
            } catch {
                throw .badReply(field: "our own question")
            }
            request.headers.append(HTTPHeader("Content-Type", "application/json"))
        } else if call.method == .post {
            request.body = []
        }
        request.replyBytesMax = call.replyBytesMax
        request.total = total
        return request
    }

    /// Sends as it is.
    func send(_ request: HTTPRequest) async throws(ServerTrouble) -> HTTPReply {
        do throws(HTTPFailure) {
            return try await http.send(request)
        } catch {
            throw ServerTrouble(error)
        }
    }

    /// A reply that is none is a trouble.
    func check(_ reply: HTTPReply) throws(ServerTrouble) -> HTTPReply {
        switch reply.status {
        case 200..<300: return reply
        case 300..<400: throw .movedTo(Self.place(reply.redirect))
        case 401: throw .tokenRefused
        case 403: throw .forbidden
        case 404, 410: throw .notFound
        case 429, 503: throw .busy(retryAfter: reply.retryAfter.map { min($0, 300) })
        default: throw .status(reply.status, text: Self.excerpt(reply))
        }
    }

    /// The reply's content.
    func decode<Reply: Decodable>(_ reply: HTTPReply) throws(ServerTrouble) -> Reply {
        do {
            return try JSONDecoder().decode(Reply.self, from: Data(reply.body))
        } catch {
            throw .badReply(field: ReplyTrouble.field(of: error, in: reply.body))
        }
    }

    /// How long to wait before it is tried again; nil when that is no use.
    private static func pause(after trouble: ServerTrouble, _ tried: Int) -> Duration? {
        let usual = Duration.milliseconds(tried == 1 ? 300 : 1500)
        switch trouble {
        case .unreachable, .refused, .timedOut: return usual
        case .busy(let after):
            guard let after else { return usual }
            return after <= 10 ? .seconds(after) : nil
        case .status(502, _), .status(504, _): return usual
        default: return nil
        }
    }

    private static func place(_ redirect: String?) -> String {
        guard let redirect, let address = try? ServerAddress(String(redirect.prefix { $0 != "?" }))
        else { return "somewhere else" }
        return address.words
    }

    /// The first words of what a server says beside a status; not of a page.
    private static func excerpt(_ reply: HTTPReply) -> String {
        let type = reply.header("Content-Type")?.lowercased() ?? ""
        guard type.hasPrefix("text/plain") || type.contains("json") else { return "" }
        let text = String(decoding: reply.body.prefix(300), as: UTF8.self)
        let words = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        return String(String(String.UnicodeScalarView(words)).prefix(200))
    }
}

extension ServerTrouble {
    init(_ failure: HTTPFailure) {
        self =
            switch failure {
            case .nameNotFound: .nameNotFound
            case .refused: .refused
            case .timedOut: .timedOut
            case .certificate(let reason): .certificate(why: reason)
            case .cancelled, .closed: .cancelled
            case .notAsked(let detail), .unreachable(let detail): .unreachable(why: detail)
            case .tooLarge, .tooManyRedirects: .unreachable(why: failure.description)
            }
    }
}

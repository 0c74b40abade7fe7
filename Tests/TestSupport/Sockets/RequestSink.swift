import Foundation
import Synchronization

/// A web server that keeps every request as it came and answers with one reply: for
/// looking at exactly what a program sends. Ended by `stop()`.
public final class RequestSink: Sendable {
    /// One request.
    public struct Request: Sendable {
        /// `POST`, `GET`…
        public let method: String
        /// The path with its query.
        public let path: String
        /// The headers, by their names in lower case.
        public let headers: [String: String]
        /// The body.
        public let body: [UInt8]
        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let server: ScriptedServer
    private let kept: Kept

    /// Listens on a free port.
    /// - Parameter reply: a whole HTTP reply; nil to take the request and say nothing for
    ///   as long as the client waits.
    public init(reply: String? = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n") throws {
        let kept = Kept()
        self.kept = kept
        server = try ScriptedServer { client in
            guard let request = Self.read(client) else { return }
            kept.add(request)
            guard let reply else {
                while client.readToEnd() == nil {}
                return
            }
            client.send(reply)
            client.finishSending()
            _ = client.readToEnd()
        }
    }

    /// Its address, with this path.
    public func url(_ path: String = "/") -> String { "http://127.0.0.1:\(server.port)\(path)" }

    /// Everything that came.
    public var requests: [Request] { kept.all }

    /// Forgets what came.
    public func clear() { kept.clear() }

    /// Ends it.
    public func stop() { server.stop() }

    private static func read(_ client: TestSocket) -> Request? {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            guard let more = client.read(), !more.isEmpty else { return nil }
            bytes += more
            headEnd = (0...max(0, bytes.count - 4)).first { bytes[$0...].starts(with: end) }
        }
        let cut = headEnd ?? 0
        let lines = String(decoding: bytes[..<cut], as: UTF8.self).components(separatedBy: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        var body = Array(bytes[(cut + 4)...])
        let length = Int(headers["content-length"] ?? "") ?? 0
        while body.count < length, let more = client.read(), !more.isEmpty { body += more }
        return Request(
            method: String(words[0]), path: String(words[1]), headers: headers, body: body)
    }

    private final class Kept: Sendable {
        private let requests = Mutex<[Request]>([])
        var all: [Request] { requests.withLock { $0 } }
        func add(_ request: Request) { requests.withLock { $0.append(request) } }
        func clear() { requests.withLock { $0 = [] } }
    }
}

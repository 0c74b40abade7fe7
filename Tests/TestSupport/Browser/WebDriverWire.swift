import Foundation

/// One conversation with a WebDriver server on loopback: a request, its answer, the end.
/// (W3C WebDriver, section 6: JSON over HTTP, every answer is `{"value":…}`.)
struct WebDriverWire: Sendable {
    /// The server's port on 127.0.0.1.
    let port: UInt16

    /// The longest that any command may take; a page that loads is one. Seconds.
    private static let secondsMax = 120
    /// Pictures of long pages are the largest answers. Bytes.
    private static let bytesMax = 64 << 20

    /// - Parameters:
    ///   - method: `GET`, `POST` or `DELETE`.
    ///   - body: JSON.
    /// - Returns: the answer's body.
    /// - Throws: `BrowserError` with the server's own words.
    func send(_ method: String, _ path: String, _ body: Data? = nil) async throws -> Data {
        let port = port
        let answer = try await onThread {
            let socket = try TestSocket.connected(port: port)
            defer { socket.close() }
            try Self.allow(socket)
            var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
            head += "Connection: close\r\n"
            if let body {
                head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n"
            }
            socket.send(Array((head + "\r\n").utf8) + (body.map { Array($0) } ?? []))
            return try Self.read(socket)
        }
        guard answer.status == 200 else { throw BrowserError(webDriver: answer.body) }
        return answer.body
    }

    private static func allow(_ socket: TestSocket) throws {
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0 else {
            throw TestSocket.Failure(call: "setsockopt", errno: errno)
        }
    }

    private static func read(_ socket: TestSocket) throws -> (status: Int, body: Data) {
        var bytes = Data()
        var end: Int?
        while true {
            if let end, bytes.count >= end { break }
            guard let more = socket.read(atMost: 1 << 18), !more.isEmpty, bytes.count < bytesMax
            else { throw BrowserError("the driver hung up or says nothing") }
            bytes += more
            if end == nil, let head = bytes.range(of: Data("\r\n\r\n".utf8)) {
                end = head.upperBound + length(bytes[..<head.lowerBound])
            }
        }
        let head = bytes.range(of: Data("\r\n\r\n".utf8))?.upperBound ?? bytes.count
        let status = String(decoding: bytes.prefix(64), as: UTF8.self).split(separator: " ")
        return (status.count > 1 ? Int(status[1]) ?? 0 : 0, bytes[head...])
    }

    private static func length(_ head: Data) -> Int {
        for line in String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
        where line.hasPrefix("content-length:") {
            return Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) ?? 0
        }
        return 0
    }
}

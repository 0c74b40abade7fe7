extension WebSocketRequest {
    /// Its headers as they stand in the upgrade.
    ///
    /// - Throws: `WebSocketFailure.notAsked`, without a value in it.
    func checkedHeaderLines() throws(WebSocketFailure) -> [UInt8] {
        var lines: [UInt8] = []
        for header in headers {
            guard header.hasName else { throw .notAsked(detail: "a header's name is none") }
            guard header.value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else {
                throw .notAsked(detail: "a header holds a line end or a control character")
            }
            guard !header.isOurs else {
                throw .notAsked(detail: "the header \(header.name) is not the caller's to set")
            }
            lines += Array("\(header.name): \(header.value)\r\n".utf8)
        }
        // Half of the buffer that libwebsockets writes the upgrade into.
        guard lines.count <= ServiceContext.handshakeBytesMax / 2 else {
            throw .notAsked(detail: "the headers are too long")
        }
        return lines
    }
}

extension WebSocketHeader {
    /// Whether the name is a token (RFC 9110, 5.6.2).
    fileprivate var hasName: Bool {
        !name.isEmpty && name.utf8.allSatisfy { Self.tokenBytes.contains($0) }
    }

    /// Whether libwebsockets writes it itself, or it would make another request of it.
    fileprivate var isOurs: Bool {
        let name = name.lowercased()
        return Self.ours.contains(name) || name.hasPrefix("sec-websocket-")
    }

    private static let tokenBytes = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let ours: Set = [
        "host", "connection", "upgrade", "pragma", "cache-control", "content-length",
        "transfer-encoding", "te", "trailer", "expect",
    ]
}

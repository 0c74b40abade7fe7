import Foundation

/// The server's half of a websocket's handshake (RFC 6455, 4.2).
enum WebSocketAccept {
    /// Whether a request wants to become a websocket.
    static func wants(_ headers: [String: String]) -> Bool {
        headers["upgrade"]?.lowercased() == "websocket"
    }

    /// Why the handshake is refused; nil when it is good.
    static func refusal(_ method: String, _ headers: [String: String]) -> Refusal? {
        let words = (headers["connection"] ?? "").lowercased().split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard method == "GET", words.contains("upgrade") else {
            return Refusal(400, "upgrades without GET or without Connection: Upgrade")
        }
        guard headers["sec-websocket-version"] == "13" else {
            return Refusal(426, "wants another version of websockets than 13")
        }
        guard let key = headers["sec-websocket-key"], Data(base64Encoded: key)?.count == 16 else {
            return Refusal(400, "has no Sec-WebSocket-Key of 16 bytes")
        }
        return nil
    }

    /// The head of the answer.
    static func head(_ headers: [String: String], _ more: [String]) -> String {
        let key = (headers["sec-websocket-key"] ?? "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        let accept = Data(SHA1.digest(Array(key.utf8))).base64EncodedString()
        return
            ([
                "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Accept: \(accept)",
            ] + more + ["", ""]).joined(separator: "\r\n")
    }
}

/// SHA-1 (RFC 3174), which the handshake wants and which keeps no secret here.
enum SHA1 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var bytes = message + [0x80]
        while bytes.count % 64 != 56 { bytes.append(0) }
        let bits = UInt64(message.count) * 8
        bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
        var hash: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        for block in stride(from: 0, to: bytes.count, by: 64) {
            var words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + word * 4 + $1]) }
            }
            for index in 16..<80 {
                words.append(
                    rotated(
                        words[index - 3] ^ words[index - 8] ^ words[index - 14]
                            ^ words[index - 16], 1))
            }
            var (a, b, c, d, e) = (hash[0], hash[1], hash[2], hash[3], hash[4])
            for index in 0..<80 {
                let (mixed, constant): (UInt32, UInt32) =
                    switch index {
                    case ..<20: (b & c | ~b & d, 0x5A82_7999)
                    case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                    case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
                    default: (b ^ c ^ d, 0xCA62_C1D6)
                    }
                let next = rotated(a, 5) &+ mixed &+ e &+ constant &+ words[index]
                (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { hash[index] &+= value }
        }
        return hash.flatMap { word in
            (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
    }
}

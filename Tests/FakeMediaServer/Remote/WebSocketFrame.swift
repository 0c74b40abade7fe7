/// What a frame of a websocket holds (RFC 6455, 5.2).
enum WebSocketOpcode {
    static let continuation: UInt8 = 0
    static let text: UInt8 = 1
    static let binary: UInt8 = 2
    static let close: UInt8 = 8
    static let ping: UInt8 = 9
    static let pong: UInt8 = 10
}

/// Frames as a server writes them: without a mask.
enum WebSocketFrame {
    /// One frame.
    /// - Parameter opcode: any four bits, so that a test may send what is none.
    static func bytes(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        head(opcode, length: payload.count, isFinal: isFinal) + payload
    }

    /// A frame's head, which may promise more than comes.
    static func head(_ opcode: UInt8, length: Int, isFinal: Bool = true) -> [UInt8] {
        let first = (isFinal ? 0x80 : 0) | (opcode & 0x0F)
        if length < 126 { return [first, UInt8(length)] }
        let count = length < 65_536 ? 2 : 8
        let digits = (0..<count).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
        return [first, count == 2 ? 126 : 127] + digits
    }

    static func text(_ text: String) -> [UInt8] { bytes(WebSocketOpcode.text, Array(text.utf8)) }

    static func close(_ code: UInt16) -> [UInt8] {
        bytes(WebSocketOpcode.close, [UInt8(code >> 8), UInt8(code & 0xFF)])
    }
}

/// What a client did that no websocket may: the sentence, and the code of the close frame.
struct WebSocketViolation: Error {
    let sentence: String
    let code: UInt16
}

/// Takes a client's bytes and gives whole messages.
struct WebSocketReader {
    /// The longest message of a client, bytes: a wall's are short.
    static let messageBytesMax = 1 << 20

    enum Event: Equatable {
        case text(String)
        case binary(Int)
        case ping([UInt8])
        case pong([UInt8])
        /// The code; nil when there is none.
        case close(UInt16?)
    }

    private var bytes: [UInt8] = []
    private var place = 0
    /// A message that came in pieces so far.
    private var opcode: UInt8?
    private var pieces: [UInt8] = []

    mutating func append(_ more: [UInt8]) {
        // What was read is let go once it is worth the move.
        if place == bytes.count || place > 65_536 {
            bytes.removeFirst(place)
            place = 0
        }
        bytes += more
    }

    /// The next thing that is whole; nil when more must come.
    mutating func next() throws(WebSocketViolation) -> Event? {
        while let (first, payload) = try frame() {
            let code = first & 0x0F
            let isFinal = first & 0x80 != 0
            guard first & 0x70 == 0 else { throw Self.violation("sets a reserved bit") }
            if code >= 8 {
                guard isFinal, payload.count < 126 else {
                    throw Self.violation("sends a control frame that is long or in pieces")
                }
                return try control(code, payload)
            }
            switch (code, opcode) {
            case (WebSocketOpcode.text, nil), (WebSocketOpcode.binary, nil): opcode = code
            case (WebSocketOpcode.continuation, _?): break
            default: throw Self.violation("sends a piece that continues nothing, or opcode \(code)")
            }
            pieces += payload
            guard pieces.count <= Self.messageBytesMax else {
                throw WebSocketViolation(sentence: "sends too long a message", code: 1009)
            }
            guard isFinal else { continue }
            defer {
                opcode = nil
                pieces = []
            }
            guard opcode == WebSocketOpcode.text else { return .binary(pieces.count) }
            guard let text = String(validating: pieces, as: UTF8.self) else {
                throw WebSocketViolation(sentence: "sends a text that is no UTF-8", code: 1007)
            }
            return .text(text)
        }
        return nil
    }

    private func control(
        _ code: UInt8, _ payload: [UInt8]
    ) throws(WebSocketViolation) -> Event {
        switch code {
        case WebSocketOpcode.ping: return .ping(payload)
        case WebSocketOpcode.pong: return .pong(payload)
        case WebSocketOpcode.close:
            if payload.count == 1 { throw Self.violation("closes with half a code") }
            return .close(payload.isEmpty ? nil : UInt16(payload[0]) << 8 | UInt16(payload[1]))
        default: throw Self.violation("sends opcode \(code)")
        }
    }

    /// The first byte and the payload without its mask; nil when more must come.
    private mutating func frame() throws(WebSocketViolation) -> (UInt8, [UInt8])? {
        let left = bytes.count - place
        guard left >= 2 else { return nil }
        let (first, second) = (bytes[place], bytes[place + 1])
        guard second & 0x80 != 0 else { throw Self.violation("sends a frame without a mask") }
        var length = Int(second & 0x7F)
        var head = 2
        if length >= 126 {
            let count = length == 126 ? 2 : 8
            guard left >= 2 + count else { return nil }
            length = bytes[(place + 2)..<(place + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            head += count
        }
        guard length >= 0, length <= Self.messageBytesMax else {
            throw WebSocketViolation(sentence: "sends too long a frame", code: 1009)
        }
        guard left >= head + 4 + length else { return nil }
        let mask = place + head
        let start = mask + 4
        let payload = (0..<length).map { bytes[start + $0] ^ bytes[mask + ($0 & 3)] }
        place = start + length
        return (first, payload)
    }

    private static func violation(_ sentence: String) -> WebSocketViolation {
        WebSocketViolation(sentence: sentence, code: 1002)
    }
}

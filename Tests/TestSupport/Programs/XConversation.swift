/// The three requests of the X protocol that ask a window to close
/// (X Window System Protocol, version 11, appendix B).
struct XConversation {
    private let socket: TestSocket

    init(_ socket: TestSocket) throws {
        self.socket = socket
        // Little-endian, version 11.0, no authorisation.
        socket.send([0x6C, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        let head = try read(8)
        guard head[0] == 1 else { throw XServer.Failure(words: "the X server refuses us") }
        _ = try read(4 * (Int(head[6]) | Int(head[7]) << 8))
    }

    func askToClose(_ window: UInt32) throws {
        let protocols = try atom("WM_PROTOCOLS")
        let delete = try atom("WM_DELETE_WINDOW")
        // SendEvent to that window, whatever events it selected.
        socket.send([25, 0] + short(11) + long(window) + long(0))
        // ClientMessage, 32 bits each.
        let empty = [UInt8](repeating: 0, count: 12)
        socket.send(
            [33, 32, 0, 0] + long(window) + long(protocols) + long(delete) + long(0) + empty)
        // An answer to a later request means that the server has seen this one.
        _ = try atom("WM_PROTOCOLS")
    }

    private func atom(_ name: String) throws -> UInt32 {
        let padding = [UInt8](repeating: 0, count: (4 - name.utf8.count % 4) % 4)
        let words = 2 + (name.utf8.count + padding.count) / 4
        socket.send(
            [16, 0] + short(UInt16(words)) + short(UInt16(name.utf8.count)) + [0, 0]
                + Array(name.utf8) + padding)
        let reply = try read(32)
        guard reply[0] == 1 else { throw XServer.Failure(words: "no atom \(name)") }
        return reply[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let more = socket.read(atMost: count - bytes.count), !more.isEmpty else {
                throw XServer.Failure(words: "the X server hung up")
            }
            bytes += more
        }
        return bytes
    }

    private func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

    private func long(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) }
    }
}

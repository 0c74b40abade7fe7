import FakeMediaServer
import Foundation
import Synchronization
import TestSupport

/// A websocket's client of its own making, so that it can misbehave. Closed by `close()`.
final class WebSocketClient: Sendable {
    /// What comes next.
    enum Heard: Equatable {
        case frame(opcode: UInt8, [UInt8])
        /// The server has closed the connection.
        case end
        /// Nothing in time.
        case nothing
    }

    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
        var isClosed = false
    }

    /// The status of the answer to the upgrade; 101 when it is a websocket.
    let status: Int
    /// The answer's head, as it came.
    let head: String
    private let descriptor: Int32
    private let state: Mutex<State>

    /// Asks for an upgrade and waits for the answer.
    /// - Parameter status: 0 when none came in time.
    private init(port: UInt16, path: String, headers: [String], wait: Duration) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isThere = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard isThere == 0 else {
            _ = Foundation.close(descriptor)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECONNREFUSED)
        }
        let lines =
            ["GET \(path) HTTP/1.1", "Host: 127.0.0.1"] + headers + ["", ""]
        let request = Array(lines.joined(separator: "\r\n").utf8)
        _ = Foundation.send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        var all: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        let deadline = ContinuousClock.now + wait
        while all.firstRange(of: end) == nil,
            let more = Self.read(descriptor, until: deadline), !more.isEmpty
        { all += more }
        let range = all.firstRange(of: end) ?? all.count..<all.count
        let head = String(decoding: all[..<range.lowerBound], as: UTF8.self)
        self.head = head
        status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
        state = Mutex(State(bytes: Array(all[range.upperBound...])))
    }

    static let upgrade = [
        "Connection: keep-alive, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        // The example of RFC 6455.
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// Connects; whoever asks looks at `status`.
    static func opened(
        _ server: FakeMediaServer, _ path: String, _ headers: [String],
        upgrade: [String] = upgrade, wait: Duration = .seconds(30)
    ) async throws -> WebSocketClient {
        let port = server.port
        return try await onThread {
            try WebSocketClient(port: port, path: path, headers: upgrade + headers, wait: wait)
        }
    }

    /// Nil when the time is over; empty at the end.
    private static func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant
    ) -> [UInt8]? {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        guard Foundation.poll(&poll, 1, Int32(max(0, left))) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// Once: the number may be somebody else's afterwards.
    func close() {
        state.withLock { state in
            if !state.isClosed { _ = Foundation.close(descriptor) }
            state.isClosed = true
            state.hasEnded = true
        }
    }

    // MARK: Saying

    func send(_ text: String) { send(1, Array(text.utf8)) }

    func send(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true) {
        var bytes = [(isFinal ? 0x80 : 0) | opcode]
        let mask: [UInt8] = isMasked ? [7, 0, 255, 30] : []
        let bit: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(bit | UInt8(payload.count))
        case ..<65_536:
            bytes += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            let digits = (0..<8).reversed().map {
                UInt8(truncatingIfNeeded: payload.count >> ($0 * 8))
            }
            bytes += [bit | 127] + digits
        }
        bytes += mask
        bytes += payload.enumerated().map { isMasked ? $1 ^ mask[$0 % 4] : $1 }
        sendBytes(bytes)
    }

    func sendBytes(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    // MARK: Hearing

    /// What comes next, in one frame.
    func hear(within time: Duration = .seconds(30)) async throws -> Heard {
        try await onThread { [self] in
            let deadline = ContinuousClock.now + time
            return state.withLock { state in
                while true {
                    if let frame = Self.takeFrame(&state.bytes) { return frame }
                    if state.hasEnded { return .end }
                    guard let more = Self.read(descriptor, until: deadline) else {
                        return .nothing
                    }
                    if more.isEmpty { state.hasEnded = true }
                    state.bytes += more
                }
            }
        }
    }

    /// All that comes until the server closes the connection: texts' types, other frames' opcodes.
    func hearToEnd(within time: Duration = .seconds(60)) async throws -> [String] {
        let deadline = ContinuousClock.now + time
        var heard: [String] = []
        while ContinuousClock.now < deadline {
            switch try await hear() {
            case .frame(1, let bytes):
                let json = Found(try? JSONSerialization.jsonObject(with: Data(bytes)))
                heard.append(json["MessageType"].text ?? "?")
            case .frame(let opcode, _): heard.append("\(opcode)")
            case .end: return heard
            case .nothing: break
            }
        }
        return heard + ["no end"]
    }

    /// The next text as JSON; nothing when something else comes.
    func hearMessage(within time: Duration = .seconds(30)) async throws -> Found {
        guard case .frame(1, let bytes) = try await hear(within: time) else { return Found(nil) }
        return Found(try? JSONSerialization.jsonObject(with: Data(bytes)))
    }

    /// The code of the close frame that comes next, or nil.
    func hearClose() async throws -> Int? {
        guard case .frame(8, let bytes) = try await hear(), bytes.count >= 2 else { return nil }
        return Int(bytes[0]) << 8 | Int(bytes[1])
    }

    private static func takeFrame(_ bytes: inout [UInt8]) -> Heard? {
        guard bytes.count >= 2 else { return nil }
        var length = Int(bytes[1] & 0x7F)
        var head = 2
        if length >= 126 {
            head += length == 126 ? 2 : 8
            guard bytes.count >= head else { return nil }
            length = bytes[2..<head].reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.count - head >= length else { return nil }
        let frame = Heard.frame(
            opcode: bytes[0] & 0x0F, Array(bytes[head..<(head + length)]))
        bytes.removeFirst(head + length)
        return frame
    }
}

/// Whether something that only another thread can bring about comes true.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    try await soon(within: .seconds(60)) { try condition() ? true : nil } ?? false
}

extension Client {
    /// The dialect's place of the websocket.
    var socketPath: String {
        server.options.dialect == .emby4 ? "/emby/embywebsocket" : "/socket"
    }

    /// A websocket of this device, and whatever the server says at once taken off it.
    func socket() async throws -> WebSocketClient {
        let socket = try await WebSocketClient.opened(server, socketPath, headers)
        if server.options.dialect.isJellyfin, socket.status == 101 {
            _ = try await socket.hearMessage()
        }
        return socket
    }

    /// Says what it can, as a wall does.
    func sayCapabilities(_ commands: [String] = ["Play", "SetVolume"]) async throws -> Int {
        let list = commands.map { "\"\($0)\"" }.joined(separator: ",")
        return try await ask(
            "POST", "/Sessions/Capabilities/Full",
            json: "{\"PlayableMediaTypes\":[\"Video\"],\"SupportsMediaControl\":true,"
                + "\"SupportedCommands\":[\(list)]}"
        ).status
    }

    /// The sessions that can be controlled.
    func controllable() async throws -> [Found] {
        try await ask("GET", "/Sessions?controllableByUserId=\(user)").json.list
    }
}

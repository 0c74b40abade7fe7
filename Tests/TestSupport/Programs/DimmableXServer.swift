import Foundation
import Synchronization

/// An X server whose displays can be switched off: Xvfb has no DPMS, so this
/// stands before one and answers the requests of that extension itself
/// (X Display Power Management Signaling Extension, protocol version 1.2).
/// Everything else goes through unchanged. Ended by `stop()`.
public final class DimmableXServer: Sendable {
    /// What the extension knows.
    public struct Power: Sendable, Equatable {
        /// 0 is on, 3 is off.
        public var level: UInt16 = 0
        /// Whether the server may switch displays off at all.
        public var isEnabled = true
        /// Seconds until standby, suspend and off; 0 is never.
        public var timeouts: [UInt16] = [600, 900, 1200]
        /// Whether displays are lit.
        public var isLit: Bool { level == 0 }

        /// As a server begins.
        public init() {}
    }

    /// The value of `DISPLAY`.
    public let display: String
    private let state: Mutex<Power>
    private let listener: TestSocket
    private let path: String

    /// Stands before a server.
    public init(before server: XServer, power: Power = Power()) throws {
        state = Mutex(power)
        var found: (Int, TestSocket)?
        for number in 700..<900 where found == nil {
            let path = "/tmp/.X11-unix/X\(number)"
            if let socket = try? TestSocket.listening(unix: path) { found = (number, socket) }
        }
        guard let (number, socket) = found else {
            throw XServer.Failure(words: "no display number is free")
        }
        display = ":\(number)"
        path = "/tmp/.X11-unix/X\(number)"
        listener = socket
        let behind = "/tmp/.X11-unix/X\(server.display.dropFirst())"
        Thread { [self] in
            while Self.isOpen(listener) {
                guard let client = try? listener.accepted(),
                    let server = try? TestSocket.connected(unix: behind)
                else { continue }
                let pipe = DimmablePipe(client: client, server: server) { self.answer($0, $1) }
                Thread { pipe.forwardRequests() }.start()
                Thread { pipe.forwardReplies() }.start()
            }
            listener.close()
        }.start()
    }

    /// What the extension knows now.
    public var power: Power { state.withLock { $0 } }

    /// Somebody knocks against the mouse: displays are lit by the server itself.
    public func nudge() { state.withLock { $0.level = 0 } }

    /// Ends it.
    public func stop() {
        _ = shutdown(listener.descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    private static func isOpen(_ listener: TestSocket) -> Bool {
        var poll = pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&poll, 1, -1) >= 0 && poll.revents & Int16(POLLHUP | POLLNVAL) == 0
    }

    /// What a request of the extension leads to.
    /// - Parameter body: the request without its first four bytes.
    private func answer(_ minor: UInt8, _ body: [UInt8]) -> DimmablePipe.Answer {
        func short(_ at: Int) -> UInt16 {
            at + 1 < body.count ? UInt16(body[at]) | UInt16(body[at + 1]) << 8 : 0
        }
        func bytes(_ values: [UInt16]) -> [UInt8] {
            values.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        return state.withLock { power in
            switch minor {
            case 0: return .reply(bytes([1, 2]))
            case 1: return .reply([1])
            case 2: return .reply(bytes(power.timeouts))
            case 3: power.timeouts = [short(0), short(2), short(4)]
            case 4: power.isEnabled = true
            case 5:
                power.isEnabled = false
                power.level = 0
            case 6:
                // BadMatch, as the protocol says.
                guard power.isEnabled else { return .error(8) }
                power.level = short(0)
            case 7: return .reply(bytes([power.level]) + [power.isEnabled ? 1 : 0])
            default: return .error(1)
            }
            return .nothing
        }
    }
}

/// One client's connection through a `DimmableXServer`. A request of the
/// extension becomes GetInputFocus on its way to the server, so that sequence
/// numbers stay right, and the reply to that becomes the extension's.
final class DimmablePipe: Sendable {
    /// What a request leads to.
    enum Answer: Sendable {
        /// The bytes of a reply behind its first eight.
        case reply([UInt8])
        case error(UInt8)
        case nothing
    }

    private enum Change {
        case presence
        case answer(Answer)
    }

    /// A major opcode that no extension of Xvfb has.
    private static let opcode: UInt8 = 222

    private let client: TestSocket
    private let server: TestSocket
    private let answer: @Sendable (UInt8, [UInt8]) -> Answer
    /// Replies that are to be changed, by the sequence number of their request.
    private let changes = Mutex<[UInt16: Change]>([:])
    /// Threads that still use the sockets.
    private let users = Mutex(2)

    init(
        client: TestSocket, server: TestSocket,
        answer: @escaping @Sendable (UInt8, [UInt8]) -> Answer
    ) {
        self.client = client
        self.server = server
        self.answer = answer
    }

    func forwardRequests() {
        defer { leave() }
        var input = Input(client)
        guard let setup = input.take(12) else { return }
        let (name, data) = (Self.short(setup, 6), Self.short(setup, 8))
        guard let authority = input.take((name + 3) & ~3 + (data + 3) & ~3) else { return }
        server.send(setup + authority)
        var sequence: UInt16 = 0
        while var request = input.take(4) {
            var length = Self.short(request, 2) * 4
            if length == 0 {
                // BIG-REQUESTS.
                guard let more = input.take(4) else { return }
                request += more
                length = Self.long(request, 4) * 4
            }
            guard let body = input.take(length - request.count) else { return }
            sequence &+= 1
            if request[0] == Self.opcode {
                let answer = answer(request[1], body)
                changes.withLock { $0[sequence] = .answer(answer) }
                server.send([43, 0, 1, 0])
                continue
            }
            if request[0] == 98, body.dropFirst(4).starts(with: "DPMS".utf8),
                Self.short(body, 0) == 4
            {
                changes.withLock { $0[sequence] = .presence }
            }
            server.send(request + body)
        }
    }

    func forwardReplies() {
        defer { leave() }
        var input = Input(server)
        guard let head = input.take(8), let rest = input.take(Self.short(head, 6) * 4) else {
            return
        }
        client.send(head + rest)
        while var packet = input.take(32) {
            let isReply = packet[0] == 1
            if isReply || packet[0] & 0x7F == 35 {
                guard let more = input.take(Self.long(packet, 4) * 4) else { return }
                packet += more
            }
            let sequence = UInt16(Self.short(packet, 2))
            let change = isReply ? changes.withLock { $0.removeValue(forKey: sequence) } : nil
            switch change {
            case .presence:
                packet[8] = 1
                packet[9] = Self.opcode
            case .answer(.reply(let bytes)):
                packet = Array(packet.prefix(4)) + [0, 0, 0, 0] + bytes
                packet += [UInt8](repeating: 0, count: 32 - packet.count)
                packet[1] = 0
            case .answer(.error(let code)):
                packet = [0, code] + packet[2..<4] + [UInt8](repeating: 0, count: 28)
            case .answer(.nothing): continue
            case nil: break
            }
            client.send(packet)
        }
    }

    /// Ends both directions; the last one closes.
    private func leave() {
        for socket in [client, server] { _ = shutdown(socket.descriptor, Int32(SHUT_RDWR)) }
        let isLast = users.withLock { users in
            users -= 1
            return users == 0
        }
        guard isLast else { return }
        client.close()
        server.close()
    }

    private static func short(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) | Int(bytes[at + 1]) << 8
    }

    private static func long(_ bytes: [UInt8], _ at: Int) -> Int {
        short(bytes, at) | short(bytes, at + 2) << 16
    }

    /// What comes from one side, in pieces of the wanted size.
    private struct Input {
        private let socket: TestSocket
        private var bytes: [UInt8] = []
        private var at = 0

        init(_ socket: TestSocket) { self.socket = socket }

        /// Nil when the other side ended.
        mutating func take(_ count: Int) -> [UInt8]? {
            while bytes.count - at < count {
                if let more = socket.read() {
                    if more.isEmpty { return nil }
                    bytes.removeFirst(at)
                    at = 0
                    bytes += more
                } else if errno != EAGAIN, errno != EINTR {
                    return nil
                }
            }
            defer { at += count }
            return Array(bytes[at..<at + count])
        }
    }
}

import Foundation

/// Whether a server says that it goes.
public enum FakeAnnouncement: String, Sendable, CaseIterable {
    /// It says nothing.
    case none
    /// `ServerRestarting`.
    case restarting
    /// `ServerShuttingDown`.
    case shuttingDown = "shutting-down"
}

/// What no server should send.
public enum FakeGarbage: String, Sendable, CaseIterable {
    /// A text that is no JSON.
    case notJSON = "not-json"
    /// JSON that is no object: a list, a number.
    case notObject = "not-object"
    /// An object without MessageType, and one whose MessageType is a number.
    case noType = "no-type"
    /// A message of a type that nobody knows.
    case unknownType = "unknown-type"
    /// Play, Playstate and GeneralCommand with data of wrong shapes.
    case wrongData = "wrong-data"
    /// A binary message.
    case binary
    /// A text that ends within a letter's UTF-8; a client closes with 1007.
    case brokenUTF8 = "broken-utf8"
    /// A frame of an opcode that there is not; a client closes with 1002.
    case badOpcode = "bad-opcode"
    /// A frame that promises 2^62 bytes.
    case oversize
    /// A frame with a mask, which servers must not send.
    case masked

    /// Whether a websocket may go on after it.
    public var isFrame: Bool {
        switch self {
        case .brokenUTF8, .badOpcode, .oversize, .masked: false
        default: true
        }
    }

    var bytes: [UInt8] {
        func texts(_ texts: String...) -> [UInt8] { texts.flatMap { WebSocketFrame.text($0) } }
        switch self {
        case .notJSON: return texts("this is no JSON {", "", "\u{0}\u{1}\u{7F}")
        case .notObject: return texts("[1,2,3]", "42", "null", "\"text\"")
        case .noType: return texts("{\"Data\":{}}", "{\"MessageType\":7,\"Data\":null}")
        case .unknownType: return texts("{\"MessageType\":\"Surprise\",\"Data\":{\"a\":[1]}}")
        case .wrongData:
            return texts(
                "{\"MessageType\":\"Play\",\"Data\":{\"ItemIds\":\"none\",\"StartIndex\":-1}}",
                "{\"MessageType\":\"Play\",\"Data\":[]}", "{\"MessageType\":\"Play\"}",
                "{\"MessageType\":\"Playstate\",\"Data\":{\"Command\":3}}",
                "{\"MessageType\":\"Playstate\",\"Data\":{\"Command\":\"Seek\"}}",
                "{\"MessageType\":\"GeneralCommand\",\"Data\":{\"Name\":\"SetVolume\"}}",
                "{\"MessageType\":\"GeneralCommand\",\"Data\":{\"Name\":\"SetVolume\","
                    + "\"Arguments\":{\"Volume\":\"loud\"}}}",
                "{\"MessageType\":\"ForceKeepAlive\",\"Data\":\"soon\"}",
                "{\"MessageType\":\"ForceKeepAlive\",\"Data\":-5}",
                "{\"MessageType\":\"UserDataChanged\",\"Data\":{\"UserDataList\":{}}}")
        case .binary: return WebSocketFrame.bytes(WebSocketOpcode.binary, Array(0...255))
        case .brokenUTF8:
            let text = Array("{\"MessageType\":\"KeepAlive".utf8) + [0xE2, 0x82]
            return WebSocketFrame.bytes(WebSocketOpcode.text, text)
        case .badOpcode: return WebSocketFrame.bytes(5, [1, 2, 3])
        case .oversize: return WebSocketFrame.head(WebSocketOpcode.text, length: 1 << 62) + [0x7B]
        case .masked: return [0x81, 0x82, 1, 2, 3, 4, 0x7B ^ 1, 0x7D ^ 2]
        }
    }
}

extension FakeMediaServer {
    // MARK: The server goes and comes back

    /// Says that it goes, if it does; then every connection is closed, nobody listens, and all
    /// that was known of devices is forgotten. Tokens live on.
    public func goAway(_ announcement: FakeAnnouncement = .none) throws {
        switch announcement {
        case .none: break
        case .restarting: site.remote.sendToAll(RemoteMessage("ServerRestarting", ""))
        case .shuttingDown: site.remote.sendToAll(RemoteMessage("ServerShuttingDown", ""))
        }
        let deadline = ContinuousClock.now + .seconds(announcement == .none ? 0 : 1)
        while ContinuousClock.now < deadline,
            site.remote.sockets().contains(where: { !$0.isDrained })
        { usleep(5_000) }
        let number = site.state.withLock { state in
            state.restarts += 1
            return state.restarts
        }
        try http.setMood(.refuses)
        site.remote.isFrozen = false
        // Those that were closing may still meet the devices again.
        let end = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < end, openSockets() > 0 { usleep(5_000) }
        if site.state.withLock({ $0.restarts == number }) {
            expire(.sessions)
            expire(.plays)
        }
    }

    /// Listens again after `goAway`.
    public func comeBack() throws {
        site.state.withLock { $0.restarts += 1 }
        try http.setMood(.well)
    }

    /// Goes, and is back by itself after so many seconds, unless it is told otherwise meanwhile.
    public func restart(
        _ announcement: FakeAnnouncement = .none, downFor seconds: Double
    ) throws {
        try goAway(announcement)
        let number = site.state.withLock { $0.restarts }
        let deadline = DispatchTime.now() + max(0, min(seconds, 86_400))
        DispatchQueue.global().asyncAfter(deadline: deadline) { [weak self] in
            guard let self, site.state.withLock({ $0.restarts == number }) else { return }
            try? comeBack()
        }
    }

    // MARK: Single sockets

    /// From now on upgrades get this status, for so long; nil to take them again.
    public func refuseUpgrades(_ status: Int?, seconds: Double = 86_400) {
        site.remote.refuse(status, seconds: seconds)
    }

    /// Whether websockets are half-open: what is open stays so, but nothing is read, written or
    /// answered, pings neither; upgrades are not answered. Afterwards it goes on where it was.
    public func halfOpenSockets(_ areHalfOpen: Bool = true) {
        site.remote.isFrozen = areHalfOpen
    }

    /// Ends websockets.
    /// - Parameters:
    ///   - deviceID: this device's only.
    ///   - code: with a close frame of this code; nil for none.
    ///   - resets: with a reset.
    public func cutSockets(of deviceID: String? = nil, code: UInt16? = nil, resets: Bool = false) {
        for socket in site.remote.sockets(deviceID) {
            socket.end(code.map { .close($0) } ?? (resets ? .reset : .cut))
        }
    }

    /// Sends bytes that need not be a frame.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendRaw(_ bytes: [UInt8], to deviceID: String) -> Bool {
        newestSocket(of: deviceID) { $0.send(bytes) }
    }

    /// Sends a text message.
    /// - Parameter pieceBytes: in frames of so many bytes.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendText(_ text: String, pieceBytes: Int? = nil, to deviceID: String) -> Bool {
        guard let pieceBytes else { return sendRaw(WebSocketFrame.text(text), to: deviceID) }
        let all = Array(text.utf8)
        let starts = Array(stride(from: 0, to: max(1, all.count), by: max(1, pieceBytes)))
        let frames = starts.flatMap { start -> [UInt8] in
            let end = min(all.count, start + max(1, pieceBytes))
            return WebSocketFrame.bytes(
                start == 0 ? WebSocketOpcode.text : WebSocketOpcode.continuation,
                Array(all[start..<end]), isFinal: end == all.count)
        }
        return sendRaw(frames, to: deviceID)
    }

    /// Sends a ping frame.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendPing(_ payload: [UInt8] = [1, 2, 3], to deviceID: String) -> Bool {
        sendRaw(WebSocketFrame.bytes(WebSocketOpcode.ping, payload), to: deviceID)
    }

    /// Sends what no server should.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendGarbage(_ kind: FakeGarbage, to deviceID: String) -> Bool {
        sendRaw(kind.bytes, to: deviceID)
    }

    /// Sends a text for people, so long, with line ends and characters that move the cursor.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendLongMessage(bytes: Int = 1 << 20, to deviceID: String) -> Bool {
        let part = "All that is said here is much too long.\r\n\u{1B}[2J\u{202E}\u{0}\u{7} "
        let text = String(repeating: part, count: bytes / part.utf8.count + 1).utf8.prefix(bytes)
        return sendCommand(
            "DisplayMessage",
            ["Header": "Long", "Text": String(decoding: text, as: UTF8.self), "TimeoutMs": "3000"],
            to: deviceID)
    }
}

import FaultyServer

/// What is said on one websocket, and when it has been silent for too long.
struct RemoteTalk {
    /// From this part of the timeout on, a silent client is reminded (Jellyfin's
    /// SessionWebSocketListener.ForceKeepAliveFactor).
    static let reminderPart = 0.75

    private let socket: RemoteSocket
    private let stream: SiteStream
    private var reader = WebSocketReader()
    private var keepAlive = ContinuousClock.now
    private var ping = ContinuousClock.now
    private var isReminded = false

    init(_ socket: RemoteSocket, _ stream: SiteStream) {
        self.socket = socket
        self.stream = stream
        reader.append(stream.behind)
        if socket.hub.sendsForceKeepAlive, socket.device != nil { sayLimit() }
    }

    /// Reads, answers, writes.
    /// - Returns: whether the socket goes on.
    mutating func turn() -> Bool {
        if stream.mustEnd { return false }
        if socket.hub.isFrozen { return true }
        while true {
            guard let bytes = stream.read() else { return false }
            if bytes.isEmpty { break }
            reader.append(bytes)
            guard hear() else {
                _ = socket.write(to: stream)
                return false
            }
        }
        guard hear(), isInTime() else {
            _ = socket.write(to: stream)
            return false
        }
        return socket.write(to: stream)
    }

    /// - Returns: whether the socket goes on.
    private mutating func hear() -> Bool {
        do throws(WebSocketViolation) {
            while let event = try reader.next() {
                socket.wasActive()
                guard hear(event) else { return false }
            }
            return true
        } catch {
            socket.hub.forbid(socket, error.sentence)
            socket.send(WebSocketFrame.close(error.code))
            return false
        }
    }

    private mutating func hear(_ event: WebSocketReader.Event) -> Bool {
        switch event {
        case .text(let text): hear(text)
        case .binary: socket.hub.forbid(socket, "sends a binary message")
        case .ping(let payload):
            ping = .now
            socket.hub.note(socket) { $0.pings += 1 }
            socket.send(WebSocketFrame.bytes(WebSocketOpcode.pong, payload))
        case .pong: socket.hub.note(socket) { $0.pongs += 1 }
        case .close(let code):
            socket.hub.note(socket) { $0.closeCode = code ?? 1005 }
            if !socket.isEnding { socket.send(WebSocketFrame.close(code ?? 1000)) }
            return false
        }
        return true
    }

    private mutating func hear(_ text: String) {
        socket.hub.note(socket) { $0.remember(text) }
        guard let type = RemoteMessage.type(of: text) else {
            socket.hub.forbid(socket, "sends a message without a MessageType")
            return
        }
        switch type.lowercased() {
        case "keepalive":
            keepAlive = .now
            isReminded = false
            socket.hub.note(socket) { $0.keepAlives += 1 }
            socket.send(RemoteMessage("KeepAlive", nil))
        case "sessionsstart", "sessionsstop", "activitylogentrystart", "activitylogentrystop",
            "scheduledtasksinfostart", "scheduledtasksinfostop", "reportplaybackprogress":
            break
        default: socket.hub.forbid(socket, "sends a message of the unknown type “\(type)”")
        }
    }

    /// Whether enough was heard of the client.
    private mutating func isInTime() -> Bool {
        let options = socket.hub.options
        if socket.hub.sendsForceKeepAlive, socket.device != nil {
            let silent = keepAlive.duration(to: .now)
            let limit = Double(options.keepAliveSeconds)
            // Before the end always, even when this thread was late.
            if !isReminded, silent >= .seconds(limit * Self.reminderPart) {
                isReminded = true
                sayLimit()
            }
            if silent >= .seconds(limit) { return wasSilent() }
        }
        if let limit = options.socketPingSeconds, ping.duration(to: .now) >= .seconds(limit) {
            return wasSilent()
        }
        return true
    }

    private func wasSilent() -> Bool {
        socket.hub.note(socket) { $0.silences += 1 }
        return false
    }

    private func sayLimit() {
        let seconds = JSON.number(Int64(socket.hub.options.keepAliveSeconds))
        socket.send(RemoteMessage("ForceKeepAlive", seconds))
    }
}

import CWebSockets

/// What libwebsockets says, from within it: here nothing is killed, and nothing dialled.
extension SocketLoop {
    /// What stands for "end the connection" in libwebsockets.
    private static let end: Int32 = -1

    /// Adds our headers to the upgrade.
    ///
    /// - Parameter place: where a pointer lies to where they go; it is moved on.
    func appendHeaders(_ attempt: Attempt, at place: UnsafeMutableRawPointer?, _ room: Int) -> Int32
    {
        guard let connection = connection(attempt), let place else { return Self.end }
        let lines = connection.headerLines
        let cursor = place.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>.self)
        guard lines.count <= room else { return Self.end }
        cursor.pointee.update(from: lines, count: lines.count)
        cursor.pointee += lines.count
        return 0
    }

    /// A certificate of the server's was looked at.
    func checked(_ attempt: Attempt, _ check: CertificateCheck, isGood: Bool) -> Int32 {
        guard let connection = connection(attempt) else { return 1 }
        var isGood = isGood
        if isGood, connection.target.isIPv6 {
            isGood = check.isFor(address: connection.target.host)
        }
        if !isGood { connection.verdict = connection.verdict ?? check.verdict }
        return isGood ? 0 : 1
    }

    /// The server answered the upgrade, in whatever way.
    func answered(_ attempt: Attempt, _ answer: UpgradeAnswer) -> Int32 {
        guard let connection = connection(attempt) else { return Self.end }
        guard answer.status != 101 else { return 0 }
        tellLast(connection, .refused(status: answer.status, retryAfter: answer.retryAfter))
        return Self.end
    }

    /// There will be no upgrade.
    ///
    /// - Parameter words: libwebsockets', which hold nothing of the request's.
    func couldNotConnect(_ attempt: Attempt, _ words: String) {
        guard let connection = connection(attempt) else { return }
        wake()
        guard case .dialling(let dial) = connection.phase else { return forget(connection) }
        if let verdict = connection.verdict {
            let reason = CertificateVerdict.words(forOpenSSL: verdict)
            return tellLast(connection, .failed(.certificate(reason: reason)))
        }
        if let failure = DialFailure.failure(words) {
            return tellLast(connection, .failed(failure))
        }
        detach(connection)
        connection.phase =
            dial.others.isEmpty
            ? .puzzled(address: dial.address, isAsked: false) : .ready(dial.others)
    }

    /// The upgrade is done.
    func opened(_ attempt: Attempt, _ wire: OpaquePointer) -> Int32 {
        guard let connection = connection(attempt), case .dialling = connection.phase
        else { return Self.end }
        let request = connection.request
        connection.phase = .open(
            Connection.Link(
                attempt: attempt, wire: wire,
                collector: MessageCollector(bytesMax: request.messageBytesMax),
                pulse: Pulse(
                    interval: request.pingInterval, patience: request.pingPatience, now: .now)))
        connection.socket.tell(.opened)
        return 0
    }

    /// A piece of a message came.
    ///
    /// It never ends the connection by what it returns: libwebsockets 4.1 would leave
    /// its buffer full, go on reading until the server answers the close frame, and
    /// write beyond the buffer's end.
    func received(
        _ attempt: Attempt, _ piece: UnsafeRawBufferPointer, _ state: FrameState
    ) -> Int32 {
        guard let connection = connection(attempt), case .open(let link) = connection.phase
        else { return 0 }
        link.pulse.heard(.now)
        guard state.isText else { return 0 }
        switch link.collector.take(piece, bytesToCome: state.bytesToCome, isLast: state.isLast) {
        case .unfinished: break
        case .message(let bytes):
            connection.socket.tell(.text(bytes))
        case .tooLarge:
            leave(connection, link, code: 1009)
            let bytesMax = connection.request.messageBytesMax
            connection.socket.tell(.failed(.tooLarge(bytesMax: bytesMax)))
        case .notText:
            leave(connection, link, code: 1007)
            connection.socket.tell(
                .failed(.protocolError(detail: "the server sent a broken text")))
        }
        return 0
    }

    /// The server answered a ping.
    func heard(_ attempt: Attempt) {
        guard case .open(let link)? = connection(attempt)?.phase else { return }
        link.pulse.heard(.now)
    }

    /// The connection takes bytes: one frame, for libwebsockets wants no more at a time.
    func mayWrite(_ attempt: Attempt) -> Int32 {
        guard let connection = connection(attempt) else { return 0 }
        switch connection.phase {
        case .open(let link): return write(connection, link)
        case .leaving(var leave):
            guard let code = leave.code else { return 0 }
            leave.code = nil
            connection.phase = .leaving(leave)
            lws_close_reason(leave.wire, lws_close_status(rawValue: code), nil, 0)
            return Self.end
        case .resolving, .ready, .dialling, .puzzled, .over: return 0
        }
    }

    private func write(_ connection: Connection, _ link: Connection.Link) -> Int32 {
        if link.pulse.owesPing {
            link.pulse.sentPing()
            guard hw_ws_write_ping(link.wire) >= 0 else { return Self.end }
        } else if let message = connection.socket.takeMessage() {
            let room = hw_ws_room()
            var frame = [UInt8](repeating: 0, count: room) + message
            let written = frame.withUnsafeMutableBufferPointer { frame in
                hw_ws_write_text(link.wire, frame.baseAddress.map { $0 + room }, message.count)
            }
            guard written >= 0 else { return Self.end }
        }
        if connection.socket.hasMessage { lws_callback_on_writable(link.wire) }
        return 0
    }

    /// The server said that it closes.
    ///
    /// - Parameter frame: two bytes of code and its words, or nothing.
    func serverCloses(_ attempt: Attempt, _ frame: UnsafeRawBufferPointer) {
        guard let connection = connection(attempt), case .open(let link) = connection.phase
        else { return }
        // libwebsockets answers by itself.
        leave(connection, link, code: nil)
        // 1005: a close frame without a code (RFC 6455, 7.1.5).
        let code = frame.count >= 2 ? Int(frame[0]) << 8 | Int(frame[1]) : 1005
        let reason = String(decoding: frame.dropFirst(2), as: UTF8.self)
        connection.socket.tell(.closed(code: code, reason: reason))
    }

    /// Nothing is left of the connection.
    func ended(_ attempt: Attempt, hungUp: Bool) {
        guard let connection = connection(attempt) else { return }
        wake()
        switch connection.phase {
        case .dialling(let dial) where dial.wire == nil:
            // A connection that fails before it is returned has no other word: there is
            // no way to that address.
            couldNotConnect(attempt, DialFailure.noWay)
        case .open, .dialling:
            let failure: WebSocketFailure =
                hungUp
                ? .connectionLost
                : .protocolError(detail: "the server broke the rules of websockets")
            tellLast(connection, .failed(failure))
        case .leaving, .resolving, .ready, .puzzled, .over: forget(connection)
        }
    }

    // MARK: Ending, within a callback

    /// The attempt is none of this connection's any more; what else it says is ignored.
    private func tellLast(_ connection: Connection, _ event: WebSocketEvent) {
        forget(connection)
        wake()
        connection.socket.tell(event)
    }

    /// - Parameter code: of the close frame that is to be sent, nil for none.
    private func leave(_ connection: Connection, _ link: Connection.Link, code: UInt32?) {
        connection.phase = .leaving(
            Connection.Leave(
                attempt: link.attempt, wire: link.wire, code: code, until: .now + Self.goodbye))
        if code != nil { lws_callback_on_writable(link.wire) }
        // The time until then is to be counted.
        wake()
    }
}

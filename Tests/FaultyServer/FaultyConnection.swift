import Foundation

/// One client: its requests, one after the other.
struct FaultyConnection {
    /// The longest head of a request, bytes.
    static let headBytesMax = 65_536
    /// The longest body of a request, bytes.
    static let bodyBytesMax = 4 << 20
    /// How often a silent connection looks whether it is to end, milliseconds.
    static let lookMilliseconds: Int32 = 50

    let server: FaultyServer
    let socket: Int32

    func talk() {
        var rest: [UInt8] = []
        while let head = readHead(&rest) {
            guard var request = RequestHead(head), let body = readBody(request, &rest) else {
                return
            }
            request.body = body
            request.behind = rest
            if let site = server.site { request.path = site.name(of: request.rawPath) }
            guard answer(request), !request.isLast else { return }
        }
    }

    /// The next request's head, without its empty line; nil at the end.
    private func readHead(_ rest: inout [UInt8]) -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let place = rest.firstRange(of: end) {
                let head = String(decoding: rest[..<place.lowerBound], as: UTF8.self)
                rest.removeSubrange(..<place.upperBound)
                return head
            }
            guard rest.count < Self.headBytesMax else { return nil }
            var buffer = [UInt8](repeating: 0, count: 8192)
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            rest += buffer.prefix(count)
        }
    }

    /// A request's body; nil at the end, or when it is too long.
    private func readBody(_ request: RequestHead, _ rest: inout [UInt8]) -> [UInt8]? {
        let length = request.bodyBytes
        guard length <= Self.bodyBytesMax else { return nil }
        if length > rest.count, request.headers["expect"]?.lowercased() == "100-continue" {
            guard write("HTTP/1.1 100 Continue\r\n\r\n") else { return nil }
        }
        var buffer = [UInt8](repeating: 0, count: 8192)
        while rest.count < length {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            rest += buffer.prefix(count)
        }
        let body = Array(rest.prefix(length))
        rest.removeFirst(length)
        return body
    }

    /// - Returns: whether the connection stays open.
    private func answer(_ request: RequestHead) -> Bool {
        let (mood, fault, drops) = server.begin(request)
        defer { server.end(request) }
        server.site?.received(request.asSiteRequest)
        if mood == .hangs {
            waitForEnd(request.path, drops)
            return false
        }
        if let reply = server.control(request) { return send(reply) }
        if request.path == "/", server.site == nil {
            return send(Reply(status: 200, text: "The faulty server is here.\n"))
        }
        return serve(request, request.fault ?? fault, drops)
    }

    private func serve(_ request: RequestHead, _ fault: Fault?, _ drops: Int) -> Bool {
        let headers = server.site?.headers ?? []
        switch fault {
        case .hang:
            waitForEnd(request.path, drops)
            return false
        case .status(let code):
            return send(Reply(status: code, headers: headers, text: "Status \(code).\n"))
        case .busy(let seconds):
            return send(
                Reply(
                    status: 503, headers: ["Retry-After: \(seconds)"] + headers,
                    text: "Too busy.\n"))
        case .html:
            return send(
                Reply(status: 200, type: "text/html", text: "<html><body>Sign in</body></html>\n"))
        case .zeroBytes: return send(Reply(status: 200, type: "video/mp4", text: ""))
        case .redirectSame:
            let target = server.url("/plain\(request.rawPath)\(request.queryWithoutFault)")
            return send(Reply(redirect: target))
        case .redirectForeign:
            guard let foreign = server.foreign.withLock({ $0 }) else {
                return send(Reply(status: 500, text: "There is no other server.\n"))
            }
            return send(
                Reply(redirect: foreign + request.rawPath + request.queryWithoutFault))
        case .redirectLoop:
            let round = (Int(request.query["round"] ?? "") ?? 0) + 1
            return send(
                Reply(redirect: server.url("\(request.rawPath)?fault=redirect-loop&round=\(round)"))
            )
        case .endlessHeaders: return sendEndlessHeaders(request.path, drops)
        case .reset(0):
            resetConnection()
            return false
        case .slowStart(let seconds):
            if waitForEnd(request.path, drops, atMost: Double(seconds)) { return false }
            return FileAnswer(self, request, nil, drops, site: siteAnswer(request)).send()
        default: return FileAnswer(self, request, fault, drops, site: siteAnswer(request)).send()
        }
    }

    private func siteAnswer(_ request: RequestHead) -> SiteAnswer? {
        server.site?.answer(request.asSiteRequest)
    }

    private func sendEndlessHeaders(_ path: String, _ drops: Int) -> Bool {
        guard write("HTTP/1.1 200 OK\r\n") else { return false }
        var number = 0
        while !server.mustEnd(path, drops) {
            number += 1
            guard write("X-Header-\(number): \(String(repeating: "x", count: 200))\r\n") else {
                return false
            }
        }
        return false
    }

    /// Silent until the client goes, the connection is dropped, the server ends, or the time is over.
    /// - Returns: false when only the time was over.
    @discardableResult
    func waitForEnd(_ path: String, _ drops: Int, atMost seconds: Double = .infinity) -> Bool {
        let began = ContinuousClock.now
        while !server.mustEnd(path, drops) {
            if began.duration(to: .now) >= .seconds(min(seconds, 1e9)) { return false }
            // Whether the client has gone: it has nothing more to say.
            var poll = pollfd(fd: socket, events: Int16(POLLIN | 0x2000), revents: 0)
            let count = Foundation.poll(&poll, 1, Self.lookMilliseconds)
            if count < 0, errno != EINTR { return true }
            if poll.revents & Int16(0x2000 | POLLHUP | POLLERR) != 0 { return true }
        }
        return true
    }

    /// Ends the connection with a reset instead of a farewell.
    func resetConnection() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
    }

    private func send(_ reply: Reply) -> Bool { write(reply.text) }

    func write(_ text: String) -> Bool {
        var bytes = Array(text.utf8)
        return bytes.withUnsafeMutableBytes { write(UnsafeRawBufferPointer($0)) }
    }

    /// - Returns: false when the client has gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = Foundation.send(
                socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                Int32(MSG_NOSIGNAL))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

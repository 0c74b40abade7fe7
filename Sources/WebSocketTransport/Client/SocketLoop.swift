import CWebSockets

/// The client's thread: takes mail, looks at the time, lets libwebsockets work. What
/// that says comes in through `SocketLoop+Callbacks`.
final class SocketLoop {
    /// A server has so long to answer our close frame, and a helper's line to move.
    static let goodbye = Duration.seconds(2)
    private static let retry = Duration.milliseconds(100)
    /// Nothing needs a look so soon, and a wake that was lost costs no more.
    private static let idle = Duration.seconds(60)
    /// An address that does not answer is given so long while others wait.
    private static let addressPatience = Duration.seconds(4)

    private let mailbox: SocketMailbox
    private let service: ServiceContext
    private let vhosts = TrustVhosts()
    private var connections: [UInt64: Connection] = [:]
    private var byAttempt: [Attempt: Connection] = [:]
    private var lastAttempt: Attempt?

    init(_ mailbox: SocketMailbox, _ service: ServiceContext) {
        self.mailbox = mailbox
        self.service = service
        service.receiver = self
    }

    /// Gives back what it has when no thread came to run it.
    func abandon() { service.close() }

    /// Runs until the client is closed, on the calling thread.
    func run() {
        mailbox.use(service.waker)
        var end: ContinuousClock.Instant?
        while true {
            let mail = mailbox.take()
            if let by = mail.end, end == nil {
                end = by
                sayGoodbyeToAll(mail)
            } else {
                handle(mail)
            }
            let now = ContinuousClock.now
            for connection in connections.values { step(connection, now) }
            if let end, connections.isEmpty || end <= now { break }
            service.service(atMost: patience(now, end))
        }
        for connection in connections.values { cut(connection) }
        mailbox.use(nil)
        vhosts.close()
        service.close()
    }

    private func handle(_ mail: SocketMailbox.Mail) {
        for opening in mail.openings { admit(opening) }
        for finding in mail.findings { take(finding) }
        for id in mail.senders {
            guard case .open(let link)? = connections[id]?.phase else { continue }
            lws_callback_on_writable(link.wire)
        }
        for id in mail.closings {
            if let connection = connections[id] { leave(connection, code: 1000) }
        }
    }

    private func sayGoodbyeToAll(_ mail: SocketMailbox.Mail) {
        for opening in mail.openings {
            opening.socket.close()
            mailbox.left()
        }
        for connection in connections.values {
            connection.socket.close()
            leave(connection, code: 1001)
        }
    }

    private func patience(
        _ now: ContinuousClock.Instant, _ end: ContinuousClock.Instant?
    ) -> Duration {
        var next = min(now + Self.idle, end ?? now + Self.idle)
        for connection in connections.values {
            if let look = connection.nextLook(now + Self.retry) { next = min(next, look) }
        }
        return max(.zero, next - now)
    }

    // MARK: Beginning

    private func admit(_ opening: Opening) {
        do throws(WebSocketFailure) {
            let target = try Target(opening.request.url)
            let lines = try opening.request.checkedHeaderLines()
            let way = TrustVhosts.Way(opening.request, target)
            let vhost = try vhosts.take(way, service)
            connections[opening.socket.id] = Connection(
                opening, target, headerLines: lines, way: way, vhost: vhost)
        } catch {
            mailbox.left()
            opening.socket.tell(.failed(error))
        }
    }

    private func step(_ connection: Connection, _ now: ContinuousClock.Instant) {
        switch connection.phase {
        case .resolving, .ready, .dialling, .puzzled:
            guard now < connection.deadline else { return fail(connection, .timedOut) }
            goOn(connection, now)
        case .open(let link):
            switch link.pulse.need(now) {
            case .nothing: break
            case .ping: lws_callback_on_writable(link.wire)
            case .hangUp: fail(connection, .peerSilent)
            }
        case .leaving(let leave):
            if leave.until <= now { cut(connection) }
        case .over: break
        }
    }

    private func goOn(_ connection: Connection, _ now: ContinuousClock.Instant) {
        switch connection.phase {
        case .resolving(isAsked: false):
            let host = connection.target.host
            if case .addresses(let list) = NameService.addresses(of: host, isNumeric: true) {
                connection.phase = .ready(list[...])
                return dial(connection, now)
            }
            let isAsked = Helper.ask(.lookUp(host), for: connection.socket.id, mailbox)
            connection.phase = .resolving(isAsked: isAsked)
        case .ready:
            dial(connection, now)
        case .dialling(let dial) where dial.until <= now && !dial.others.isEmpty:
            drop(connection)
            connection.phase = .ready(dial.others)
            self.dial(connection, now)
        case .puzzled(let address, isAsked: false):
            let question = Helper.Question.whyNot(address: address, port: connection.target.port)
            let isAsked = Helper.ask(question, for: connection.socket.id, mailbox)
            connection.phase = .puzzled(address: address, isAsked: isAsked)
        case .resolving, .dialling, .puzzled, .open, .leaving, .over: break
        }
    }

    private func take(_ finding: Finding) {
        guard let connection = connections[finding.id] else { return }
        switch (connection.phase, finding.answer) {
        case (.resolving, .addresses(let list)): connection.phase = .ready(list[...])
        case (.resolving, .failure(let failure)), (.puzzled, .failure(let failure)):
            fail(connection, failure)
        default: break
        }
    }

    private func dial(_ connection: Connection, _ now: ContinuousClock.Instant) {
        guard case .ready(let addresses) = connection.phase, let address = addresses.first
        else { return fail(connection, .nameNotFound) }
        let attempt = Attempt(after: lastAttempt)
        lastAttempt = attempt
        connection.verdict = nil
        let others = addresses.dropFirst()
        connection.phase = .dialling(
            Connection.Dial(
                attempt: attempt, address: address, others: others, wire: nil,
                until: others.isEmpty ? connection.deadline : now + Self.addressPatience))
        byAttempt[attempt] = connection
        let wire = attempt.connect(
            to: address, connection.target, isVerified: connection.request.verifiesCertificate,
            vhost: connection.vhost, service)
        // It may have said more than that by now.
        guard case .dialling(var dial) = connection.phase, dial.attempt == attempt else { return }
        guard let wire else { return couldNotConnect(attempt, DialFailure.noWay) }
        dial.wire = wire
        connection.phase = .dialling(dial)
    }

    // MARK: Ending

    /// Tells its last event and ends it, outside of callbacks.
    private func fail(_ connection: Connection, _ failure: WebSocketFailure) {
        cut(connection)
        connection.socket.tell(.failed(failure))
    }

    /// Ends it, politely when it is open. Outside of callbacks.
    private func leave(_ connection: Connection, code: UInt32) {
        switch connection.phase {
        case .open(let link):
            connection.phase = .leaving(
                Connection.Leave(
                    attempt: link.attempt, wire: link.wire, code: code,
                    until: .now + Self.goodbye))
            lws_callback_on_writable(link.wire)
        case .leaving: break
        case .resolving, .ready, .dialling, .puzzled, .over: cut(connection)
        }
    }

    /// Ends it at once, outside of callbacks.
    private func cut(_ connection: Connection) {
        drop(connection)
        forget(connection)
    }

    /// Lets go of its wire and ends that, outside of callbacks.
    private func drop(_ connection: Connection) {
        let wire = connection.wire
        // First: what the wire says at its end is for nobody.
        detach(connection)
        if let wire { hw_ws_kill(wire) }
    }

    /// Takes it out. Its wire is gone, or is about to go by itself.
    func forget(_ connection: Connection) {
        detach(connection)
        connection.phase = .over
        guard connections.removeValue(forKey: connection.socket.id) != nil else { return }
        vhosts.release(connection.way)
        mailbox.left()
    }

    /// The attempt is none of its any more; what else that says is ignored.
    func detach(_ connection: Connection) {
        if let attempt = connection.attempt { byAttempt[attempt] = nil }
    }

    /// The connection that an attempt belongs to.
    func connection(_ attempt: Attempt) -> Connection? { byAttempt[attempt] }

    /// Ends libwebsockets' wait, which does not look again by itself.
    func wake() { service.waker?.wake() }
}

import Glibc
import Logging

/// What the gate's thread runs.
final class GateLoop {
    private let listener: Int32
    private let wake: Int32
    private let limits: GateLimits
    private let logger: Logger
    private let identify: (Int32) -> Visitor
    private let refusal: (inout RequestHead, Peer) -> Problem?
    private let atHand: (RequestHead) -> [UInt8]?
    private let isSignedOut: (String) -> Bool
    private let connectInner: () -> OwnedDescriptor?
    private var connections: [GateConnection] = []
    /// Set while the process has no descriptors left: accepting again at once
    /// would fail again at once.
    private var acceptsAgainAt: ContinuousClock.Instant?
    private var scratch = [UInt8](repeating: 0, count: 64 * 1024)

    private let places: GatePlaces
    private var warnsAgainAt: ContinuousClock.Instant?

    /// Until accepting, or polling, is tried again after a failure.
    private static let pause = Duration.milliseconds(100)
    /// Between two warnings of the same kind: whoever knocks must not fill the log.
    private static let warnPause = Duration.seconds(60)

    init(
        listener: Int32, wake: Int32, limits: GateLimits, logger: Logger,
        identify: @escaping (Int32) -> Visitor,
        refusal: @escaping (inout RequestHead, Peer) -> Problem?,
        atHand: @escaping (RequestHead) -> [UInt8]?,
        isSignedOut: @escaping (String) -> Bool,
        connectInner: @escaping () -> OwnedDescriptor?
    ) {
        self.listener = listener
        self.wake = wake
        self.limits = limits
        places = GatePlaces(limits: limits)
        self.logger = logger
        self.identify = identify
        self.refusal = refusal
        self.atHand = atHand
        self.isSignedOut = isSignedOut
        self.connectInner = connectInner
    }

    /// Runs until the other end of `wake` is closed; then every connection is closed.
    func run() {
        defer { for connection in connections { connection.close() } }
        while true {
            var polls = makePolls()
            let ready = poll(&polls, nfds_t(polls.count), pollTimeout())
            let number = errno
            let now = ContinuousClock.now
            guard ready >= 0 || number == EINTR else {
                // No memory, or fewer descriptors allowed than are open: that passes, and the
                // wall is to be reached again then.
                warn("The control gate waits: \(String(cString: strerror(number))).", now)
                usleep(UInt32(Self.pause.seconds * 1e6))
                continue
            }
            if ready > 0 {
                if polls[0].revents != 0 { return }
                advance(polls, now)
                if polls[1].revents != 0 { acceptAll(now) }
            }
            if let time = acceptsAgainAt, time <= now { acceptsAgainAt = nil }
            for connection in connections where connection.deadline <= now {
                connection.expire(now: now)
            }
            connections.removeAll { $0.phase == .closed }
        }
    }

    /// Wake, listener, and two places for each connection.
    private func makePolls() -> [pollfd] {
        var polls = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            // A negative number is left out by poll.
            pollfd(fd: acceptsAgainAt == nil ? listener : -1, events: Int16(POLLIN), revents: 0),
        ]
        for connection in connections {
            polls.append(
                pollfd(
                    fd: connection.client.number, events: Int16(connection.clientEvents), revents: 0
                ))
            let inner = connection.innerEvents == 0 ? nil : connection.inner
            polls.append(
                pollfd(fd: inner?.number ?? -1, events: Int16(connection.innerEvents), revents: 0))
        }
        return polls
    }

    /// Milliseconds until the next deadline, rounded up; -1 for ever.
    private func pollTimeout() -> Int32 {
        var next = acceptsAgainAt
        for connection in connections {
            next = min(next ?? connection.deadline, connection.deadline)
        }
        guard let next else { return -1 }
        let milliseconds = (next - ContinuousClock.now).seconds * 1000
        return Int32(max(0, min(milliseconds.rounded(.up), 60_000)))
    }

    private func advance(_ polls: [pollfd], _ now: ContinuousClock.Instant) {
        for (index, connection) in connections.enumerated() {
            let client = Int32(polls[2 + 2 * index].revents)
            let inner = Int32(polls[3 + 2 * index].revents)
            guard client != 0 || inner != 0 else { continue }
            connection.advance(
                clientReady: client, innerReady: inner, now: now, scratch: &scratch)
        }
    }

    /// Takes what waits, at most as many as there are places, so that a storm of
    /// connections cannot keep the others waiting.
    private func acceptAll(_ now: ContinuousClock.Instant) {
        connections.removeAll { $0.phase == .closed }
        for _ in 0..<limits.connectionsMax {
            let number = accept(listener, nil, nil)
            guard number >= 0 else {
                switch errno {
                case EAGAIN, EWOULDBLOCK: return
                // accept(2): errors of the network that came with a connection are its end.
                case EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, EHOSTDOWN, ENETUNREACH,
                    EHOSTUNREACH, ENONET, ENOPROTOOPT, EOPNOTSUPP:
                    continue
                case let number:
                    // No descriptors or no memory left: at once it would fail again.
                    warn("The wall lets nobody in: \(String(cString: strerror(number))).", now)
                    acceptsAgainAt = now + Self.pause
                    return
                }
            }
            let client = OwnedDescriptor(owning: number)
            guard fcntl(number, F_SETFD, FD_CLOEXEC) == 0,
                fcntl(number, F_SETFL, O_NONBLOCK) == 0
            else {
                client.close()
                continue
            }
            take(client, now)
        }
    }

    private func take(_ client: OwnedDescriptor, _ now: ContinuousClock.Instant) {
        let peer: Peer
        switch identify(client.number) {
        case .come(let who): peer = who
        case .gone: return client.close()
        case .stranger:
            warn("The control socket refused a process of another user.", now)
            return client.close()
        }
        // Who is being sent away, or has its answer, holds no place any more.
        let holders = connections.filter(\.holdsPlace)
        let leaving = connections.filter { !$0.holdsPlace && $0.phase != .closed }
        let verdict = places.verdict(
            on: peer,
            among: holders.map {
                GatePlaces.Holder(peer: $0.peer, yields: $0.isLate(now: now))
            })
        if verdict == .full, leaving.count >= limits.refusalsMax { return client.close() }
        // Waiting for a goodbye is a courtesy, which must keep nobody out.
        if leaving.count >= limits.connectionsMax { leaving[0].close() }
        let connection = GateConnection(
            client: client, peer: peer, limits: limits, now: now,
            refusal: { [refusal] in refusal(&$0, peer) }, atHand: atHand,
            isSignedOut: isSignedOut, connectInner: connectInner)
        switch verdict {
        case .free: break
        case .insteadOf(let index): holders[index].expire(now: now)
        case .full:
            connection.refuse(Problem(503, "Too many connections are open."), now: now)
        }
        guard connection.phase != .closed else { return }
        connections.append(connection)
    }

    private func warn(_ words: String, _ now: ContinuousClock.Instant) {
        if let time = warnsAgainAt, now < time { return }
        warnsAgainAt = now + Self.warnPause
        logger.warning("\(words)")
    }
}

import Glibc
import Logging

/// What the gate's thread runs.
final class GateLoop {
    private let listener: Int32
    private let wake: Int32
    private let limits: GateLimits
    private let logger: Logger
    private let identify: (Int32) -> Peer?
    private let refusal: (inout RequestHead, Peer) -> Problem?
    private let connectInner: () -> OwnedDescriptor?
    private var connections: [GateConnection] = []
    /// Set while the process has no descriptors left: accepting again at once
    /// would fail again at once.
    private var acceptsAgainAt: ContinuousClock.Instant?
    private var scratch = [UInt8](repeating: 0, count: 64 * 1024)

    private static let acceptPause = Duration.milliseconds(100)

    init(
        listener: Int32, wake: Int32, limits: GateLimits, logger: Logger,
        identify: @escaping (Int32) -> Peer?,
        refusal: @escaping (inout RequestHead, Peer) -> Problem?,
        connectInner: @escaping () -> OwnedDescriptor?
    ) {
        self.listener = listener
        self.wake = wake
        self.limits = limits
        self.logger = logger
        self.identify = identify
        self.refusal = refusal
        self.connectInner = connectInner
    }

    /// Runs until the other end of `wake` is closed; then every connection is closed.
    func run() {
        defer { for connection in connections { connection.close() } }
        while true {
            var polls = makePolls()
            let ready = poll(&polls, nfds_t(polls.count), pollTimeout())
            guard ready >= 0 || errno == EINTR else {
                logger.error("The control gate ends: poll failed (\(errno)).")
                return
            }
            let now = ContinuousClock.now
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
                case EINTR, ECONNABORTED: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: acceptsAgainAt = now + Self.acceptPause
                default: break
                }
                return
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
        guard let peer = identify(client.number) else {
            logger.warning("The control socket refused a process of another user.")
            return client.close()
        }
        guard connections.count < limits.connectionsMax + limits.refusalsMax else {
            return client.close()
        }
        let connection = GateConnection(
            client: client, limits: limits, now: now,
            refusal: { [refusal] in refusal(&$0, peer) }, connectInner: connectInner)
        if connections.count >= limits.connectionsMax {
            connection.refuse(Problem(503, "Too many connections are open."), now: now)
        }
        guard connection.phase != .closed else { return }
        connections.append(connection)
    }
}

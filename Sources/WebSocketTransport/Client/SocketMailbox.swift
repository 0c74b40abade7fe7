import Synchronization

/// A socket that is to be opened.
struct Opening: Sendable {
    let socket: WebSocket
    let request: WebSocketRequest
    let deadline: ContinuousClock.Instant
}

/// What other threads tell the client's thread; each word wakes it.
///
/// Bounded by what there is to talk about: openings by `socketsMax`, the others by the
/// sockets that there are.
final class SocketMailbox: Sendable {
    /// What has come since the last look.
    struct Mail: Sendable {
        /// New sockets, in order.
        var openings: [Opening] = []
        /// Sockets that were closed; some may have ended since.
        var closings: [UInt64] = []
        /// Sockets with a message to be sent; some may have ended since.
        var senders: Set<UInt64> = []
        /// What helpers have found out.
        var findings: [Finding] = []
        /// Until when the thread is to end; nil for not at all.
        var end: ContinuousClock.Instant?
    }

    private struct State {
        var mail = Mail()
        var isClosed = false
        var held = 0
        var lastID: UInt64 = 0
        var waker: ServiceWaker?
    }

    private let state = Mutex(State())
    private let socketsMax: Int

    /// - Parameter socketsMax: sockets that may be inside.
    init(socketsMax: Int) { self.socketsMax = socketsMax }

    /// Takes a new socket in; `make` gets its number, and whether it is taken.
    func open(
        _ request: WebSocketRequest, _ make: (UInt64, _ isOver: Bool) -> WebSocket
    ) -> WebSocket {
        state.withLock { state in
            state.lastID += 1
            let isTaken = !state.isClosed && state.held < socketsMax
            let socket = make(state.lastID, !isTaken)
            guard isTaken else { return socket }
            state.held += 1
            let deadline = ContinuousClock.now + request.connectTimeout
            state.mail.openings.append(
                Opening(socket: socket, request: request, deadline: deadline))
            state.waker?.wake()
            return socket
        }
    }

    /// Says that a socket was closed.
    func closes(_ id: UInt64) { post { $0.closings.append(id) } }

    /// Says that a socket has something to send.
    func wantsToSend(_ id: UInt64) { post { $0.senders.insert(id) } }

    /// Says what a helper has found out.
    func found(_ finding: Finding) { post { $0.findings.append(finding) } }

    /// Asks the thread to end; nothing is taken any more.
    func close(by end: ContinuousClock.Instant) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            state.mail.end = end
            state.waker?.wake()
        }
    }

    private func post(_ write: (inout Mail) -> Void) {
        state.withLock { state in
            guard !state.isClosed else { return }
            write(&state.mail)
            state.waker?.wake()
        }
    }

    /// What ends the thread's waiting from now on; nil before its context goes.
    func use(_ waker: ServiceWaker?) { state.withLock { $0.waker = waker } }

    /// Everything that has come, once. For the thread.
    func take() -> Mail {
        state.withLock { state in
            let mail = state.mail
            state.mail = Mail(end: mail.end)
            return mail
        }
    }

    /// Says that a socket has left. For the thread.
    func left() {
        state.withLock { state in
            assert(state.held > 0, "more sockets have left than came")
            state.held -= 1
        }
    }
}

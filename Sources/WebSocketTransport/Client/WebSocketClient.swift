import Dispatch
import Synchronization

/// Opens websockets to ws and wss servers.
///
///     let client = try WebSocketClient()
///     defer { client.close(atMost: .seconds(2)) }
///     let socket = client.open(WebSocketRequest(url: "wss://media.example/socket")) { event in … }
///
/// One thread carries all of them (libwebsockets). Names are looked up beside it, so
/// that a name service that hangs delays one socket alone. No proxy is used: the
/// environment's `http_proxy` is for requests. SIGPIPE is ignored from then on, which
/// is libwebsockets' doing. It must be closed.
public final class WebSocketClient: Sendable {
    /// Sockets at once, those included that are about to end: more than a wall with a
    /// device for each cell ever has.
    public static let socketsMax = 256

    private let mailbox: SocketMailbox
    private let ended: DispatchSemaphore
    private let thread: Mutex<SocketThread?>

    /// A client, with its thread.
    ///
    /// - Throws: `WebSocketFailure.unreachable` when the system has no thread, memory
    ///   or descriptor left for it.
    public init() throws(WebSocketFailure) {
        mailbox = SocketMailbox(socketsMax: Self.socketsMax)
        ended = DispatchSemaphore(value: 0)
        let context = try ServiceContext()
        let loop = SocketLoop(mailbox, context)
        guard let started = SocketThread(loop, ended) else {
            loop.abandon()
            throw .unreachable(detail: "this machine has no thread left for websockets")
        }
        thread = Mutex(started)
    }

    deinit {
        let isOver = thread.withLock { $0 == nil }
        assert(isOver, "a websocket client was not closed")
        close(atMost: .zero)
    }

    /// Opens a socket.
    ///
    /// A closed client, or one with `socketsMax` sockets, takes none: what it returns
    /// is over already, and no event comes.
    ///
    /// - Parameter deliver: told what happens, one event after the other, on the
    ///   client's thread: it must not block, for all sockets wait meanwhile. It is let
    ///   go of after the last event or `close`.
    public func open(
        _ request: WebSocketRequest, deliver: @escaping @Sendable (WebSocketEvent) -> Void
    ) -> WebSocket {
        mailbox.open(request) { id, isOver in
            WebSocket(id: id, mailbox: mailbox, deliver: isOver ? nil : deliver)
        }
    }

    /// Closes every socket as `WebSocket.close` does, so that no more events come, and
    /// ends the thread. A second call does nothing.
    ///
    /// - Parameter time: how long to wait for that at most, for it is `deliver` alone
    ///   that can hold the thread up. Half of it, a second at most, is the servers' to
    ///   answer. From within `deliver` it does not wait at all.
    public func close(atMost time: Duration) {
        mailbox.close(by: .now + min(.seconds(1), time / 2))
        let ending = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let ending else { return }
        guard !ending.isCurrent, ended.wait(timeout: .now() + time.dispatchInterval) == .success
        else { return ending.detach() }
        ending.join()
    }
}

extension Duration {
    fileprivate var dispatchInterval: DispatchTimeInterval {
        let parts = max(.zero, self).components
        // More than a day is no bound, and Dispatch counts nanoseconds in an Int.
        guard parts.seconds < 86_400 else { return .seconds(86_400) }
        return .nanoseconds(
            Int(parts.seconds) * 1_000_000_000 + Int(parts.attoseconds / 1_000_000_000))
    }
}

import Synchronization

/// One websocket, from any thread. Letting go of it does not close it: its client keeps
/// it until its last event.
public final class WebSocket: Sendable {
    /// Messages that may wait to be sent.
    public static let waitingMessagesMax = 64
    /// Bytes of them.
    public static let waitingBytesMax = 256 << 10

    let id: UInt64
    private let mailbox: SocketMailbox
    private let state: Mutex<State>

    private struct State {
        /// Nil when nothing is delivered any more: it was closed, or has had its last
        /// event.
        var deliver: (@Sendable (WebSocketEvent) -> Void)?
        var isOpen = false
        var waiting: [[UInt8]] = []
        var waitingBytes = 0

        /// Returns what is to be let go of outside of the lock: its end may run code.
        mutating func end() -> (@Sendable (WebSocketEvent) -> Void)? {
            defer { self = State() }
            return deliver
        }
    }

    /// - Parameter deliver: nil for one that is over before it begins.
    init(
        id: UInt64, mailbox: SocketMailbox,
        deliver: (@Sendable (WebSocketEvent) -> Void)?
    ) {
        self.id = id
        self.mailbox = mailbox
        state = Mutex(State(deliver: deliver))
    }

    /// Puts a text message into the line of those to be sent.
    ///
    /// - Returns: whether it was taken: false before `opened`, after the end, and while
    ///   `waitingMessagesMax` messages or `waitingBytesMax` bytes wait. A message that
    ///   was taken may still be lost with the connection.
    public func send(text: String) -> Bool {
        let bytes = Array(text.utf8)
        let taken = state.withLock { state in
            guard state.isOpen, state.waiting.count < Self.waitingMessagesMax,
                state.waitingBytes + bytes.count <= Self.waitingBytesMax
            else { return false }
            state.waiting.append(bytes)
            state.waitingBytes += bytes.count
            return true
        }
        if taken { mailbox.wantsToSend(id) }
        return taken
    }

    /// Ends it; a second call, or one after its end, does nothing.
    ///
    /// No event is delivered any more, not even its end: from within `deliver`, or
    /// anywhere else on the client's thread, that holds at once. On another thread one
    /// event that was on its way already may still be in `deliver` when this returns;
    /// none begins afterwards. The server is told so (close code 1000) and has two
    /// seconds to answer, which nobody waits for; messages that wait are not sent.
    public func close() {
        let ended = state.withLock { $0.end() }
        if ended != nil { mailbox.closes(id) }
    }

    /// For the client's thread: tells whoever opened it, unless it is over.
    func tell(_ event: WebSocketEvent) {
        let deliver = state.withLock { state in
            if event == .opened { state.isOpen = state.deliver != nil }
            return event.isLast ? state.end() : state.deliver
        }
        deliver?(event)
    }

    /// For the client's thread: the next message to be sent.
    func takeMessage() -> [UInt8]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let bytes = state.waiting.removeFirst()
            state.waitingBytes -= bytes.count
            return bytes
        }
    }

    /// For the client's thread: whether a message waits to be sent.
    var hasMessage: Bool { state.withLock { !$0.waiting.isEmpty } }
}

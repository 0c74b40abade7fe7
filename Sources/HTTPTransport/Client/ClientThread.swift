import Glibc

/// A thread of a client's, which is waited for at its end.
struct ClientThread: Sendable {
    private let thread: pthread_t

    /// Starts it; nil when the system has no thread left.
    init?(_ mailbox: TransferMailbox, _ settings: HTTPClientSettings) {
        let context = Unmanaged.passRetained(ThreadStart(mailbox, settings))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runClientThread, context.toOpaque()) == 0 else {
            context.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits for its end; only once.
    func join() {
        let joined = pthread_join(thread, nil)
        assert(joined == 0, "pthread_join: \(joined)")
    }
}

/// What the thread starts with.
private final class ThreadStart: Sendable {
    let mailbox: TransferMailbox
    let settings: HTTPClientSettings

    init(_ mailbox: TransferMailbox, _ settings: HTTPClientSettings) {
        self.mailbox = mailbox
        self.settings = settings
    }
}

/// The thread's body; takes over the start that was retained for it.
private func runClientThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
    TransferLoop.run(start.mailbox, start.settings)
    return nil
}

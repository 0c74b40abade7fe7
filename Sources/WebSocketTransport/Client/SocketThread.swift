import CWebSockets
import Dispatch
import Glibc

/// The thread of a client's. It is joined or detached at its end, only once.
struct SocketThread: Sendable {
    private let thread: pthread_t

    /// Starts it; nil when the system has no thread left.
    ///
    /// - Parameter ended: signalled when nothing but the end of the thread is left.
    init?(_ loop: SocketLoop, _ ended: DispatchSemaphore) {
        let context = Unmanaged.passRetained(ThreadStart(loop, ended))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runSocketThread, context.toOpaque()) == 0 else {
            context.release()
            return nil
        }
        self.thread = thread
    }

    /// Whether it is the calling thread.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Waits for its end.
    func join() {
        let joined = pthread_join(thread, nil)
        assert(joined == 0, "pthread_join: \(joined)")
    }

    /// Lets it end when it can.
    func detach() {
        let detached = pthread_detach(thread)
        assert(detached == 0, "pthread_detach: \(detached)")
    }
}

/// What the thread starts with.
private final class ThreadStart {
    let loop: SocketLoop
    let ended: DispatchSemaphore

    init(_ loop: SocketLoop, _ ended: DispatchSemaphore) {
        self.loop = loop
        self.ended = ended
    }
}

/// The thread's body; takes over the start that was retained for it.
private func runSocketThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
    hw_ws_name_thread("websockets")
    start.loop.run()
    start.ended.signal()
    return nil
}

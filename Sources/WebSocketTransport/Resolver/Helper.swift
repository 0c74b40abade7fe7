import CWebSockets
import Glibc
import Synchronization

/// What a helper has found out for a socket.
struct Finding: Sendable {
    /// The socket's number.
    let id: UInt64
    let answer: Answer

    enum Answer: Sendable {
        /// The addresses of a name, numeric, in the order in which they are to be tried.
        case addresses([String])
        /// Why no connection can be made, or why the name has no address.
        case failure(WebSocketFailure)
    }
}

/// What would hold the client's thread up, on a thread of its own that nobody waits
/// for: libwebsockets looks names up on its thread, and the C library's way can take
/// half a minute, or for ever.
enum Helper {
    /// A name with more addresses is only tried at so many.
    static let addressesMax = 8
    /// Threads at once, of all clients: those that hang must not become many.
    private static let threadsMax = 8

    private static let running = Mutex(0)

    /// What is to be found out.
    enum Question: Sendable {
        /// The addresses of a host.
        case lookUp(String)
        /// Why no connection to this address came about, which libwebsockets keeps to
        /// itself. Asked by a connection that lives for a moment.
        case whyNot(address: String, port: UInt16)
    }

    /// Finds it out and tells the mailbox.
    ///
    /// - Returns: whether there is a thread for it; otherwise it may be asked again.
    static func ask(_ question: Question, for id: UInt64, _ mailbox: SocketMailbox) -> Bool {
        let mayRun = running.withLock { running in
            guard running < threadsMax else { return false }
            running += 1
            return true
        }
        guard mayRun else { return false }
        let context = Unmanaged.passRetained(Errand(question, id, mailbox))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runErrand, context.toOpaque()) == 0 else {
            context.release()
            running.withLock { $0 -= 1 }
            return false
        }
        let detached = pthread_detach(thread)
        assert(detached == 0, "pthread_detach: \(detached)")
        return true
    }

    fileprivate static func left() { running.withLock { $0 -= 1 } }
}

/// What a helper's thread starts with.
private final class Errand: Sendable {
    let question: Helper.Question
    let id: UInt64
    let mailbox: SocketMailbox

    init(_ question: Helper.Question, _ id: UInt64, _ mailbox: SocketMailbox) {
        self.question = question
        self.id = id
        self.mailbox = mailbox
    }
}

/// The helper's body; takes over the errand that was retained for it.
private func runErrand(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let errand = Unmanaged<Errand>.fromOpaque(context).takeRetainedValue()
    hw_ws_name_thread("look-up")
    let answer =
        switch errand.question {
        case .lookUp(let host): NameService.addresses(of: host, isNumeric: false)
        case .whyNot(let address, let port): Reachability.check(address, port)
        }
    Helper.left()
    errand.mailbox.found(Finding(id: errand.id, answer: answer))
    return nil
}

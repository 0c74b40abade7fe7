import Foundation
import Glibc
import Logging

/// The gate in front of the web server, which itself bounds neither the head of
/// a request nor the number of connections: it accepts, checks who comes, counts
/// connections, bytes and time, and lets only whole and well-formed requests on.
///
/// One thread, which sleeps until something happens: without a client it wakes
/// never. It must be stopped.
final class AcceptGate: Sendable {
    /// A pair of sockets: closing ours wakes the thread, whose end is the other.
    private let wake: OwnedDescriptor
    private let wakeInside: OwnedDescriptor
    private let ended = DispatchSemaphore(value: 0)

    /// Begins to accept.
    ///
    /// - Parameters:
    ///   - listener: a listening, non-blocking socket; it must stay open until `stop`.
    ///   - identify: who an accepted connection's peer is.
    ///   - refusal: why a request may not pass, nil when it may; it may note who asks.
    ///   - atHand: the whole answer, where it needs no server behind.
    ///   - isSignedOut: whether none of the sessions in a request's cookies lasts any more.
    ///   - connectInner: a new connection to the server behind.
    /// - Throws: `system` when there are no descriptors left.
    init(
        listener: Int32, limits: GateLimits, logger: Logger,
        identify: @escaping @Sendable (Int32) -> Visitor,
        refusal: @escaping @Sendable (inout RequestHead, Peer) -> Problem?,
        atHand: @escaping @Sendable (RequestHead) -> [UInt8]?,
        isSignedOut: @escaping @Sendable (String) -> Bool,
        connectInner: @escaping @Sendable () -> OwnedDescriptor?
    ) throws(ControlServerError) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw .system("make a pair of sockets", path: nil, errno: errno)
        }
        wake = OwnedDescriptor(owning: pair[0])
        wakeInside = OwnedDescriptor(owning: pair[1])
        let inside = wakeInside
        let ended = ended
        let thread = Thread {
            // For top and debuggers: Foundation tells the system only of a thread that runs.
            Thread.current.name = "control-gate"
            let loop = GateLoop(
                listener: listener, wake: inside.number, limits: limits, logger: logger,
                identify: identify, refusal: refusal, atHand: atHand,
                isSignedOut: isSignedOut, connectInner: connectInner)
            loop.run()
            inside.close()
            ended.signal()
        }
        thread.start()
    }

    /// Closes every connection and ends the thread; a second call does nothing.
    ///
    /// - Returns: whether the thread ended in time. If not, the listener must
    ///   stay open.
    func stop(within time: Duration) -> Bool {
        guard wake.number >= 0 else { return true }
        wake.close()
        return ended.wait(timeout: .now() + time.seconds) == .success
    }
}

extension Duration {
    /// Seconds, with their fraction.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

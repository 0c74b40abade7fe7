import CLinux
import Glibc
import Synchronization

/// The one place in which the main thread waits, and the way for every other
/// thread to end that wait.
public final class WakeUp: Sendable {
    private let descriptor: Int32
    private let pending = Atomic<Bool>(false)

    /// - Throws: when the kernel gives no more file descriptors.
    public init() throws(DisplayError) {
        descriptor = hw_eventfd()
        guard descriptor >= 0 else {
            throw DisplayError(.initialize, String(cString: strerror(errno)))
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Ends the wait, now or the next one. From any thread; also from a signal
    /// handler, since it only stores and writes.
    public func wake() {
        guard !pending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var one: UInt64 = 1
        // Full means that a wake-up already waits, which is all that is wanted.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits for input, for a wake-up or for the time to pass.
    /// - Parameters:
    ///   - seconds: how long at most; nil for ever.
    ///   - input: a file descriptor whose bytes end the wait too, -1 for none.
    ///   - hearsWakeUps: false while a pass is due at a fixed time anyway:
    ///     wake-ups then stay pending.
    public func wait(seconds: Double?, input: Int32, hearsWakeUps: Bool) {
        // An hour bounds the sum: a longer wait is only woken for nothing once.
        let nanoseconds = seconds.map { Int64(min(max($0, 0), 3600) * 1e9) } ?? -1
        let ready = hw_wait_readable(input, hearsWakeUps ? descriptor : -1, nanoseconds)
        if ready & 2 != 0 { clear() }
    }

    /// Forgets a pending wake-up: the caller is about to look at everything.
    public func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        // A read-modify-write: what was stored before a wake-up is seen after this.
        _ = pending.exchange(false, ordering: .acquiringAndReleasing)
    }
}

import Glibc
import Synchronization

/// Blocking work side by side.
public enum Parallel {
    /// Runs each on a thread of its own and waits until all are done, or the time is over:
    /// then those that are left go on by themselves, until the program ends.
    ///
    /// - Returns: whether all were done.
    @discardableResult
    public static func run(_ bodies: [@Sendable () -> Void], within time: Duration) -> Bool {
        let left = Countdown(bodies.count)
        for body in bodies {
            let started = start {
                body()
                left.count()
            }
            // Without a thread it is done here: later, but done.
            if !started {
                body()
                left.count()
            }
        }
        let deadline = ContinuousClock.now + time
        while left.value > 0, ContinuousClock.now < deadline {
            HostClock.sleep(.milliseconds(2))
        }
        return left.value == 0
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, runWork, context.toOpaque()) == 0 else {
            context.release()
            return false
        }
        // Only a thread that was joined or detached already refuses.
        let detached = pthread_detach(thread)
        assert(detached == 0, "pthread_detach")
        return true
    }
}

private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) { left = Atomic(count) }

    var value: Int { left.load(ordering: .acquiring) }

    func count() { left.subtract(1, ordering: .releasing) }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// The thread's body; takes over what was retained for it.
private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
    return nil
}

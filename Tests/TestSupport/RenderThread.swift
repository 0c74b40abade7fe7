import Foundation
import Synchronization

/// One thread for everything that SDL and GL bind to a thread.
///
/// Put `@RenderThread` on a suite or a test: its synchronous tests then run
/// whole on that thread, one after the other, over all suites of the process.
/// SDL is started and ended inside each test. It is no `MainActor`: on Linux
/// that is not the main thread, nor the same one each time.
///
///     @Suite(.serialized) @RenderThread struct WindowTests {
///         @Test func opens() throws { … }
///     }
@globalActor
public actor RenderThread {
    /// The actor whose executor is the thread.
    public static let shared = RenderThread()
    private static let executor = ThreadExecutor()

    /// What runs its jobs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        Self.executor.asUnownedSerialExecutor()
    }
}

/// Runs jobs in order on one thread that lives as long as the process.
private final class ThreadExecutor: SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let waiting = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { @Sendable [self] in
            while true {
                waiting.wait()
                let job = jobs.withLock { $0.removeFirst() }
                job.runSynchronously(on: asUnownedSerialExecutor())
            }
        }
        // A software rasteriser compiles shaders on this stack.
        thread.stackSize = 8 << 20
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        waiting.signal()
    }
}

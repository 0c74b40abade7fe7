import Dispatch
import Foundation
import Synchronization

/// Threads that draw the tiles of one pass together with the main thread, and
/// a barrier behind the pass. Work is handed out one index at a time.
final class DrawingPool: Sendable {
    private let work: @Sendable (Int) -> Void
    private let next = Atomic<Int>(0)
    private let limit = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)
    private let go = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private let helpers: Int

    /// - Parameters:
    ///   - threads: threads that draw, the caller of `run` among them.
    ///   - work: draws the tile of that index.
    init(threads: Int, work: @escaping @Sendable (Int) -> Void) {
        self.work = work
        helpers = max(0, threads - 1)
        for index in 0..<helpers {
            let thread = Thread { [self] in
                while true {
                    go.wait()
                    if stopping.load(ordering: .acquiring) { break }
                    drain()
                    done.signal()
                }
                done.signal()
            }
            thread.name = "draw-\(index + 1)"
            thread.start()
        }
    }

    /// Draws `count` tiles and returns when all are drawn.
    func run(count: Int) {
        guard count > 0 else { return }
        limit.store(count, ordering: .relaxed)
        next.store(0, ordering: .releasing)
        let woken = min(helpers, count - 1)
        for _ in 0..<woken { go.signal() }
        drain()
        for _ in 0..<woken { done.wait() }
    }

    private func drain() {
        let count = limit.load(ordering: .acquiring)
        while true {
            let index = next.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
            guard index < count else { return }
            work(index)
        }
    }

    /// Ends the threads and waits for them.
    func stop() {
        guard !stopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for _ in 0..<helpers { go.signal() }
        for _ in 0..<helpers { done.wait() }
    }
}

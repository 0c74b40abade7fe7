import ControlServer
import Dispatch
import Synchronization
import Testing

/// Work that hangs keeps nobody else waiting.
@Suite struct SlowWorkTests {
    @Test func nobodyWaitsForEverAndWhatNobodyWaitsForIsNotDone() async throws {
        // Long enough that a busy machine begins the first one, which hangs.
        let work = SlowWork("test", seconds: 1, trouble: "The disk is away.")
        let disk = DispatchSemaphore(value: 0)
        let done = Running()
        let refused = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do {
                        try await work.run {
                            disk.wait()
                            done.work()
                        }
                        return nil
                    } catch {
                        return (error as? WallUnavailable)?.reason
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 == "The disk is away." ? 1 : 0 }
        }
        #expect(refused == 40)
        disk.signal()
        // The disk is there again: what waited in vain makes room, and the next one is done.
        var answer: Int?
        let deadline = ContinuousClock.now + .seconds(60)
        while answer == nil, ContinuousClock.now < deadline {
            answer = try? await work.run { 7 }
        }
        #expect(answer == 7)
        #expect(done.count == 1, "the one that hung")
    }

    private final class Running: Sendable {
        private let state = Mutex((now: 0, most: 0, count: 0))
        var most: Int { state.withLock { $0.most } }
        var count: Int { state.withLock { $0.count } }
        func work() {
            state.withLock {
                $0.now += 1
                $0.count += 1
                $0.most = max($0.most, $0.now)
            }
            state.withLock { $0.now -= 1 }
        }
    }

    @Test func oneIsDoneAfterTheOther() async throws {
        let work = SlowWork("test", trouble: "Too much.")
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await work.run { running.work() } } }
            try await group.waitForAll()
        }
        #expect(running.most == 1)
    }

    @Test func whatItThrowsIsPassedOn() async {
        struct Trouble: Error {}
        let work = SlowWork("test", trouble: "Too much.")
        await #expect(throws: Trouble.self) { try await work.run { throw Trouble() } }
    }
}

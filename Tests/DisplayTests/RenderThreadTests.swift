import Glibc
import Synchronization
import TestSupport
import Testing

@Suite @RenderThread struct RenderThreadTests {
    private nonisolated static let seen = Mutex<Set<pthread_t>>([])

    @Test(arguments: 0..<20) func testsRunOnOneThread(round: Int) {
        let threads = Self.seen.withLock {
            $0.insert(pthread_self())
            return $0.count
        }
        #expect(threads == 1)
    }

    @Test func aTestComesBackToItAfterWaiting() async {
        let thread = pthread_self()
        let other = await Task.detached { pthread_self() }.value
        #expect(other != thread)
        #expect(pthread_self() == thread)
    }
}

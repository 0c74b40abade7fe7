import Foundation
import TestSupport
import Testing

@Suite @RenderThread struct RenderThreadTests {
    @Test(arguments: 0..<3) func testsRunOnTheNamedThread(round: Int) {
        #expect(Thread.current.name == RenderThread.name)
    }

    @Test func aTestCanComeBackToIt() async {
        let first = pthread_self()
        await Task.detached {}.value
        #expect(pthread_self() == first)
    }
}

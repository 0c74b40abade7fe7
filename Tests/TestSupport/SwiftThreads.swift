import Dispatch

/// Waits until Swift's own few threads take work at once. Tests that only compute keep them busy
/// for many seconds where a machine is slow, and a server of the test's own process that needs
/// them would seem to hang meanwhile. Blocks: for threads of the test's own.
public func waitForSwiftsThreads() {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(300)
    var took = Duration.seconds(1)
    while took > .milliseconds(100), clock.now < deadline {
        took = clock.measure {
            let isTaken = DispatchSemaphore(value: 0)
            Task.detached { isTaken.signal() }
            isTaken.wait()
        }
    }
}

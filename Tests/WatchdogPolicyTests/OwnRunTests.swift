import Testing
@testable import WatchdogPolicy

/// Whose restart it was, when ours takes longer than we wait for it.
@Suite struct OwnRunTests {
    /// The stop job takes 90 s and systemctl was given up after 60; or RESTART_COMMAND
    /// returned before the restart.
    @Test(arguments: [UnitReport.Activity.stopping, .active])
    func ourOwnLateRestartIsNoHand(_ meanwhile: UnitReport.Activity) {
        var service = PlayedService {
            $0.startupGraceS = 0
            if meanwhile == .stopping { $0.startupGraceS = 60 }
        }
        service.answers = [PlayedService.broken]
        service.restartTakesS = 40
        service.meanwhile = meanwhile
        for _ in 1...40 { _ = service.check(after: 70) }
        #expect(!service.kinds.contains(.backOffCleared))
        #expect(service.kinds.filter { $0 == .maximumReached }.count >= 1)
        #expect(service.restarts <= 6)
    }

    /// A restart that never came does not make the next one ours, however late.
    @Test func aHandAfterARestartThatNeverCameIsOne() {
        var service = PlayedService {
            $0.startupGraceS = 0
            $0.maxRestarts = 1
        }
        service.answers = [PlayedService.broken]
        service.restartTakesS = 1_000_000
        service.meanwhile = .active
        for _ in 1...5 { _ = service.check(after: 120) }
        #expect(service.state.backOff != nil)
        service.startAnew()
        service.answers = [PlayedService.well]
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds.last == .backOffCleared)
    }
}

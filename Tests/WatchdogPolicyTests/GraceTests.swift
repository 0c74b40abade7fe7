import Testing
@testable import WatchdogPolicy

/// A service that is starting, and one that never gets any further.
@Suite struct GraceTests {
    /// Restart=always: each pass sees a run that is younger than its grace.
    @Test(arguments: [UnitReport.Activity.active, .starting])
    func aCrashLoopIsASickness(_ activity: UnitReport.Activity) {
        var service = PlayedService()
        service.answers = [PlayedService.silent]
        service.activity = activity
        var outcomes: [PassOutcome?] = []
        for round in 1...8 {
            service.activeSinceS = -110
            service.run += 1
            service.automaticRestarts = round * 5
            outcomes.append(service.check(after: 120))
            if service.restarts > 0 { break }
        }
        #expect(service.restarts == 1)
        // 360 s are three passes apart.
        #expect(outcomes.dropLast().allSatisfy { $0 == .starting })
        #expect((4...5).contains(outcomes.count))
        #expect(service.told.first?.text.contains("starting again and again for") == true)
    }

    /// Somebody who restarts it by hand again and again has a reason.
    @Test func whatAHandStartsIsNoCrashLoop() {
        var service = PlayedService()
        service.answers = [PlayedService.silent]
        for _ in 1...8 {
            service.activeSinceS = -110
            service.run += 1
            #expect(service.check(after: 120) == .starting)
        }
        #expect(service.restarts == 0)
    }

    @Test func aServerThatNeedsLongerIsNoFailedRestart() {
        var service = PlayedService()
        service.answers =
            [PlayedService.broken, PlayedService.broken, PlayedService.broken]
            + Array(repeating: PlayedService.silent, count: 4) + [PlayedService.well]
        #expect(service.check() == .starting)
        #expect(service.restarts == 1)
        #expect(service.check(after: 30) == .starting)
        #expect(service.check(after: 30) == .healthy)
        #expect(service.kinds == [.restartTriggered, .restartSucceeded])
    }

    /// One that does not come back within its grace has failed, and that is said then.
    @Test func aServerThatDoesNotComeBackIsAFailedRestart() {
        var service = PlayedService()
        service.answers = [PlayedService.silent]
        #expect(service.check() == .starting)
        #expect(service.check(after: 120) == .starting)
        #expect(service.kinds == [.restartTriggered, .restartFailed, .restartTriggered])
    }

    @Test func whatIsNoUnitHasItsGraceToo() {
        var service = PlayedService {
            $0.unit = nil
            $0.restartCommand = ["/bin/true"]
        }
        service.answers = [PlayedService.silent]
        #expect(service.check() == .starting)
        #expect(service.check(after: 60) == .starting)
        #expect(service.restarts == 1)
        #expect(service.check(after: 60) == .starting)
        #expect(service.restarts == 2)
    }
}

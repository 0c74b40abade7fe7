import Testing
import WallPolicy

/// How many failures are too many.
@Suite struct CrashLoopGuardTests {
    private var guardian = CrashLoopGuard()

    private mutating func fail(at now: Double, threshold: Int = 5, window: Double = 60) -> Bool {
        guardian.failed(now: now, threshold: threshold, window: window)
    }

    /// Fails at each of the times; real progress before each, so that only the window counts.
    private mutating func failApart(at times: [Double]) -> [Bool] {
        times.map { now in
            guardian.progressed(seconds: CrashLoopGuard.progressBetween)
            return fail(at: now)
        }
    }

    /// Fails at each of the times, one straight after the other.
    private mutating func failAll(at times: [Double]) -> [Bool] { times.map { fail(at: $0) } }

    @Test mutating func theFifthWithinTheWindowParks() {
        #expect(failApart(at: [0, 15, 30, 45, 60]) == [false, false, false, false, true])
    }

    /// The reference: the window rolls, it is not cut into minutes.
    @Test mutating func theWindowRolls() {
        #expect(failApart(at: [0, 15, 30, 45, 60.1]) == [false, false, false, false, false])
        #expect(failApart(at: [75.0]) == [true], "15 to 75 are five")
    }

    @Test mutating func oneThatIsOldNewsIsNotCounted() {
        for round in 0..<100 {
            #expect(failApart(at: [Double(round) * 15.1]) == [false])
        }
    }

    @Test mutating func inARowHoweverSlow() {
        #expect(failAll(at: [0, 1e3, 2e3, 3e3, 4e3]) == [false, false, false, false, true])
    }

    @Test(arguments: [(29.9, true), (30.0, false)])
    mutating func realProgressBetweenThem(seconds: Double, parks: Bool) {
        for now in [0.0, 1e3, 2e3] { #expect(!fail(at: now)) }
        #expect(!fail(at: 3e3))
        // In pieces, as it is seen.
        guardian.progressed(seconds: 10)
        guardian.progressed(seconds: seconds - 10)
        #expect((guardian.inARow == 0) == !parks)
        #expect(fail(at: 4e3) == parks)
    }

    @Test mutating func progressOfManyRunsDoesNotAddUp() {
        for now in [0.0, 1e3, 2e3, 3e3] {
            #expect(!fail(at: now))
            guardian.progressed(seconds: 20)
        }
        #expect(fail(at: 4e3))
    }

    @Test mutating func backwardsIsNoProgress() {
        _ = fail(at: 0)
        guardian.progressed(seconds: -100)
        guardian.progressed(seconds: 29)
        #expect(guardian.inARow == 1)
    }

    /// What an outage caused is taken back, what was before it stays.
    @Test mutating func forgivenAreThoseSinceThen() {
        for now in [0.0, 10, 20, 30] { #expect(!fail(at: now)) }
        guardian.forgive(since: 20)
        #expect(guardian.inARow == 2)
        #expect(failAll(at: [40, 41, 42]) == [false, false, true])
    }

    @Test mutating func forgivingMoreThanThereIsIsNothing() {
        guardian.forgive(since: 0)
        guardian.forgiveLast()
        #expect(guardian.inARow == 0)
        _ = fail(at: 1)
        guardian.forgive(since: -.infinity)
        #expect(guardian.inARow == 0 && guardian == CrashLoopGuard())
    }

    @Test mutating func theLastOneIsTakenBack() {
        for now in [0.0, 1, 2, 3] { _ = fail(at: now) }
        guardian.forgiveLast()
        #expect(!fail(at: 4))
        #expect(fail(at: 5))
    }

    @Test mutating func clearedItBeginsAnew() {
        for now in [0.0, 1, 2, 3] { _ = fail(at: now) }
        guardian.clear()
        #expect(failAll(at: [4, 5, 6, 7, 8]) == [false, false, false, false, true])
    }

    /// The time that the machine slept is nobody's: five failures of a minute stay five.
    @Test mutating func sleepIsNoTime() {
        _ = failApart(at: [0, 1, 2, 3])
        guardian.suspended(seconds: 3600)
        #expect(failApart(at: [3610]) == [true])
    }

    @Test(arguments: [2, 3, 100])
    mutating func theThresholdIsATunable(threshold: Int) {
        for count in 1...threshold {
            #expect(fail(at: Double(count) / 10, threshold: threshold) == (count == threshold))
        }
    }

    /// A live tunable: what was few may be too much from now on.
    @Test mutating func aLowerThresholdCountsAtOnce() {
        for now in [0.0, 1, 2] { #expect(!fail(at: now, threshold: 100)) }
        #expect(fail(at: 3, threshold: 3))
    }
}

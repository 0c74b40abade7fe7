import Testing
import WallPolicy

/// When and where an item is tried again.
@Suite struct RetryLadderTests {
    private var ladder = RetryLadder()

    private mutating func fail(
        _ item: MediaItem = film(1), at position: Double? = 100, of duration: Double? = 7200,
        base: Double = 2, max: Int = 3, by generator: FixedGenerator = .middle
    ) -> RetryLadder.Step {
        var generator = generator
        return ladder.failed(
            item, position: position, duration: duration, base: base, max: max, using: &generator)
    }

    private mutating func progress(
        _ item: MediaItem, to position: Double, by seconds: Double
    ) -> Bool { ladder.progressed(item, position: position, seconds: seconds) }

    private func start(_ item: MediaItem = film(1), max: Int = 3) -> Double? {
        ladder.start(of: item, max: max)
    }

    /// The table of the design: 2, 4, 8 s give or take a quarter, then the next item.
    @Test(arguments: [
        (FixedGenerator.middle, [2.0, 4, 8]), (.low, [1.5, 3, 6]), (.high, [2.5, 5, 10]),
    ])
    mutating func theSteps(generator: FixedGenerator, waits: [Double]) {
        for wait in waits {
            guard case .retry(let after) = fail(by: generator) else {
                Issue.record("another try")
                return
            }
            #expect(abs(after - wait) < 1e-9)
        }
        #expect(fail(by: generator) == .exhausted)
    }

    @Test mutating func jitterIsSpread() {
        var generator = SeededGenerator(seed: 1)
        let waits = (0..<1000).map { _ in
            RetryLadder.wait(retry: 1, base: 2, using: &generator)
        }
        #expect(waits.allSatisfy { (1.5...2.5).contains($0) })
        #expect(Set(waits).count == 1000)
        #expect((waits.min() ?? 9) < 1.55 && (waits.max() ?? 0) > 2.45)
    }

    @Test(arguments: [FixedGenerator.middle, .low, .high])
    mutating func noWaitIsLongerThanAMinute(generator: FixedGenerator) {
        var generator = generator
        for base in [0.1, 2, 60] {
            for retry in [0, 1, 2, 5, 6, 10, 100, 1_000_000] {
                let wait = RetryLadder.wait(retry: retry, base: base, using: &generator)
                #expect(wait > 0 && wait <= 60)
            }
        }
        #expect(RetryLadder.wait(retry: 9, base: 2, using: &generator) >= 45)
    }

    @Test mutating func noTriesAtAll() { #expect(fail(max: 0) == .exhausted) }

    /// Ten tries are the most that can be asked for.
    @Test mutating func manyTries() {
        for _ in 0..<10 { #expect(fail(max: 10) != .exhausted) }
        #expect(fail(max: 10) == .exhausted)
    }

    @Test mutating func anotherItemHasItsOwnTries() {
        for _ in 0..<3 { _ = fail() }
        #expect(fail(film(2)) == .retry(after: 2))
        #expect(ladder.attempts == 1 && ladder.item == film(2).id)
    }

    @Test mutating func itGoesOnAtThePositionThatItHad() {
        #expect(start() == nil)
        _ = fail(at: nil)
        #expect(start() == nil, "it never played")
        _ = fail(at: 100)
        #expect(start() == 100)
        #expect(start(film(2)) == nil, "that is not its position")
    }

    @Test mutating func failingAtOpeningKeepsThePosition() {
        _ = fail(at: 100)
        _ = fail(at: nil)
        #expect(start() == 100)
    }

    /// The last try goes past what may be a damaged place.
    @Test(arguments: [
        (7200.0, 110.0), (112.1, 110), (112, 100), (105, 100),
    ])
    mutating func theLastTryBeginsTenSecondsOn(duration: Double, begins: Double) {
        _ = fail(of: duration)
        _ = fail(of: duration)
        #expect(start() == 100)
        _ = fail(of: nil)
        #expect(start() == begins, "its length is known from an earlier try")
    }

    @Test mutating func withoutALengthThereIsNoJump() {
        for _ in 0..<3 { _ = fail(of: nil) }
        #expect(start() == 100)
    }

    @Test mutating func theOnlyTryIsTheLast() {
        _ = fail(max: 1)
        #expect(start(max: 1) == 110)
    }

    @Test mutating func liveIsFromNowAndForEver() {
        for _ in 0..<1000 {
            #expect(fail(camera(1)) != .exhausted)
            #expect(start(camera(1)) == nil)
        }
        #expect(fail(camera(1), by: .high) == .retry(after: 45), "back within a minute")
    }

    @Test(arguments: [(29.9, false), (30.0, true)])
    mutating func soundAgainBeyondTheFailedPosition(seconds: Double, isSound: Bool) {
        _ = fail(at: 100)
        let position = 100 + seconds
        // Wound there, not played.
        #expect(!progress(film(1), to: position, by: 1))
        #expect(
            progress(film(1), to: position, by: seconds - 1) == isSound)
        #expect((ladder.attempts == 0) == isSound)
    }

    /// Half a minute before the damaged place proves nothing about it.
    @Test mutating func progressBeforeThePlaceDoesNotCount() {
        _ = fail(at: 100)
        for position in stride(from: 10.0, through: 129, by: 1) {
            #expect(!progress(film(1), to: position, by: 1))
        }
        #expect(ladder.attempts == 1)
        #expect(progress(film(1), to: 130, by: 1))
    }

    @Test mutating func anotherItemsProgressIsItsOwn() {
        _ = fail()
        #expect(!progress(film(2), to: 1e6, by: 1e6))
        #expect(ladder.attempts == 1)
    }

    /// A camera's position may be anything.
    @Test mutating func aLiveItemIsSoundAfterHalfAMinute() {
        _ = fail(camera(1), at: 1e9)
        #expect(!progress(camera(1), to: 20, by: 20))
        #expect(progress(camera(1), to: 30, by: 10))
    }

    @Test mutating func withoutFailuresThereIsNothingToForgive() {
        #expect(!progress(film(1), to: 1e6, by: 1e6))
    }

    @Test mutating func forgivenKeepsThePlace() {
        for _ in 0..<3 { _ = fail() }
        ladder.signedIn(film(1), position: nil)
        ladder.forgive()
        #expect(ladder.attempts == 0 && !ladder.hasSignedIn)
        #expect(start() == 100)
        ladder.clear()
        #expect(start() == nil)
    }

    @Test mutating func oneSignInForEachItem() {
        ladder.signedIn(film(1), position: 50)
        #expect(ladder.hasSignedIn && ladder.attempts == 0 && start() == 50)
        _ = fail(film(2))
        #expect(!ladder.hasSignedIn)
    }
}

import Testing
import Tunables
import WallPolicy

/// When a picture counts as standing still.
@Suite struct StallDetectorTests {
    private var detector = StallDetector(now: 0)
    private var observation = CellObservation()
    private var rules = CellRules.with()

    /// A look at the player, with a frame just before it unless told.
    private mutating func see(
        _ position: Double?, at now: Double, frameAt: Double? = nil
    ) {
        observation.position = position
        observation.lastFrameAt = frameAt ?? now
        detector.saw(observation, now: now)
    }

    private mutating func judge(
        at now: Double, shouldMove: Bool = true
    ) -> StallDetector.Verdict {
        detector.judge(shouldMove: shouldMove, rules: rules, now: now)
    }

    /// The reference: 20 s, looked at 19.9 and at 20.1.
    @Test(arguments: [(19.9, StallDetector.Verdict.fine), (20.0, .stalled), (20.1, .stalled)])
    mutating func theLimit(seconds: Double, verdict: StallDetector.Verdict) {
        see(5, at: 100)
        see(6, at: 101)
        see(6, at: 101 + seconds)
        #expect(judge(at: 101 + seconds) == verdict)
    }

    @Test(arguments: [3.0, 20, 600])
    mutating func theLimitIsATunable(limit: Double) {
        rules = .with {
            $0.stallTimeout = .seconds(limit)
            $0.freezeTimeout = .seconds(600)
        }
        see(5, at: 100)
        #expect(judge(at: 100 + limit - 0.1) == .fine)
        #expect(judge(at: 100 + limit) == .stalled)
    }

    @Test mutating func withoutAnyPositionItCountsFromTheBeginning() {
        detector = StallDetector(now: 50)
        see(nil, at: 60, frameAt: 60)
        #expect(judge(at: 69.9) == .fine)
        #expect(judge(at: 70) == .stalled)
    }

    /// Looks are seconds apart: the last frame says when the position moved for the last time.
    @Test mutating func itCountsFromTheLastFrame() {
        see(5, at: 100)
        see(5.5, at: 105, frameAt: 100.5)
        #expect(detector.lastProgress == 100.5)
        #expect(judge(at: 120.4) == .fine)
        #expect(judge(at: 120.5) == .stalled)
    }

    /// A frame's time is believed as far as it can be true.
    @Test(arguments: [(99.0, 100.0), (107.0, 105.0)])
    mutating func aFrameBeforeTheLastLookOrFromTheFuture(frame: Double, counts: Double) {
        see(5, at: 100)
        see(5.5, at: 105, frameAt: frame)
        #expect(detector.lastProgress == counts)
    }

    @Test mutating func pausedIsExempt() {
        see(5, at: 100)
        for now in stride(from: 105.0, through: 3600, by: 5) {
            #expect(judge(at: now, shouldMove: false) == .fine)
        }
        #expect(judge(at: 3619.9) == .fine, "and has all its time afterwards")
        #expect(judge(at: 3620) == .stalled)
    }

    @Test mutating func seekingIsExempt() {
        see(5, at: 100)
        observation.isSeeking = true
        see(5, at: 101)
        #expect(judge(at: 130.9) == .fine)
        observation.isSeeking = false
        see(5, at: 131)
        #expect(judge(at: 150.8) == .fine, "and has all its time afterwards")
        #expect(judge(at: 150.9) == .stalled)
    }

    /// A seek may take as long as a start.
    @Test(arguments: [(20, 30, 30.0), (40, 30, 40)])
    mutating func aSeekThatNeverEndsIsAStall(stall: Int, start: Int, limit: Double) {
        rules = .with {
            $0.stallTimeout = .seconds(stall)
            $0.startTimeout = .seconds(start)
        }
        see(5, at: 100)
        observation.isSeeking = true
        see(5, at: 110)
        for now in stride(from: 111.0, to: 110 + limit, by: 1) {
            see(5, at: now)
            #expect(judge(at: now) == .fine)
        }
        #expect(judge(at: 110 + limit) == .stalled)
    }

    @Test mutating func seekingWhilePausedTakesItsTime() {
        see(5, at: 100)
        observation.isSeeking = true
        see(5, at: 101)
        #expect(judge(at: 500, shouldMove: false) == .fine)
        #expect(judge(at: 529) == .fine)
        #expect(judge(at: 530) == .stalled)
    }

    /// A loop, a seek, a wrap of the time stamps.
    @Test mutating func aJumpBackRearms() {
        see(50, at: 100)
        see(10, at: 119)
        #expect(judge(at: 138.9) == .fine)
        #expect(judge(at: 139) == .stalled)
    }

    @Test mutating func aJumpBackRearmsThePictureToo() {
        see(50, at: 100)
        see(10, at: 119, frameAt: 100)
        see(11, at: 138.9, frameAt: 100)
        #expect(judge(at: 138.9) == .fine)
        see(12, at: 139, frameAt: 100)
        #expect(judge(at: 139) == .frozen)
    }

    @Test(arguments: [(19.9, StallDetector.Verdict.fine), (20.0, .frozen), (20.1, .frozen)])
    mutating func timeWithoutPictures(seconds: Double, verdict: StallDetector.Verdict) {
        see(5, at: 100)
        for step in 1...9 {
            see(5 + Double(step) * 2, at: 100 + Double(step) * 2, frameAt: 100)
            #expect(judge(at: 100 + Double(step) * 2) == .fine)
        }
        see(30, at: 100 + seconds, frameAt: 100)
        #expect(judge(at: 100 + seconds) == verdict)
    }

    /// Who wants to wait longer for data than for pictures gets it: without data there are no
    /// pictures either, and the time stands.
    @Test(arguments: [false, true])
    mutating func whatStandsIsNotFrozen(isBuffering: Bool) {
        rules = .with {
            $0.stallTimeout = .seconds(60)
            $0.freezeTimeout = .seconds(20)
        }
        see(5, at: 100)
        observation.isBuffering = isBuffering
        // The last position may be heard of after its frame.
        for now in stride(from: 101.0, through: 159, by: 1) {
            see(5.03, at: now, frameAt: 100)
            #expect(judge(at: now) == .fine)
        }
        // Its time goes on a moment before its picture.
        observation.isBuffering = false
        see(7, at: 159.5, frameAt: 100)
        #expect(judge(at: 159.5) == .fine)
        see(26.9, at: 179.3, frameAt: 100)
        #expect(judge(at: 178.9) == .fine, "and has all its time afterwards")
        see(28, at: 180, frameAt: 100)
        #expect(judge(at: 180) == .frozen)
    }

    @Test mutating func whatStandsWithoutAWordStalls() {
        rules = .with {
            $0.stallTimeout = .seconds(60)
            $0.freezeTimeout = .seconds(20)
        }
        see(5, at: 100)
        for now in 101...159 { see(5, at: Double(now), frameAt: 100) }
        #expect(judge(at: 159) == .fine)
        #expect(judge(at: 160) == .stalled)
    }

    /// The position is that of the last picture: where they are far apart, so are its steps.
    @Test(arguments: [(9.0, 20.0), (15, 30), (30, 60), (100_000, 600)])
    mutating func picturesFarApartHaveTheirTime(frame: Double, limit: Double) {
        observation.frameSeconds = frame
        see(5, at: 100)
        see(5, at: 100 + limit - 0.1, frameAt: 100)
        #expect(judge(at: 100 + limit - 0.1) == .fine)
        #expect(judge(at: 100 + limit) == .stalled)
    }

    /// Sound goes on and no picture ever came.
    @Test mutating func notOnePictureSinceTheBeginning() {
        detector = StallDetector(now: 100)
        observation.lastFrameAt = nil
        for step in 1...20 {
            observation.position = Double(step)
            detector.saw(observation, now: 100 + Double(step))
            #expect(judge(at: 100 + Double(step)) == (step < 20 ? .fine : .frozen))
        }
    }

    @Test mutating func aStillPictureNeverMoves() {
        observation.isStillPicture = true
        see(0, at: 100)
        #expect(judge(at: 100_000) == .fine)
    }

    /// Pictures every so many seconds, as the file says; half of the limit is the most.
    @Test(arguments: [(9.9, StallDetector.Verdict.frozen), (10.0, .frozen), (10.1, .fine)])
    mutating func aSlideShowIsNotFrozen(frame: Double, verdict: StallDetector.Verdict) {
        observation.frameSeconds = frame
        for step in 0...21 { see(Double(step), at: 100 + Double(step), frameAt: 100) }
        #expect(judge(at: 121) == verdict)
    }

    @Test mutating func rearmedEverythingIsDueAnew() {
        see(5, at: 100)
        observation.isSeeking = true
        see(5, at: 101)
        detector.rearm(now: 4000)
        #expect(judge(at: 4029.9) == .fine)
        observation.isSeeking = false
        detector = StallDetector(now: 100)
        see(5, at: 100)
        detector.rearm(now: 4000)
        #expect(judge(at: 4019.9) == .fine)
        #expect(judge(at: 4020) == .stalled)
    }

    /// A player that forgets now and then where it is does not move by that.
    @Test mutating func aPositionThatComesAndGoesIsNoMovement() {
        for now in stride(from: 100.0, to: 119, by: 2) {
            see(5, at: now, frameAt: 100)
            see(nil, at: now + 1, frameAt: 100)
        }
        see(5, at: 120, frameAt: 100)
        #expect(judge(at: 120) == .stalled)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    mutating func whatIsNoNumberIsNoMovement(number: Double) {
        for now in stride(from: 100.0, to: 119, by: 2) {
            see(5, at: now, frameAt: 100)
            see(number, at: now + 1, frameAt: 100)
        }
        see(5, at: 120, frameAt: 100)
        #expect(judge(at: 120) == .stalled)
    }
}

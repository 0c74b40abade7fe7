import Testing
import WallPolicy

/// Long pauses, a machine that slept, and how long a picture was missing.
@Suite struct CellTimeTests {
    private var stage = CellStage()

    // MARK: Pause

    /// A server closes a connection that nobody reads: nobody is to blame.
    @Test mutating func afterALongPauseTheFirstFailureIsAReload() {
        stage.play(remote(1))
        stage.watch(40)
        stage.send(.pauseEnded(seconds: 61))
        let effects = stage.fail(.endedEarly)
        #expect(effects.waits == [0] && stage.wait == 0)
        #expect(stage.machine.failures == 0 && stage.machine.attempts == 0)
        #expect(stage.wake() == [.wantRetry(remote(1), start: 40, attempt: 0)])
        stage.play(remote(1), load: 2, start: 40)
        #expect(stage.fail(.endedEarly).waits == [2], "the second one counts")
    }

    @Test(arguments: [
        (60.0, remote(1), FailureReason.endedEarly), (3600, film(1), .endedEarly),
        (3600, remote(1), .undecodable),
    ])
    mutating func whatAPauseDoesNotExcuse(seconds: Double, item: MediaItem, reason: FailureReason) {
        stage.play(item)
        stage.watch(40)
        stage.send(.pauseEnded(seconds: seconds))
        #expect(stage.fail(reason).waits == [2])
        #expect(stage.machine.failures == 1)
    }

    @Test mutating func aLiveStreamIsReloadedToo() {
        stage.play(camera(1))
        stage.watch(40)
        stage.send(.pauseEnded(seconds: 600))
        #expect(stage.fail(.endedEarly).waits == [0])
        #expect(stage.wake() == [.wantRetry(camera(1), start: nil, attempt: 0)])
    }

    // MARK: Sleep

    @Test mutating func everyTimerBeginsAnew() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.suspended(seconds: 3600), after: 3600)
        #expect(stage.machine.deadline == stage.now + 30)
        stage.begin(1)
        stage.watch(10)
        stage.send(.suspended(seconds: 3600), after: 3600)
        #expect(stage.stand(19.5).isEmpty)
        #expect(stage.stand(0.5).reports == [.stalled])
        #expect(stage.wait == 2)
        stage.send(.suspended(seconds: 3600), after: 3600)
        #expect(stage.wait == 2)
    }

    @Test mutating func aParkedOrHeldCellHasItsWholeWait() {
        stage = CellStage { $0.crashLoopThreshold = 2 }
        stage.play(remote(1))
        stage.retry(2)
        stage.fail()
        stage.send(.suspended(seconds: 100), after: 100)
        #expect(stage.wait == 120)
        stage.send(.outageBegan(remote(1).source))
        stage.send(.suspended(seconds: 100), after: 100)
        #expect(stage.machine.deadline == nil)
        stage.send(.outageEnded(remote(1).source, startsAt: stage.now + 3))
        stage.send(.suspended(seconds: 100), after: 100)
        #expect(stage.wait == 3)
    }

    @Test mutating func anItemThatBeganBeforeTheSleepDidNotEndAtOnce() {
        stage.play(film(1))
        stage.send(.suspended(seconds: 100), after: 100.5)
        #expect(stage.send(.ended(entry: 1, .endOfFile)).reports == [.endedAtOnce])
        stage.play(film(2), load: 2)
        stage.watch(2)
        stage.duration = nil
        stage.see(2, duration: nil, after: 0)
        stage.send(.suspended(seconds: 100), after: 100)
        #expect(stage.send(.ended(entry: 2, .endOfFile)) == [.wantItem])
    }

    // MARK: How long the picture was missing

    @Test mutating func recoveredSinceTheLastFrame() {
        stage.play(film(1))
        stage.watch(10)
        stage.stand(20)
        #expect(stage.state == "backingOff")
        #expect(stage.machine.troubleSince == stage.now - 20)
        stage.wake()
        stage.send(.assigned(Load(counter: 2, item: film(1), start: 10, attempt: 1)))
        stage.now += 0.5
        #expect(stage.begin(2).recoveries == [22.5], "20 noticed, 2 waited, 0.5 opened")
        #expect(stage.machine.troubleSince == nil)
    }

    @Test mutating func overManyTriesItIsOneTime() {
        stage.play(film(1))
        stage.watch(10)
        for load in 2...4 {
            stage.fail()
            stage.wake()
            stage.send(.assigned(Load(counter: load, item: film(1), start: 10)))
        }
        #expect(stage.begin(4).recoveries == [14])
    }

    @Test mutating func whatNeverPlayedWasMissingSinceItsLoad() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.wake()
        stage.wake()
        stage.send(.assigned(Load(counter: 2, item: film(1), attempt: 1)))
        #expect(stage.begin(2).recoveries == [32])
    }

    @Test mutating func anOrdinaryStartRecoversNothing() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(stage.begin(1).isEmpty)
        stage.prepare(film(2), load: 2)
        stage.send(.ended(entry: 1, .endOfFile), after: 60)
        stage.send(.started(entry: 2))
        #expect(stage.send(.frameShown).isEmpty)
    }

    @Test mutating func sleepIsNotMissed() {
        stage.play(film(1))
        stage.watch(10)
        stage.fail()
        stage.send(.suspended(seconds: 3600), after: 3600)
        stage.wake()
        stage.send(.assigned(Load(counter: 2, item: film(1), attempt: 1)))
        #expect(stage.begin(2).recoveries == [2])
    }

    /// Told in steps, for those who ask whether the source plays at all.
    @Test mutating func progressIsToldInSteps() {
        stage.play(film(1))
        let told = stage.watch(35).filter { $0 == .progressed(film(1)) }
        #expect(told.count == 3)
    }
}

import Testing
import WallPolicy

/// A cell whose position does not move although it should.
@Suite struct CellStallTests {
    private var stage = CellStage()

    @Test mutating func standingStillFailsAtTheLimit() {
        stage.play(film(1))
        stage.watch(10)
        #expect(stage.stand(19.9).isEmpty)
        #expect(stage.state == "playing")
        let effects = stage.stand(0.25)
        #expect(effects.reports == [.stalled])
        #expect(stage.state == "backingOff" && stage.card?.item == film(1))
        #expect(stage.card?.start == 10, "it goes on where it stood")
    }

    @Test mutating func whatMovesIsFine() {
        stage.play(film(1))
        #expect(stage.watch(300).reports.isEmpty)
        // A loop jumps back, that is movement too.
        for index in 0..<60 { stage.see(Double(index % 3), after: 5) }
        #expect(stage.send(.judged(shouldMove: true)).isEmpty && stage.state == "playing")
    }

    @Test mutating func aPausedCellHasAllItsTimeAfterwards() {
        stage.play(film(1))
        stage.watch(10)
        #expect(stage.stand(3600, shouldMove: false).isEmpty)
        #expect(stage.stand(19.5).isEmpty)
        #expect(stage.stand(1).reports == [.stalled])
    }

    @Test mutating func bufferingHasTheSameLimit() {
        stage.play(film(1))
        stage.watch(10)
        var observation = CellObservation()
        observation.position = 10
        observation.lastFrameAt = stage.now
        observation.isBuffering = true
        stage.send(.observed(observation), after: 1)
        guard case .buffering(_, let since) = stage.machine.state else {
            Issue.record("it waits for data")
            return
        }
        #expect(since == stage.now)
        #expect(stage.send(.judged(shouldMove: true), after: 18.9).isEmpty)
        // A second look does not begin the wait anew.
        stage.send(.observed(observation))
        if case .buffering(_, let now) = stage.machine.state { #expect(now == since) }
        #expect(stage.send(.judged(shouldMove: true), after: 0.2).reports == [.stalled])
    }

    @Test mutating func bufferingEndsWithData() {
        stage.play(film(1))
        stage.watch(5)
        var observation = CellObservation()
        observation.position = 5
        observation.isBuffering = true
        stage.send(.observed(observation), after: 1)
        #expect(stage.state == "buffering")
        stage.watch(1)
        #expect(stage.state == "playing" && stage.machine.current?.position == 6)
    }

    @Test mutating func aFrozenPictureFails() {
        stage.play(film(1))
        stage.watch(10)
        var observation = CellObservation()
        observation.lastFrameAt = stage.now
        for second in 1...19 {
            observation.position = 10 + Double(second)
            stage.send(.observed(observation), after: 1)
            #expect(stage.send(.judged(shouldMove: true)).isEmpty)
        }
        observation.position = 30
        stage.send(.observed(observation), after: 1)
        #expect(stage.send(.judged(shouldMove: true)).reports == [.frozen])
        #expect(stage.card?.words == FailureReason.frozen.words)
    }

    @Test mutating func onlyWhatPlaysIsJudged() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(stage.send(.judged(shouldMove: true), after: 25).isEmpty, "the start has its time")
        stage.begin(1)
        #expect(stage.send(.judged(shouldMove: true), after: 1).isEmpty)
        stage.fail()
        #expect(stage.send(.judged(shouldMove: true), after: 1000).isEmpty, "a card needs not move")
    }

    /// Two stalls, or a player that did not even begin: it is not asked a third time.
    @Test mutating func aPlayerThatStandsStillTwiceIsReplaced() {
        stage.play(film(1))
        stage.stand(21)
        stage.open(stage.wake(), 2)
        stage.stand(21)
        #expect(stage.state == "backingOff")
        let load = Load(counter: 3, item: film(1), attempt: 2)
        #expect(
            stage.send(.assigned(load)) == [.renewPlayer, .load(load), .itemBegan(load), .wantNext])
        #expect(!stage.send(.assigned(load)).contains(.renewPlayer), "once")
    }

    @Test mutating func progressBetweenTwoStallsKeepsThePlayer() {
        stage.play(film(1))
        stage.stand(21)
        stage.open(stage.wake(), 2)
        stage.watch(5)
        stage.stand(21)
        #expect(stage.state == "backingOff")
        #expect(!stage.send(.assigned(Load(counter: 3, item: film(1)))).contains(.renewPlayer))
    }

    @Test(arguments: [false, true])
    mutating func aLoadThatNeverBeganNeedsAnotherPlayer(didBegin: Bool) {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.accepted(load: 1, entry: 1))
        if didBegin { stage.send(.started(entry: 1)) }
        #expect(stage.wake().reports == [.timedOut(subject: film(1).title)])
        let effects = stage.send(.assigned(Load(counter: 2, item: film(1), attempt: 1)))
        #expect(effects.contains(.renewPlayer) == !didBegin)
    }
}

import Testing
import WallPolicy

/// A load is known by the player's entry, never by the order of events.
@Suite struct CellIdentityTests {
    private var stage = CellStage()

    @Test mutating func fromLoadToFirstFrame() {
        let load = Load(counter: 1, item: film(1))
        #expect(stage.state == "idle")
        #expect(stage.send(.assigned(load)) == [.load(load), .itemBegan(load), .wantNext])
        #expect(stage.send(.accepted(load: 1, entry: 7)) == [])
        #expect(stage.send(.started(entry: 7)) == [])
        #expect(stage.state == "loading" && stage.machine.current?.entry == 7)
        #expect(stage.send(.frameShown) == [])
        #expect(stage.playing == film(1))
    }

    @Test(arguments: [CellEvent.End.endOfFile, .stopped, .failed(.unknown)])
    mutating func theEndOfAReplacedFileIsOldNews(end: CellEvent.End) {
        stage.play(film(1))
        stage.send(.assigned(Load(counter: 2, item: film(2))))
        #expect(stage.send(.ended(entry: 1, end), after: 5) == [])
        stage.send(.accepted(load: 2, entry: 2))
        #expect(stage.send(.ended(entry: 1, end), after: 5) == [])
        #expect(stage.state == "loading" && stage.machine.current?.load.item == film(2))
        #expect(stage.machine.failures == 0)
        stage.send(.frameShown)
        #expect(stage.send(.ended(entry: 1, end), after: 5) == [])
        #expect(stage.playing == film(2))
    }

    @Test mutating func theStartMayComeBeforeTheAnswer() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(stage.send(.started(entry: 5)) == [])
        #expect(stage.send(.accepted(load: 1, entry: 5)) == [])
        stage.send(.frameShown)
        #expect(stage.send(.ended(entry: 5, .endOfFile), after: 5) == [.wantItem])
    }

    @Test mutating func soMayTheStartOfTheNext() {
        stage.play(film(1))
        let next = Load(counter: 2, item: film(2))
        #expect(stage.send(.prepared(next)) == [.append(next)])
        #expect(stage.send(.started(entry: 9)) == [])
        #expect(stage.playing == film(1))
        #expect(
            stage.send(.accepted(load: 2, entry: 9)) == [.dropPlayed, .itemBegan(next), .wantNext])
        #expect(stage.machine.current?.load == next)
    }

    /// A file that fails at once: nobody waits for a start that is over.
    @Test mutating func evenTheEndMayComeBeforeTheAnswer() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.started(entry: 5))
        #expect(stage.send(.ended(entry: 5, .failed(.undecodable))) == [])
        #expect(stage.send(.accepted(load: 1, entry: 5)).reports == [.undecodable])
        #expect(stage.card?.words == FailureReason.undecodable.words)
    }

    @Test mutating func ofTwoReplacesAtOnceTheSecondCounts() {
        stage.play(film(1))
        stage.send(.assigned(Load(counter: 2, item: film(2))))
        stage.send(.assigned(Load(counter: 3, item: film(3))))
        // The player may name the first, but it never plays it.
        #expect(stage.send(.accepted(load: 2, entry: 2)) == [])
        #expect(stage.send(.ended(entry: 1, .stopped)) == [])
        #expect(stage.send(.started(entry: 3)) == [])
        #expect(stage.send(.accepted(load: 3, entry: 3)) == [])
        stage.send(.frameShown)
        #expect(stage.playing == film(3) && stage.machine.current?.entry == 3)
        #expect(stage.send(.ended(entry: 2, .endOfFile), after: 5) == [])
        #expect(stage.send(.ended(entry: 3, .endOfFile), after: 5) == [.wantItem])
    }

    @Test mutating func aRefusedLoadFails() {
        stage.send(.assigned(Load(counter: 4, item: film(1))))
        #expect(stage.send(.refused(load: 3)) == [], "an older one")
        #expect(stage.send(.refused(load: 4)).reports == [.unsupported])
        #expect(stage.machine.state == .idle(.unsupported))
    }

    /// A next item that the player would not take must not leave the cell dark.
    @Test mutating func aRefusedNextIsAskedForAgain() {
        stage.play(film(1))
        stage.send(.prepared(Load(counter: 2, item: film(2))))
        #expect(stage.send(.refused(load: 2)) == [])
        #expect(stage.playing == film(1))
        #expect(stage.send(.ended(entry: 1, .endOfFile), after: 5) == [.wantItem])
    }

    /// The player ran past the end of its playlist and stands still.
    @Test mutating func aStopThatNobodyAskedForIsNoEnd() {
        stage.play(film(1))
        #expect(stage.send(.ended(entry: 1, .stopped)) == [.wantItem])
        #expect(stage.machine.failures == 0)
    }
}

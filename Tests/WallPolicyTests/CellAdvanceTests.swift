import Testing
import WallPolicy

/// From one item to the next, by itself and by key.
@Suite struct CellAdvanceTests {
    private var stage = CellStage()

    @Test mutating func withoutANextItemOneIsAskedFor() {
        stage.play(film(1))
        #expect(stage.send(.ended(entry: 1, .endOfFile), after: 5) == [.wantItem])
    }

    @Test mutating func thePlayerGoesOnByItself() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        #expect(stage.send(.ended(entry: 1, .endOfFile), after: 5) == [])
        let began = Load(counter: 2, item: film(2))
        #expect(stage.send(.started(entry: 2)) == [.dropPlayed, .itemBegan(began), .wantNext])
        #expect(stage.state == "loading")
        stage.send(.frameShown)
        #expect(stage.playing == film(2))
    }

    /// A player that does not go on must not leave the cell as it is for ever.
    @Test mutating func goingOnHasItsTime() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        stage.send(.ended(entry: 1, .endOfFile), after: 3600)
        #expect(stage.machine.deadline == stage.now + 30)
        stage.send(.ticked, after: 31)
        #expect(stage.card?.title == film(2).title)
    }

    /// A next item whose append came too late stands in an idle player.
    @Test mutating func anAppendThatCameTooLateIsLoaded() {
        stage.play(film(1))
        stage.send(.prepared(Load(counter: 2, item: film(2))))
        #expect(stage.send(.ended(entry: 1, .endOfFile), after: 5) == [.wantItem])
    }

    @Test mutating func nextByKey() {
        stage.play(film(1))
        #expect(stage.send(.nextWanted) == [.wantItem], "nothing stands behind it")
        stage.prepare(film(2), load: 2)
        #expect(stage.send(.nextWanted) == [.advance])
        #expect(stage.send(.ended(entry: 1, .stopped)) == [])
        stage.send(.started(entry: 2))
        stage.send(.frameShown)
        #expect(stage.playing == film(2))
    }

    /// After a long film the time of its own start is long over.
    @Test mutating func nextByKeyIsNoTimeout() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        stage.send(.nextWanted, after: 3600)
        #expect(stage.send(.ticked, after: 1) == [])
        #expect(stage.state == "loading")
    }

    /// `playlist-next` twice would run past the end of a playlist of two.
    @Test mutating func nextTwiceAtOnceSkipsOne() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        #expect(stage.send(.nextWanted) == [.advance])
        let skipped = Load(counter: 2, item: film(2))
        #expect(stage.send(.nextWanted) == [.itemBegan(skipped), .wantItem])
        stage.send(.assigned(Load(counter: 3, item: film(3))))
        for event: CellEvent in [
            .ended(entry: 1, .stopped), .started(entry: 2), .ended(entry: 2, .stopped),
            .accepted(load: 3, entry: 3), .started(entry: 3), .frameShown,
        ] {
            #expect(stage.send(event) == [])
        }
        #expect(stage.playing == film(3))
    }

    @Test mutating func nextOnACardLeavesIt() {
        stage.play(film(1))
        stage.send(.ended(entry: 1, .failed(.undecodable)))
        #expect(stage.send(.nextWanted) == [.wantItem])
    }

    @Test mutating func aWithdrawnNextIsForgottenAndReplaced() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        #expect(stage.send(.withdrawn) == [.dropPlayed, .wantNext])
        stage.prepare(film(3), load: 3)
        #expect(stage.send(.started(entry: 2)) == [], "it is not the next one any more")
        #expect(stage.playing == film(1))
        stage.send(.started(entry: 3))
        #expect(stage.machine.current?.load.item == film(3))
    }

    @Test mutating func withdrawnWithoutAnythingIsNothing() {
        #expect(stage.send(.withdrawn) == [])
        stage.play(film(1))
        stage.send(.ended(entry: 1, .failed(.undecodable)))
        #expect(stage.send(.withdrawn) == [])
    }

    /// The player cannot forget what it is about to play.
    @Test mutating func withdrawnOnTheWayThere() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        stage.send(.ended(entry: 1, .endOfFile), after: 5)
        #expect(stage.send(.withdrawn) == [.wantItem])
    }

    @Test mutating func starvedStops() {
        stage.play(film(1))
        #expect(stage.send(.starved(.nothingToPlay)) == [.stop])
        #expect(stage.machine.state == .idle(.nothingToPlay))
        #expect(stage.machine.deadline == nil)
    }
}

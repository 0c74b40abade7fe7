import Testing
import WallPolicy

/// A connection that is cut arrives as a natural end; the position tells.
@Suite struct CellEndTests {
    private var stage = CellStage()

    @Test(arguments: [
        // Short ones may miss two seconds, long ones two per cent.
        (17.9, 20.0, true), (18.1, 20.0, false), (9.7, 20.0, true), (20.0, 20.0, false),
        (7055.0, 7200.0, true), (7057.0, 7200.0, false), (0.0, 1.5, false),
    ])
    mutating func earlyOrNatural(position: Double, duration: Double, early: Bool) {
        stage.play(film(1))
        stage.see(position, duration: duration)
        let effects = stage.send(.ended(entry: 1, .endOfFile))
        #expect(effects.reports == (early ? [.endedEarly] : []))
        #expect(effects.contains(.wantItem) == !early)
        #expect((stage.state == "backingOff") == early, "and it is tried again")
        #expect(stage.machine.failures == (early ? 1 : 0))
    }

    @Test mutating func anEarlyEndStopsWhatComesNext() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        stage.see(5, duration: 60)
        #expect(stage.send(.ended(entry: 1, .endOfFile)).first == .stop)
        #expect(stage.send(.started(entry: 2)) == [])
        #expect(stage.card?.item == film(1))
    }

    @Test mutating func withoutADurationEveryEndIsNatural() {
        stage.play(film(1))
        stage.see(3, duration: nil)
        #expect(stage.send(.ended(entry: 1, .endOfFile)) == [.wantItem])
    }

    @Test mutating func aCameraHasNoEnd() {
        stage.play(camera(1))
        stage.see(100, duration: 100)
        #expect(stage.send(.ended(entry: 1, .endOfFile)).reports == [.endedEarly])
        #expect(stage.card?.item == camera(1))
    }

    /// Wound past the end: it ends before a new position is heard of.
    @Test mutating func windingToTheEndIsNoFailure() {
        stage.play(film(1))
        stage.see(45, duration: 60)
        stage.send(.sought(seconds: 10))
        stage.send(.sought(seconds: 10))
        #expect(stage.send(.ended(entry: 1, .endOfFile)) == [.wantItem])
    }

    @Test mutating func windingBackIsNoEnd() {
        stage.play(film(1))
        stage.see(20, duration: 60)
        stage.send(.sought(seconds: 10))
        stage.send(.sought(seconds: -10))
        #expect(stage.send(.ended(entry: 1, .endOfFile)).reports == [.endedEarly])
    }

    /// The connection of a retry is cut before its first picture: it is no end either.
    @Test(arguments: [(40.0, true), (59.0, false)])
    mutating func aTryThatIsCutOffAtOnce(start: Double, failed: Bool) {
        stage.send(.assigned(Load(counter: 1, item: film(1), start: start, attempt: 1)))
        stage.send(.accepted(load: 1, entry: 1))
        stage.send(.started(entry: 1))
        var observation = CellObservation()
        observation.duration = 60
        stage.send(.observed(observation))
        let effects = stage.send(.ended(entry: 1, .endOfFile))
        #expect(effects.reports == (failed ? [.endedEarly] : []))
    }

    /// Its sound is longer than its picture, and so is what it says of its length: without sound
    /// it is over with its last picture, whoever opens it again.
    @Test mutating func endingTwiceAtTheSamePlaceIsItsEnd() {
        stage.play(film(1))
        stage.prepare(film(2), load: 2)
        stage.see(47.3, duration: 60)
        #expect(stage.send(.ended(entry: 1, .endOfFile)).reports == [.endedEarly])
        stage.open(stage.wake(), 3)
        #expect(stage.machine.current?.load.start == 47.3)
        stage.see(48.5, duration: 60, after: 1)
        let effects = stage.send(.ended(entry: 3, .endOfFile))
        #expect(effects == [.provedSound(film(1)), .wantItem])
        #expect(stage.machine.failures == 0 && stage.machine.attempts == 0)
    }

    /// However often such an item is played, its cell is never parked for it.
    @Test mutating func aWholeWallOfSuchItemsIsNeverParked() {
        for load in stride(from: 1, to: 60, by: 2) {
            stage.play(film(load), load: load)
            stage.see(20, duration: 60, after: 5)
            stage.send(.ended(entry: EntryNumber(load), .endOfFile))
            stage.open(stage.wake(), load + 1)
            let effects = stage.send(.ended(entry: EntryNumber(load + 1), .endOfFile))
            #expect(effects.last == .wantItem && effects.reports.isEmpty)
        }
    }

    /// Cut off further on, or before its first picture, it is no end.
    @Test(arguments: [(50.0, true), (20.0, false)])
    mutating func aConnectionThatIsCutAgainIsNoEnd(position: Double, isShown: Bool) {
        stage.play(film(1))
        stage.see(20, duration: 60)
        stage.send(.ended(entry: 1, .endOfFile))
        stage.open(stage.wake(), 2)
        if isShown {
            stage.see(position, duration: 60)
        } else {
            stage.send(.assigned(Load(counter: 2, item: film(1), start: 20, attempt: 1)))
            stage.send(.accepted(load: 2, entry: 2))
            stage.send(.started(entry: 2))
            var observation = CellObservation()
            observation.duration = 60
            stage.send(.observed(observation))
        }
        #expect(stage.send(.ended(entry: 2, .endOfFile)).reports == [.endedEarly])
    }

    /// What broke there before did not end there.
    @Test mutating func anEndWhereItBrokeIsNoEnd() {
        stage.play(film(1))
        stage.see(20, duration: 60)
        stage.fail(.undecodable)
        stage.open(stage.wake(), 2)
        stage.see(20.5, duration: 60)
        #expect(stage.send(.ended(entry: 2, .endOfFile)).reports == [.endedEarly])
    }

    /// Nobody can tell a few pictures from a connection that is cut at once.
    @Test mutating func whatEndsSoonAfterItsBeginningIsNoEnd() {
        stage.play(film(1))
        stage.see(1.5, duration: 60)
        stage.send(.ended(entry: 1, .endOfFile))
        stage.open(stage.wake(), 2)
        stage.see(1.6, duration: 60, after: 1.5)
        #expect(stage.send(.ended(entry: 2, .endOfFile)).reports == [.endedEarly])
    }

    @Test mutating func theNextItemStartsWithoutAPosition() {
        stage.play(film(1))
        stage.see(59, duration: 60)
        stage.prepare(film(2), load: 2)
        stage.send(.ended(entry: 1, .endOfFile))
        stage.send(.started(entry: 2))
        #expect(stage.machine.current?.position == nil && stage.machine.current?.duration == nil)
    }
}

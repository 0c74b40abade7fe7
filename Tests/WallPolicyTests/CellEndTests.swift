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

    @Test mutating func theNextItemStartsWithoutAPosition() {
        stage.play(film(1))
        stage.see(59, duration: 60)
        stage.prepare(film(2), load: 2)
        stage.send(.ended(entry: 1, .endOfFile))
        stage.send(.started(entry: 2))
        #expect(stage.machine.current?.position == nil && stage.machine.current?.duration == nil)
    }
}

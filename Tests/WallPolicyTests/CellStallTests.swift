import Testing
import WallPolicy

/// A cell whose position does not move although it should.
@Suite struct CellStallTests {
    private var stage = CellStage()

    private mutating func judge(shouldMove: Bool = true, after seconds: Double = 5) -> [CellEffect]
    {
        stage.send(.judged(shouldMove: shouldMove, timeout: 20, interval: 5), after: seconds)
    }

    @Test mutating func standingStillFails() {
        stage.play(film(1))
        stage.send(.progressed(position: 7, duration: 60))
        for _ in 0..<3 {
            #expect(judge() == [])
            stage.send(.progressed(position: 7, duration: 60))
        }
        #expect(judge().reports == [.stalled])
        #expect(stage.card?.item == film(1))
    }

    @Test mutating func movingOrPausedIsNoStall() {
        stage.play(film(1))
        for index in 0..<20 {
            // A loop jumps back, that is movement too.
            stage.send(.progressed(position: Double(index % 3), duration: 60))
            #expect(judge() == [])
        }
        for _ in 0..<20 { #expect(judge(shouldMove: false) == []) }
        for _ in 0..<3 { #expect(judge() == []) }
        #expect(judge().reports == [.stalled], "it has its time after the pause")
    }

    @Test mutating func aMachineThatSleptIsNobodysFault() {
        stage.play(film(1))
        #expect(judge() == [])
        #expect(judge(after: 3600) == [])
        for _ in 0..<3 { #expect(judge() == []) }
        #expect(judge().reports == [.stalled])
    }

    @Test mutating func onlyWhatPlaysIsJudged() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(judge(after: 25) == [], "the start has its own time")
        stage.send(.accepted(load: 1, entry: 1))
        stage.send(.started(entry: 1))
        stage.send(.frameShown)
        #expect(judge(after: 1) == [], "and playing begins with the first frame")
    }
}

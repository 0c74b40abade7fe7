import Testing
import Tunables
import WallPolicy

/// Since when a cell shows nothing that moves, although it should: what health and alerts go by.
@Suite struct DarkTests {
    private let here = remote(1, host: "a").source
    private var stage = WallStage(
        columns: 2, rows: 1, items: (1...40).map { remote($0, host: "a") })

    @Test mutating func aCellThatPlaysIsNot() {
        stage.run(20)
        #expect(stage.wall.cells.allSatisfy { $0.darkSince == nil })
    }

    @Test mutating func whoeverHoldsForItsSourceIs() {
        stage.run(20)
        for _ in 0..<12 {
            for id in stage.ids { stage.fail(id, .timedOut(subject: "a")) }
            stage.wait(5)
            if stage.wall.outages.isOut(here) { break }
        }
        #expect(stage.wall.outages.isOut(here))
        stage.send(.control(.cell(1, .next)))
        let cell = stage.wall.cells[0]
        guard case .holding = cell.machine.state else {
            Issue.record("\(cell.machine.state)")
            return
        }
        #expect(cell.darkSince != nil)
    }

    @Test mutating func whoeverHasNotBegunIs() {
        var bare = WallStage(columns: 1, rows: 1, items: [])
        bare.run(1)
        let cell = bare.wall.cells[0]
        switch cell.machine.state {
        case .idle(nil): #expect(cell.darkSince != nil)
        case .idle: #expect(cell.darkSince == nil, "there is nothing to show")
        default: Issue.record("\(cell.machine.state)")
        }
    }
}

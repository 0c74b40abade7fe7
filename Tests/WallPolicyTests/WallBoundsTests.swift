import Testing
import Tunables
import WallPolicy

/// A limit on everything: what a wall of 64 cells asks for at once, and its cache.
@Suite struct WallBoundsTests {
    /// Effects of one event on a wall of 64 cells; a new cell has seven.
    private static let most = 64 * 7 + 8

    private func wall(_ items: [MediaItem] = (1...300).map { remote($0) }) -> WallStage {
        WallStage(columns: 8, rows: 8, items: items)
    }

    @Test func everyCellFailsAtOnce() {
        var stage = wall()
        for id in stage.ids { #expect(stage.fail(id, .endedEarly).count <= Self.most) }
        #expect(stage.states.allSatisfy { $0 == "holding" || $0 == "backingOff" })
        var most = 0
        for _ in 0..<120 { most = max(most, stage.wait(1).count) }
        #expect(most <= Self.most)
    }

    @Test func anOutageOfAllAndItsEnd() {
        var stage = wall()
        let source = remote(1).source
        stage.fail(stage.ids[0], .endedEarly)
        #expect(stage.send(.probed(source, alive: false)).count <= Self.most)
        for id in stage.ids.dropFirst() { stage.fail(id, .endedEarly) }
        stage.wait(8)
        #expect(stage.send(.probed(source, alive: true)).count <= Self.most)
        #expect(stage.send(.ticked, after: 1).count <= Self.most)
    }

    @Test func anyEventOnAFullWall() {
        var stage = wall()
        let id = stage.ids[10]
        var settings = stage.wall.settings
        settings.cacheBudgetMiB = 999
        let events: [WallEvent] = [
            .ticked, .cell(id, .playerFailed(.unknown)), .action(.togglePause),
            .action(.togglePause), .settings(settings), .action(.next), .action(.reload),
            .catalogue(items: [], problems: []), .catalogue(items: films(200), problems: []),
            .action(.grid(columns: 1, rows: 1)), .action(.grid(columns: 8, rows: 8)),
            .quarantineCleared(nil), .measured([]), .displayWent(WallStage.first),
            .displayAppeared(WallStage.first),
        ]
        for event in events {
            #expect(stage.send(event, after: 1).count <= Self.most, "\(event)")
        }
        #expect(stage.send(.ticked, after: 86_400).count <= Self.most)
    }

    /// The reference: 36 cells at 3072 MiB have 85 each, 16 at 1024 have 64.
    @Test(arguments: [(6, 3072, 85), (4, 1024, 64), (8, 1024, 16)])
    func theBudgetOnAGridChange(side: Int, total: Int, each: Int) {
        var stage = WallStage(columns: 1, rows: 1, items: films(200)) {
            $0.cacheBudgetMiB = total
        }
        var limits: [CellID: CacheBudget.Limits] = [:]
        func note(_ effects: [WallEffect]) {
            for effect in effects {
                switch effect {
                case .limit(let id, let limit): limits[id] = limit
                case .dispose(let id): limits[id] = nil
                default: continue
                }
                // After every single step, not only at the end.
                let sum = limits.values.reduce(0) { $0 + $1.forwardBytes + $1.backwardBytes }
                if limits.count > 1 { #expect(sum <= total << 20) }
            }
        }
        note(stage.send(.settings(stage.wall.settings)))
        for side in [side, 2, side] {
            note(stage.press(.grid(columns: side, rows: side)))
            for cell in stage.wall.cells { note(stage.answer(cell.id)) }
        }
        #expect(limits.count == side * side)
        #expect(stage.wall.budget.perCellMiB == each)
        for limit in limits.values {
            let bytes = (limit.forwardBytes + limit.backwardBytes) * 2
            #expect(bytes <= (each + 1) << 20, "two demuxers, half each")
        }
    }
}

import Geometry
import Testing
import WallPolicy

@Suite struct WallGridTests {
    @Test func cellsKeepTheirOrderAndPlayers() {
        var stage = WallStage(columns: 4, rows: 4)
        let before = stage.ids
        let items = stage.items
        let effects = stage.press(.grid(columns: 2, rows: 2))
        #expect(stage.ids == Array(before.prefix(4)))
        #expect(stage.items == Array(items.prefix(4)))
        #expect(Set(effects.disposed) == Set(before.dropFirst(4)))
        #expect(effects.touched.isDisjoint(with: stage.ids))
        #expect(effects.contains(.layoutChanged))
        #expect(stage.states == Array(repeating: "playing", count: 4))
    }

    @Test func focusAndSoundSurviveInTheirOrder() {
        var stage = WallStage(columns: 3, rows: 3)
        let before = stage.ids
        stage.press(.focus(before[5]))
        stage.press(.toggleSound)
        stage.press(.focus(before[8]))
        let effects = stage.press(.grid(columns: 2, rows: 2))
        #expect(stage.ids == [before[0], before[1], before[5], before[8]])
        #expect(stage.wall.focus == before[8] && stage.wall.sounding == before[5])
        #expect(effects.touched.isDisjoint(with: stage.ids))
        // With room for one it is the one that the person looks at.
        stage.press(.grid(columns: 1, rows: 1))
        #expect(stage.ids == [before[8]] && stage.wall.sounding == nil)
    }

    @Test func growingLetsSurvivorsPlay() {
        var stage = WallStage(columns: 2, rows: 2)
        let before = stage.ids
        let effects = stage.press(.grid(columns: 3, rows: 3))
        #expect(Array(stage.ids.prefix(4)) == before && stage.ids.count == 9)
        #expect(effects.created == Array(stage.ids.dropFirst(4)))
        #expect(effects.touched.isDisjoint(with: before))
        #expect(Set(stage.items).count == 9, "no item in two cells")
    }

    /// Running cells shrink before new ones open anything.
    @Test func limitsShrinkBeforeNewCellsStart() throws {
        var stage = WallStage(columns: 1, rows: 1) { $0.cacheBudgetMiB = 512 }
        let before = stage.ids
        let effects = stage.press(.grid(columns: 8, rows: 8))
        let shrunk = try #require(effects.firstIndex { [$0].limited == before })
        let created = try #require(effects.firstIndex { ![$0].created.isEmpty })
        #expect(shrunk < created)
        #expect(effects[shrunk] == .limit(before[0], stage.wall.budget.limits(prefetching: true)))
        #expect(stage.wall.budget.perCellMiB == 8)
        #expect(stage.press(.grid(columns: 1, rows: 1)).limited == before, "and grow back")
    }

    @Test func theKeysStopAtTheEdges() {
        var stage = WallStage(columns: 1, rows: 1)
        for action: WallAction in [.shrinkGrid, .removeColumn, .removeRow] {
            #expect(stage.press(action).touched.isEmpty)
            #expect(stage.wall.grid == GridSize(columns: 1, rows: 1))
        }
        stage.press(.addColumn)
        #expect(stage.wall.grid == GridSize(columns: 2, rows: 1))
        stage.press(.addRow)
        stage.press(.growGrid)
        #expect(stage.wall.grid == GridSize(columns: 3, rows: 3))
        stage.press(.removeColumn)
        stage.press(.removeRow)
        stage.press(.shrinkGrid)
        #expect(stage.wall.grid == GridSize(columns: 1, rows: 1))
        stage.press(.grid(columns: 8, rows: 8))
        for action: WallAction in [.growGrid, .addColumn, .addRow] {
            #expect(stage.press(action).touched.isEmpty)
        }
        #expect(stage.ids.count == 64)
    }

    @Test func cellsStartOneAfterTheOther() {
        var stage = WallStage.bare(columns: 3, rows: 2) { $0.startStagger = .milliseconds(300) }
        stage.send(.catalogue(items: films(50), problems: []))
        var starts = stage.send(.displayAppeared(WallStage.first)).created.map { _ in stage.now }
        while starts.count < 6, let deadline = stage.wall.deadline(now: stage.now) {
            stage.now = max(stage.now, deadline)
            starts += stage.send(.ticked).created.map { _ in stage.now }
        }
        for (index, start) in starts.enumerated() {
            #expect(abs(start - (100 + 0.3 * Double(index))) < 0.001)
        }
    }

    /// Cells that went before their turn hold nobody up.
    @Test func changingTheGridQuicklyKeepsNobodyWaiting() {
        var stage = WallStage(columns: 2, rows: 2) { $0.startStagger = .milliseconds(300) }
        for _ in 0..<20 {
            stage.press(.grid(columns: 4, rows: 4), after: 0.05)
            stage.press(.grid(columns: 2, rows: 2), after: 0.05)
        }
        stage.press(.grid(columns: 4, rows: 4))
        let last = stage.wall.cells.map(\.startsAt).max() ?? 0
        #expect(last - stage.now <= 12 * 0.3 + 0.301)
    }

    /// Whoever shows a cell hears of its end, started or not.
    @Test func cellsThatNeverStartedAreForgottenToo() {
        var stage = WallStage(columns: 1, rows: 1) { $0.startStagger = .seconds(10) }
        stage.press(.grid(columns: 2, rows: 1))
        let new = stage.ids[1]
        #expect(stage.cell(new)?.isStarted == false)
        #expect(stage.press(.grid(columns: 1, rows: 1)).disposed == [new])
    }

    @Test func identitiesAreNeverUsedTwice() {
        var stage = WallStage(columns: 2, rows: 2)
        var seen = Set(stage.ids)
        var names = Set(stage.wall.cells.map(\.identity))
        for _ in 0..<10 {
            stage.press(.grid(columns: 1, rows: 1))
            let kept = Set(stage.ids)
            stage.press(.grid(columns: 2, rows: 2))
            let new = Set(stage.ids).subtracting(kept)
            #expect(seen.isDisjoint(with: new) && new.count == 3)
            seen.formUnion(new)
            names.formUnion(stage.wall.cells.map(\.identity))
        }
        #expect(names.count == seen.count)
        #expect(names.allSatisfy { $0.count == 36 && $0.split(separator: "-").count == 5 })
    }

    @Test func soloAndBackTouchesNoCell() {
        var stage = WallStage(columns: 3, rows: 3)
        let size = PixelSize(width: 1920, height: 1080)
        let before = stage.wall.visibleCells(on: WallStage.first, size: size)
        stage.press(.focus(stage.ids[4]))
        let there = stage.press(.toggleSolo)
        #expect(there.allSatisfy { $0 == .layoutChanged || $0 == .overlaysChanged })
        #expect(there.contains(.layoutChanged))
        let shown = stage.wall.visibleCells(on: WallStage.first, size: size)
        #expect(shown.map(\.cell) == [stage.ids[4]])
        #expect(shown.map(\.rect) == [PixelRect(x: 0, y: 0, width: 1920, height: 1080)])
        let back = stage.press(.toggleSolo)
        #expect(back.allSatisfy { $0 == .layoutChanged || $0 == .overlaysChanged })
        let after = stage.wall.visibleCells(on: WallStage.first, size: size)
        #expect(after.map(\.cell) == before.map(\.cell) && after.map(\.rect) == before.map(\.rect))
    }

    @Test func soloFollowsTheFocusAndEndsWithAGrid() {
        var stage = WallStage(columns: 2, rows: 2)
        stage.press(.toggleSolo)
        #expect(stage.press(.moveFocus(.right)).contains(.layoutChanged))
        #expect(stage.wall.solo == stage.ids[1])
        let effects = stage.press(.grid(columns: 2, rows: 2))
        #expect(stage.wall.solo == nil && effects.touched.isEmpty)
        #expect(effects.contains(.layoutChanged))
    }

    /// A camera whose cell goes is taken over by one that has nothing.
    @Test func aLiveItemFindsAnIdleCell() {
        var stage = WallStage(columns: 2, rows: 1, items: cameras(1))
        #expect(stage.states == ["playing", "idle"])
        stage.press(.focus(stage.ids[1]))
        let effects = stage.press(.grid(columns: 1, rows: 1))
        #expect(effects.loads.map(\.load.item) == cameras(1))
        #expect(stage.states == ["loading"])
    }
}

import Geometry
import Testing
import WallPolicy

@Suite struct WallDisplayTests {
    @Test func everyDisplayHasTheGrid() {
        let stage = WallStage(columns: 8, rows: 8, displays: 2, items: films(200))
        #expect(stage.ids.count == 128 && Set(stage.ids).count == 128)
        #expect(stage.ids(on: WallStage.first) == Array(stage.ids.prefix(64)))
        #expect(stage.ids(on: WallStage.second) == Array(stage.ids.suffix(64)))
        #expect(stage.states.allSatisfy { $0 == "playing" })
        #expect(Set(stage.items).count == 128)
        #expect(stage.wall.budget.perCellMiB == 24)
    }

    @Test func aDisplayThatAppearsTouchesNoOther() {
        var stage = WallStage(columns: 2, rows: 2)
        let before = stage.ids
        stage.press(.focus(before[2]))
        let effects = stage.send(.displayAppeared(WallStage.second))
        #expect(Array(stage.ids.prefix(4)) == before && stage.ids.count == 8)
        #expect(effects.touched == Set(stage.ids.suffix(4)))
        #expect(stage.wall.focus == before[2])
        #expect(Set(effects.limited).isSuperset(of: before), "the budget is shared anew")
        #expect(stage.send(.displayAppeared(WallStage.second)).touched.isEmpty)
        #expect(stage.ids.count == 8, "a display is there once")
    }

    @Test func aDisplayThatGoesTouchesNoOther() {
        var stage = WallStage(columns: 2, rows: 2, displays: 2)
        let first = stage.ids(on: WallStage.first)
        let second = stage.ids(on: WallStage.second)
        stage.press(.focus(second[1]))
        stage.press(.toggleSound)
        stage.press(.toggleSolo)
        let effects = stage.send(.displayWent(WallStage.first))
        #expect(stage.ids == second && effects.disposed == first)
        #expect(effects.touched == Set(first))
        #expect(stage.wall.focus == second[1] && stage.wall.sounding == second[1])
        #expect(stage.wall.solo == second[1])
    }

    @Test func focusSoundAndSoloGoWithTheirDisplay() {
        var stage = WallStage(columns: 2, rows: 1, displays: 2)
        stage.press(.focus(stage.ids(on: WallStage.second)[1]))
        stage.press(.toggleSound)
        stage.press(.toggleSolo)
        stage.send(.displayWent(WallStage.second))
        #expect(stage.wall.focus == stage.ids.first)
        #expect(stage.wall.sounding == nil && stage.wall.solo == nil)
        stage.send(.displayWent(WallStage.first))
        #expect(stage.wall.focus == nil && stage.ids.isEmpty)
        #expect(stage.press(.toggleSolo).touched.isEmpty && stage.wall.solo == nil)
        stage.send(.displayAppeared(DisplayKey(rawValue: 3)))
        #expect(stage.wall.focus == stage.ids.first && stage.ids.count == 2)
    }

    @Test func focusMovesWithinAndAcrossDisplays() {
        var stage = WallStage(columns: 2, rows: 2, displays: 2)
        let ids = stage.ids
        // First display 0 1 / 2 3, second display 4 5 / 6 7, side by side.
        let path: [(Direction, Int)] = [
            (.left, 0), (.up, 0), (.right, 1), (.right, 4), (.right, 5), (.right, 5),
            (.down, 7), (.down, 7), (.left, 6), (.left, 3), (.left, 2), (.up, 0),
        ]
        for (direction, place) in path {
            let effects = stage.press(.moveFocus(direction))
            #expect(stage.wall.focus == ids[place])
            #expect(effects.touched.isEmpty)
        }
    }

    @Test func soloCrossesDisplaysWithTheFocus() {
        var stage = WallStage(columns: 1, rows: 1, displays: 2)
        let size = PixelSize(width: 640, height: 360)
        stage.press(.toggleSolo)
        stage.press(.moveFocus(.right))
        #expect(stage.wall.solo == stage.ids[1])
        #expect(stage.wall.visibleCells(on: WallStage.first, size: size).count == 1)
    }

    @Test func aClickOnACellThatIsGoneIsNothing() {
        var stage = WallStage(columns: 2, rows: 2)
        let focus = stage.wall.focus
        stage.press(.focus(CellID(rawValue: 999)))
        #expect(stage.wall.focus == focus)
    }

    @Test func aGridChangeKeepsEachDisplaysOwn() {
        var stage = WallStage(columns: 2, rows: 2, displays: 2)
        let ids = stage.ids
        stage.press(.focus(ids[3]))
        stage.press(.toggleSound)
        stage.press(.focus(ids[7]))
        stage.press(.grid(columns: 1, rows: 1))
        #expect(stage.ids == [ids[3], ids[7]])
        #expect(stage.wall.focus == ids[7] && stage.wall.sounding == ids[3])
    }
}

import Geometry
import Testing
import Tunables
import WallPolicy

/// A wall that was ended goes on where it was.
@Suite struct WallResumeTests {
    /// A wall of 3×2 as it would be saved: some films at their places, focus on cell 5.
    private func saved(
        paused: Bool = false, _ cells: [ResumeState.Cell]? = nil
    ) -> ResumeState {
        var snapshot = WallSnapshot()
        snapshot.grid = GridSize(columns: 3, rows: 2)
        snapshot.focus = 5
        snapshot.sounding = 2
        snapshot.volume = 35
        snapshot.paused = paused
        var state = ResumeState(snapshot: snapshot, configuredGrid: GridSize(columns: 2, rows: 2))
        state.cells = cells ?? (1...6).map(savedCell)
        return state
    }

    /// Cell N plays film 50 − N at N hundred seconds; the third is paused.
    private func savedCell(_ number: Int) -> ResumeState.Cell {
        ResumeState.Cell(
            number: number, item: film(50 - number).id, position: 100 * Double(number),
            paused: number == 3)
    }

    private func start(
        _ state: ResumeState, items: [MediaItem] = films(100),
        change: (inout Settings) -> Void = { _ in }
    ) -> WallStage {
        var stage = WallStage.bare(columns: 2, rows: 2, change: change)
        stage.send(.resumed(state))
        stage.send(.displayAppeared(WallStage.first))
        stage.send(.catalogue(items: items, problems: []))
        return stage
    }

    @Test func gridFocusSoundAndVolume() {
        let stage = start(saved())
        #expect(stage.wall.grid == GridSize(columns: 3, rows: 2) && stage.ids.count == 6)
        #expect(stage.wall.focus == stage.ids[4])
        #expect(stage.wall.sounding == stage.ids[1] && stage.wall.volume == 35)
        #expect(!stage.wall.isPaused)
    }

    @Test func eachCellHasItsItemAtItsPlace() {
        var stage = start(saved())
        #expect(stage.items == (1...6).map { film(50 - $0).id })
        #expect(
            stage.wall.cells.map { $0.machine.current?.load.start }
                == (1...6).map { 100 * Double($0) })
        stage.startAll()
        #expect(stage.wall.cells.map(\.isPaused) == [false, false, true, false, false, false])
        #expect(stage.wall.waitingToResume.isEmpty)
    }

    /// The configuration asks for something else since then.
    @Test func anotherConfiguredGridWins() {
        let stage = start(saved()) { $0.grid = GridSize(columns: 4, rows: 1) }
        #expect(stage.wall.grid == GridSize(columns: 4, rows: 1))
        #expect(stage.items == (1...4).map { film(50 - $0).id })
    }

    @Test func pausedItStaysPaused() {
        var stage = start(saved(paused: true))
        #expect(stage.wall.isPaused)
        #expect(stage.effects.touched.isSubset(of: Set(stage.ids)))
        stage.startAll()
        #expect(stage.wait(600, moving: []).journal.isEmpty)
    }

    @Test func whatIsGoneIsReplaced() {
        let stage = start(saved(), items: films(100).filter { $0 != film(49) })
        #expect(stage.items[0] != film(49).id && stage.items[0] != nil)
        #expect(stage.items.dropFirst() == (2...6).map { Optional(film(50 - $0).id) }[...])
        #expect(Set(stage.items).count == 6, "and no item is in two cells")
    }

    /// Cells start one after the other: none takes what another one had.
    @Test func nobodyTakesWhatAnotherCellHad() {
        var stage = start(
            saved((3...6).map { .init(number: $0, item: film($0 - 2).id, position: 9) })
        ) {
            $0.startStagger = .milliseconds(300)
        }
        stage.startAll()
        #expect(stage.items[2...5] == (1...4).map { Optional(film($0).id) }[...])
        #expect(Set(stage.items).count == 6)
    }

    @Test func aCameraKeepsItsOwnPlace() {
        let state = saved([.init(number: 1, item: camera(2).id, position: 70)])
        let stage = start(state, items: cameras(2) + films(20))
        #expect(Array(stage.items.prefix(2)) == cameras(2).map(\.id))
        #expect(stage.wall.cells[0].machine.current?.load.start == nil, "live is now")
    }

    /// The sources come later than the display, or with a card to read first.
    @Test func anAnnouncementDoesNotCostThePlace() {
        var stage = WallStage.bare(columns: 2, rows: 2)
        stage.send(.resumed(saved()))
        stage.send(.displayAppeared(WallStage.first))
        stage.send(
            .catalogue(
                items: films(100), problems: [WallProblem(subject: "/x", words: "is not there")]))
        #expect(stage.states[1] == "backingOff")
        stage.startAll()
        stage.wait(7)
        stage.startAll()
        #expect(stage.items == (1...6).map { film(50 - $0).id })
    }

    /// A share that is mounted after the wall has started: the demo makes room for it.
    @Test(arguments: [[], DemoItems.all])
    func aSourceThatComesLateIsGoneOnWith(first: [MediaItem]) {
        var stage = start(saved(), items: first)
        stage.startAll()
        stage.wait(1200)
        #expect(stage.wall.waitingToResume.map(\.number) == Array(1...6), "an hour later, too")
        stage.send(.catalogue(items: films(100), problems: []))
        #expect(stage.items == (1...6).map { film(50 - $0).id })
        #expect(
            stage.wall.cells.map { $0.machine.current?.load.start }
                == (1...6).map { 100 * Double($0) })
        #expect(stage.wall.waitingToResume.isEmpty)
    }

    /// What plays is not disturbed; soon after its start a cell still goes back with its next item.
    @Test func itsNextItemIsTheOneItHad() {
        var stage = start(saved(), items: films(20))
        stage.startAll()
        stage.send(.catalogue(items: films(100), problems: []), after: 60)
        #expect(stage.items.allSatisfy { $0.map { films(20).map(\.id).contains($0) } ?? false })
        if let current = stage.cell(stage.ids[0])?.machine.current, let entry = current.entry {
            stage.tell(stage.ids[0], .withdrawn)
            stage.tell(stage.ids[0], .ended(entry: entry, .stopped))
        }
        #expect(stage.items[0] == film(49).id)
        #expect(stage.wall.cells[0].machine.current?.load.start == 100)
    }

    /// Later it has a life of its own.
    @Test(arguments: [(299.0, 6), (301, 0)])
    func afterSomeMinutesThePlaceIsForgotten(seconds: Double, count: Int) {
        var stage = start(saved(), items: films(20))
        stage.startAll()
        stage.wait(seconds)
        #expect(stage.wall.waitingToResume.count == count)
    }

    @Test func aPersonWhoWantsAnotherItemGetsIt() {
        var stage = start(saved(), items: films(20))
        stage.startAll()
        stage.press(.focus(stage.ids[1]))
        stage.press(.next)
        #expect(stage.wall.waitingToResume.map(\.number) == [1, 3, 4, 5, 6])
    }

    /// What cannot be played here although it is there is not waited for.
    @Test func whatIsThereAndCannotBeTakenIsNotWaitedFor() {
        let state = saved([.init(number: 2, item: camera(1).id, position: nil)])
        let stage = start(state, items: cameras(1) + films(20))
        #expect(stage.wall.waitingToResume.isEmpty)
    }

    /// A place that waits is saved in place of what the cell shows meanwhile.
    @Test func aPlaceThatWaitsIsSaved() {
        let now = saved([
            .init(number: 1, item: film(1).id, position: 5),
            .init(number: 2, item: film(2).id, position: 6, paused: true),
        ])
        let all = now.with(waiting: [savedCell(2), savedCell(3)])
        #expect(
            all.cells == [
                .init(number: 1, item: film(1).id, position: 5),
                .init(number: 2, item: film(48).id, position: 200, paused: true), savedCell(3),
            ])
    }

    /// What is saved again before a cell began is not lost.
    @Test func whatHasNotBegunIsStillKnown() {
        let stage = start(saved()) { $0.startStagger = .seconds(5) }
        #expect(stage.wall.waitingToResume.map(\.number) == [2, 3, 4, 5, 6])
    }

    @Test func numbersThatMakeNoSenseAreNothing() {
        var state = saved([
            .init(number: 400, item: film(1).id, position: 1),
            .init(number: 1, item: film(2).id, position: 5),
            .init(number: 1, item: film(3).id, position: 6),
        ])
        state.focus = 77
        state.sounding = 99
        let stage = start(state)
        #expect(stage.items[0] == film(3).id)
        #expect(stage.wall.focus == stage.ids[0] && stage.wall.sounding == nil)
    }
}

import Testing
import WallPolicy

@Suite struct WallCatalogueTests {
    private let problem = WallProblem(subject: "/films", words: "is not there")

    private func card(_ cell: WallCell?) -> CellStateMachine.Failure? {
        if case .backingOff(let failure, _) = cell?.machine.state { failure } else { nil }
    }

    @Test func nothingIsSaidBeforeTheSourcesWereRead() {
        var stage = WallStage.bare()
        stage.send(.displayAppeared(WallStage.first))
        #expect(stage.wall.cells.allSatisfy { $0.machine.state == .idle(nil) })
        for action: WallAction in [.next, .previous, .reload] {
            stage.press(action)
            #expect(stage.wall.cells.allSatisfy { $0.machine.state == .idle(nil) })
        }
        #expect(stage.send(.catalogue(items: films(9), problems: [])).loads.count == 4)
    }

    /// Keys before a cell's turn open nothing in a player that is not there.
    @Test func aCellThatWaitsForItsStartIsLeftAlone() {
        var stage = WallStage(columns: 1, rows: 1) { $0.startStagger = .seconds(5) }
        stage.press(.addColumn)
        stage.press(.focus(stage.ids[1]))
        for action: WallAction in [
            .next, .previous, .reload, .toggleLoop, .toggleSound, .seek(seconds: 10),
        ] {
            #expect(stage.press(action).touched.isEmpty)
        }
        #expect(stage.send(.ticked, after: 5).loads.count == 1)
        #expect(stage.cell(stage.ids[1])?.loads == 2, "one to play, one to come")
    }

    @Test func nothingToPlayIsSaid() {
        var stage = WallStage(items: [])
        #expect(stage.wall.cells.allSatisfy { $0.machine.state == .idle(.nothingToPlay) })
        #expect(stage.wall.itemCount == 0)
        let effects = stage.send(.catalogue(items: films(9), problems: []))
        #expect(Set(effects.loads.map(\.cell)) == Set(stage.ids), "and ends by itself")
    }

    /// The only film of a folder plays everywhere, again and again; what comes later is not left
    /// out for it.
    @Test(arguments: [1, 3]) func whatIsAddedPlaysAtTheNextEnd(few: Int) {
        var stage = WallStage(items: films(few))
        for _ in 0..<3 { stage.goOn() }
        #expect(Set(stage.items).count == few)
        stage.send(.catalogue(items: films(9), problems: []))
        for _ in 0..<3 {
            stage.goOn()
            #expect(Set(stage.items).count == 4, "each its own")
        }
    }

    /// Too few for every cell to have another one ready: they go round all the same, and no cell
    /// keeps one or two for itself.
    @Test(arguments: [(2, 5), (2, 6), (2, 7), (3, 12), (3, 17)])
    func aFewFilmsGoRoundAllCells(side: Int, films count: Int) {
        var stage = WallStage(columns: side, rows: side, items: films(count))
        var shown = stage.ids.map { _ in Set<ItemID>() }
        for _ in 0..<(12 * count) {
            stage.goOn()
            #expect(Set(stage.items).count == side * side, "none twice at the same time")
            for (place, item) in stage.items.enumerated() {
                if let item { shown[place].insert(item) }
            }
        }
        // All ends at the same moment, as here, make the same round again and again.
        #expect(shown.allSatisfy { $0.count >= 3 }, "\(shown.map(\.count))")
    }

    @Test func whatIsGonePlaysToItsEnd() {
        var stage = WallStage(columns: 1, rows: 1, items: films(5))
        let id = stage.ids[0]
        let item = stage.item(id)
        let effects = stage.send(.catalogue(items: [], problems: []))
        #expect(stage.item(id) == item)
        #expect(effects.of(id).contains(.dropPlayed), "but not what was to come")
        #expect(stage.cell(id)?.machine.current?.next == nil)
        guard let entry = stage.cell(id)?.machine.current?.entry else { return }
        stage.wait(5)
        stage.tell(id, .ended(entry: entry, .stopped))
        #expect(stage.cell(id)?.machine.state == .idle(.nothingToPlay))
    }

    @Test func problemsAreAnnouncedOnceThenItPlays() {
        var stage = WallStage.bare()
        stage.send(.displayAppeared(WallStage.first))
        stage.send(.catalogue(items: films(9), problems: [problem, problem]))
        // One cell plays before another one speaks.
        #expect(stage.states == ["loading", "backingOff", "loading", "loading"])
        #expect(card(stage.wall.cells[1])?.words == problem.words)
        #expect(card(stage.wall.cells[1])?.title == problem.subject)
        #expect(stage.wall.problems.contains(problem))
        stage.startAll()
        stage.send(.ticked, after: 6)
        stage.startAll()
        #expect(stage.states == Array(repeating: "playing", count: 4))
        // Said already: not again while it lasts.
        stage.send(.catalogue(items: films(9), problems: [problem]))
        stage.tell(stage.ids[0], .playerFailed(.noPicture))
        #expect(stage.states[0] == "loading")
    }

    /// A long list of missing files must not keep the wall dark.
    @Test func manyProblemsAreOneCardInOneCell() {
        var stage = WallStage.bare()
        stage.send(.displayAppeared(WallStage.first))
        let problems = (1...120).map { WallProblem(subject: "line \($0)", words: "is missing") }
        stage.send(.catalogue(items: films(1), problems: problems))
        #expect(stage.states.count { $0 == "backingOff" } == 1)
        #expect(stage.states.count { $0 == "loading" } == 3)
        #expect(card(stage.wall.cells[1])?.title.contains("120") == true)
        stage.startAll()
        stage.send(.ticked, after: 6.5)
        stage.startAll()
        #expect(stage.states == Array(repeating: "playing", count: 4))
        #expect(stage.wall.problems.count == 120, "status still names each")
    }

    /// The disk is there by now: a card would be wrong.
    @Test func aProblemThatIsGoneIsNotAnnounced() {
        var stage = WallStage(columns: 1, rows: 1)
        let id = stage.ids[0]
        stage.send(.catalogue(items: films(100), problems: [problem]))
        #expect(stage.states == ["playing"], "nothing is interrupted for it")
        stage.send(.catalogue(items: films(100), problems: []))
        stage.tell(id, .playerFailed(.noPicture))
        #expect(stage.states == ["loading"])
        // Back again, it is news.
        stage.send(.catalogue(items: films(100), problems: [problem]))
        stage.tell(id, .playerFailed(.noPicture))
        #expect(card(stage.wall.cells.first)?.words == problem.words)
    }

    @Test func theDemoMakesRoom() {
        var stage = WallStage(items: DemoItems.all)
        #expect(stage.states.allSatisfy { $0 == "playing" })
        #expect(stage.wall.cells.allSatisfy { $0.machine.current?.next == nil }, "it has no end")
        #expect(Set(stage.items).count == 4)
        let effects = stage.send(.catalogue(items: films(9), problems: []))
        #expect(Set(effects.loads.map(\.cell)) == Set(stage.ids))
        #expect(effects.loads.allSatisfy { films(9).contains($0.load.item) })
    }

    @Test func moreItemsInterruptNobody() {
        var stage = WallStage(items: films(3) + cameras(1))
        let before = stage.items
        let effects = stage.send(.catalogue(items: films(50) + cameras(1), problems: []))
        #expect(effects.loads.isEmpty && stage.items == before)
    }

    @Test func liveItemsAreAndStayPinned() {
        var stage = WallStage(columns: 3, rows: 1, items: films(20) + cameras(2))
        #expect(Array(stage.items.prefix(2)) == cameras(2).map(\.id))
        #expect(stage.wall.cells[0].machine.current?.next == nil)
        #expect(stage.wall.liveCount == 2)
        let id = stage.ids[0]
        for round in 0..<10 {
            if round % 2 == 0 {
                stage.press(.next)
            } else {
                stage.tell(id, .playerFailed(.refusedConnection(subject: "cam1")))
                stage.send(.probed(camera(1).source, alive: true))
                for _ in 0..<60 where stage.item(id) == nil { stage.wait(1) }
            }
            #expect(stage.item(id) == camera(1))
            stage.answer(id)
        }
        stage.press(.previous)
        #expect(stage.item(id) == camera(1))
        #expect(Array(stage.items.prefix(2)) == cameras(2).map(\.id))
    }

    @Test func aLiveItemThatIsGoneLeaves() {
        var stage = WallStage(columns: 2, rows: 1, items: films(20) + cameras(1))
        let effects = stage.send(.catalogue(items: films(20), problems: []))
        #expect(effects.loads.map(\.cell) == [stage.ids[0]])
        #expect(films(20).contains { $0.id == stage.items[0] })
    }

    /// With few items one cell's next is what another needs now.
    @Test func aReservationThatIsNeededElsewhereIsReplaced() throws {
        var stage = WallStage(columns: 2, rows: 1, items: films(3))
        let reserved = stage.wall.cells.filter { $0.machine.current?.next != nil }
        #expect(!reserved.isEmpty)
        for _ in 0..<40 {
            for id in stage.ids {
                stage.press(.focus(id))
                let others = stage.wall.cells.filter { $0.id != id }
                let effects = stage.press(.next)
                for other in others {
                    let next = stage.cell(other.id)?.machine.current?.next
                    guard other.machine.current?.next != next else { continue }
                    #expect(effects.of(other.id).first == .dropPlayed)
                    if let next { #expect(effects.of(other.id).contains(.append(next))) }
                }
                if let entry = stage.cell(id)?.machine.current?.nextEntry,
                    effects.of(id).contains(.advance)
                {
                    stage.tell(id, .started(entry: entry))
                }
                for id in stage.ids { stage.answer(id) }
                #expect(Set(stage.items).count == 2, "no item in two cells")
            }
        }
    }

    /// The item that goes is what another cell has standing by.
    @Test func aRemovedNextIsReplaced() throws {
        var stage = WallStage(columns: 1, rows: 1, items: films(9))
        let id = stage.ids[0]
        let next = try #require(stage.cell(id)?.machine.current?.next?.item)
        let effects = stage.send(
            .catalogue(items: films(9).filter { $0 != next }, problems: []))
        let replaced = try #require(stage.cell(id)?.machine.current?.next)
        #expect(replaced.item != next)
        #expect(effects.of(id) == [.dropPlayed, .append(replaced)])
    }

    /// Two demuxers share one cell's cache while something stands by.
    @Test func limitsFollowThePrefetch() {
        var stage = WallStage(columns: 1, rows: 1, items: films(9))
        let id = stage.ids[0]
        let half = stage.wall.budget.limits(prefetching: true)
        let whole = stage.wall.budget.limits(prefetching: false)
        let alone = stage.send(.catalogue(items: [], problems: []))
        #expect(alone.contains(.limit(id, whole)))
        stage.send(.catalogue(items: films(9), problems: []))
        stage.tell(id, .playerFailed(.undecodable))
        let effects = stage.send(.ticked, after: 7)
        let limit = effects.firstIndex(of: .limit(id, half))
        let append = effects.firstIndex {
            if case .cell(_, .append) = $0 { true } else { false }
        }
        #expect(limit != nil && append != nil)
        if let limit, let append { #expect(limit < append, "halved before it is opened") }
    }
}

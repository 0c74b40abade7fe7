import Testing
import Tunables
import WallPolicy

/// One cell of a wall fails: what the wall does, and what it leaves alone.
@Suite struct WallHealingTests {
    private var stage = WallStage(columns: 3, rows: 3)

    static let reasons: [FailureReason] = [
        .unknown, .undecodable, .stalled, .frozen, .endedEarly, .noPicture,
        .status(404, subject: "x"), .status(401, subject: "x"), .refusedConnection(subject: "x"),
        .timedOut(subject: "x"), .busy(503, retryAfter: 20, subject: "x"),
    ]

    /// Whatever happens in a cell, no other cell's player hears of it.
    @Test(arguments: reasons)
    mutating func aFailureTouchesNoOtherCell(reason: FailureReason) {
        let id = stage.ids[4]
        let others = stage.wall.cells.filter { $0.id != id }
        for _ in 0..<8 {
            #expect(stage.fail(id, reason).touched.isSubset(of: [id]))
            stage.send(.probed(film(1).source, alive: true))
            for _ in 0..<130 where stage.cell(id)?.machine.current == nil {
                #expect(stage.wait(1).touched.isSubset(of: [id]))
            }
            stage.answer(id)
        }
        for other in others {
            let now = stage.cell(other.id)
            #expect(now?.machine.current?.load == other.machine.current?.load)
            #expect(now?.machine.state.name == "playing" && now?.machine.failures == 0)
        }
    }

    @Test mutating func theSameItemComesBackAtItsPlace() {
        let id = stage.ids[4]
        stage.wait(90)
        let load = stage.cell(id)?.machine.current?.load
        stage.fail(id)
        let loads = stage.wait(3).loads
        #expect(loads.map(\.cell) == [id])
        #expect(loads.map(\.load.item) == [load?.item])
        #expect(loads.map(\.load.start) == [90] && loads.map(\.load.attempt) == [1])
        #expect((loads.first?.load.counter ?? 0) > (load?.counter ?? 0), "a load of its own")
    }

    @Test mutating func afterItsTriesAnotherItemComes() {
        let id = stage.ids[4]
        let item = stage.item(id)
        for _ in 0..<3 {
            stage.fail(id)
            stage.retry(id)
            #expect(stage.item(id) == item)
        }
        let effects = stage.fail(id)
        #expect(effects.loads.map(\.cell) == [id] && effects.loads.map(\.load.attempt) == [0])
        #expect(stage.item(id) != nil && stage.item(id) != item)
    }

    @Test mutating func anItemThatIsGoneIsNotTriedAgain() {
        let id = stage.ids[0]
        let item = stage.item(id)
        stage.fail(id)
        stage.send(.catalogue(items: films(100).filter { $0 != item }, problems: []))
        #expect(stage.item(id) != nil && stage.item(id) != item, "and nobody waits for it")
    }

    @Test mutating func theOnlyItemIsParkedNotReplaced() {
        stage = WallStage(columns: 1, rows: 1, items: films(1))
        let id = stage.ids[0]
        for _ in 0..<3 {
            stage.fail(id)
            stage.retry(id)
        }
        stage.fail(id)
        #expect(stage.states == ["parked"] && stage.effects.journal.map(\.kind).last == .park)
        stage.wait(121)
        #expect(stage.item(id) == film(1))
    }

    /// The only other item plays in another cell, and is not shown twice.
    @Test mutating func anItemThatPlaysElsewhereIsNoOther() {
        stage = WallStage(columns: 2, rows: 1, items: films(2))
        let effects = stage.fail(stage.ids[0], .noPicture)
        #expect(stage.states == ["parked", "playing"] && effects.loads.isEmpty)
    }

    /// Another cell speaks of a problem, and this one has nothing else to play.
    @Test mutating func theOnlyItemIsParkedAlthoughThereIsSomethingToSay() {
        stage = WallStage(columns: 3, rows: 1, items: films(1))
        let problems = (1...3).map { WallProblem(subject: "\($0)", words: "is missing") }
        stage.send(.catalogue(items: films(1), problems: problems))
        stage.fail(stage.ids[0], .noPicture)
        #expect(stage.states[0] == "backingOff", "it speaks")
        let effects = stage.fail(stage.ids[1], .noPicture)
        #expect(effects.loads.isEmpty && stage.states[1] == "parked")
    }

    @Test(arguments: [WallAction.next, .reload])
    mutating func aKeyLeavesTheCardAtOnce(key: WallAction) {
        stage = WallStage(columns: 2, rows: 1) { $0.crashLoopThreshold = 2 }
        let id = stage.ids[0]
        stage.fail(id)
        stage.retry(id)
        stage.fail(id)
        #expect(stage.states[0] == "parked")
        #expect(stage.press(key).loads.map(\.cell) == [id])
        #expect(stage.states[0] == "loading" && stage.cell(id)?.machine.failures == 0)
    }

    @Test mutating func aPreviousItemLeavesTheCardToo() {
        stage = WallStage(columns: 1, rows: 1)
        let id = stage.ids[0]
        let first = stage.item(id)
        stage.fail(id, .noPicture)
        stage.answer(id)
        stage.fail(id)
        #expect(stage.press(.previous).loads.map(\.load.item) == [first])
    }

    /// Pause is no state: it survives whatever the cell goes through.
    @Test mutating func pausesSurviveFailuresAndReloads() {
        let id = stage.ids[0]
        stage.press(.togglePauseOf(id))
        stage.fail(id)
        stage.retry(id)
        #expect(stage.cell(id)?.isPaused == true)
        stage.press(.reload)
        stage.answer(id)
        #expect(stage.cell(id)?.isPaused == true)
        let others = Set(stage.ids.dropFirst())
        #expect(stage.wait(600, moving: others).journal.isEmpty)
        #expect(stage.states[0] == "playing", "a paused cell does not stall")
    }

    /// A next item that never begins is the one that is tried again, with its count.
    @Test mutating func aNextItemThatNeverBeginsIsTriedAgain() {
        let id = stage.ids[0]
        let next = stage.cell(id)?.machine.current?.next?.item
        stage.press(.next)
        let effects = stage.wait(40)
        #expect(effects.journal.map(\.kind).prefix(3) == [.failure, .renewed, .retry])
        #expect(effects.loads.first?.load.item == next)
        #expect(effects.loads.first?.load.attempt == 1)
    }

    // MARK: Journal

    @Test mutating func aFailureIsWrittenWithAllThatIsKnown() {
        let id = stage.ids[4]
        stage.wait(90)
        let item = stage.item(id)
        let records = stage.fail(id).journal
        #expect(records.count == 1)
        let record = records.first
        #expect(record?.kind == .failure && record?.cell == 5)
        #expect(record?.cellID == stage.cell(id)?.identity)
        #expect(record?.item == item?.id && record?.title == item?.title)
        #expect(record?.source == item?.source && record?.attempt == 0)
        #expect(record?.reason == FailureReason.undecodable.words)
        #expect(record?.position == 90 && (1.5...2.5).contains(record?.seconds ?? 0))
        #expect(record?.load == 1)
    }

    @Test mutating func theStoryOfAFailure() {
        let id = stage.ids[4]
        stage.fail(id)
        let story = stage.wait(3).journal + stage.answer(id).journal
        #expect(story.map(\.kind) == [.retry, .recovered])
        #expect(story.allSatisfy { $0.cell == 5 && $0.item == stage.item(id)?.id })
        #expect(story.first?.attempt == 1)
        #expect((2...4).contains(story.last?.seconds ?? 0), "how long there was no picture")
    }

    @Test mutating func aParkIsWritten() {
        stage = WallStage(columns: 1, rows: 1) { $0.crashLoopThreshold = 2 }
        let id = stage.ids[0]
        stage.fail(id)
        stage.retry(id)
        let records = stage.fail(id).journal
        #expect(records.map(\.kind) == [.failure, .park])
        #expect(records.last?.seconds == 120 && records.last?.reason == records.first?.reason)
        #expect(records.last?.item == film(1).id)
    }

    @Test mutating func aFreshPlayerIsWritten() {
        let id = stage.ids[0]
        stage.fail(id, .stalled)
        stage.retry(id)
        stage.fail(id, .stalled)
        let effects = stage.wait(6)
        #expect(effects.journal.map(\.kind) == [.renewed, .retry])
        #expect(effects.of(id).first == .renewPlayer)
    }

    /// Nothing at all is written while all is well.
    @Test mutating func aHealthyWallWritesNothing() {
        #expect(stage.wait(3600).journal.isEmpty)
        #expect(stage.wait(10).touched.isEmpty)
    }
}

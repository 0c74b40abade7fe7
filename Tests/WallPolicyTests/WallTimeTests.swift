import Geometry
import Testing
import Tunables
import WallPolicy

/// The watchdog of a wall, pauses, and a machine that slept.
@Suite struct WallTimeTests {
    private var stage = WallStage(columns: 3, rows: 3)

    private func others(than id: CellID) -> Set<CellID> { Set(stage.ids).subtracting([id]) }

    /// Noticed within the limit and one interval of the watchdog, whatever they are.
    @Test(arguments: [(3, 250), (20, 5000), (7, 1000)])
    mutating func aStallIsNoticedInTime(limit: Int, interval: Int) {
        stage = WallStage(columns: 3, rows: 3) {
            $0.stallTimeout = .seconds(limit)
            $0.watchdogInterval = .milliseconds(interval)
        }
        let id = stage.ids[4]
        for _ in 0..<40 { tick(0.25, moving: Set(stage.ids)) }
        let since = stage.now
        while stage.cell(id)?.machine.current != nil, stage.now < since + 60 {
            let effects = tick(0.25, moving: others(than: id))
            #expect(effects.touched.isSubset(of: [id]))
        }
        let seconds = stage.now - since
        #expect(seconds >= Double(limit) && seconds <= Double(limit) + Double(interval) / 1000)
        #expect(stage.states.count { $0 == "playing" } == 8)
    }

    @discardableResult
    private mutating func tick(_ seconds: Double, moving: Set<CellID>) -> [WallEffect] {
        stage.now += seconds
        var effects: [WallEffect] = []
        for id in stage.ids where moving.contains(id) {
            effects += stage.look(id, at: (stage.cell(id)?.machine.position ?? 0) + seconds)
        }
        return effects + stage.send(.ticked)
    }

    @Test mutating func pausedCellsAreNotJudged() {
        stage.press(.togglePause)
        #expect(stage.wait(600, moving: []).touched.isEmpty)
        stage.press(.togglePause)
        #expect(stage.wait(19, moving: []).touched.isEmpty, "all their time afterwards")
        #expect(stage.wait(8, moving: []).journal.count { $0.kind == .failure } == 9)
    }

    @Test mutating func oneCellPausedByItselfIsExempt() {
        let id = stage.ids[4]
        stage.press(.togglePauseOf(id))
        #expect(stage.wait(600, moving: others(than: id)).touched.isEmpty)
        stage.press(.togglePauseOf(id))
        #expect(stage.wait(30, moving: others(than: id)).touched == [id])
    }

    /// A looks-only wall would fail all at once after a sleep.
    @Test(arguments: [16.0, 60, 3600, 86_400])
    mutating func aSleepFailsNobody(seconds: Double) {
        stage.wait(60)
        let before = stage.wall.cells.map { $0.machine.current?.load }
        let effects = stage.send(.ticked, after: seconds)
        #expect(effects.journal.map(\.kind) == [.suspended])
        #expect(effects.journal.first?.seconds == seconds)
        #expect(effects.touched.isEmpty)
        #expect(stage.wait(19, moving: []).touched.isEmpty, "each has all its time")
        stage.wait(30)
        #expect(stage.wall.cells.map { $0.machine.current?.load } == before)
        #expect(stage.states.allSatisfy { $0 == "playing" })
    }

    /// Whatever comes first after the sleep.
    @Test mutating func theFirstEventAfterASleepIsNoTick() {
        stage.wait(60)
        let id = stage.ids[0]
        stage.now += 3600
        #expect(stage.fail(id).journal.map(\.kind) == [.suspended, .failure])
        let loads = stage.wait(3).loads
        #expect(loads.map(\.cell) == [id], "its back-off is no hour longer")
    }

    @Test mutating func aShortHiccupIsNoSleep() {
        stage.wait(60)
        #expect(stage.send(.ticked, after: 15).journal.isEmpty)
    }

    @Test mutating func cellsThatOpenOrWaitHaveTheirTimeToo() {
        let id = stage.ids[0]
        stage.fail(id)
        stage.fail(stage.ids[1], .noPicture)
        #expect(stage.states[0] == "backingOff" && stage.states[1] == "loading")
        stage.send(.ticked, after: 3600)
        #expect(stage.states[1] == "loading", "its start begins anew")
        #expect(stage.wait(29).journal.filter { $0.kind == .failure }.isEmpty)
        #expect(stage.wait(2).journal.contains { $0.kind == .failure && $0.cell == 2 })
    }

    @Test mutating func anotherIntervalCountsAtOnceAndIsNoSleep() {
        stage.wait(4)
        var settings = stage.wall.settings
        settings.watchdogInterval = .milliseconds(250)
        settings.stallTimeout = .seconds(3)
        stage.send(.settings(settings))
        #expect(stage.send(.ticked, after: 0.5).journal.isEmpty)
    }

    /// A server closes connections that nobody reads; a reload is all that is needed.
    @Test mutating func aLongPauseIsForgivenOnce() {
        stage = WallStage(columns: 2, rows: 1, items: (1...20).map { remote($0) })
        stage.wait(30)
        stage.press(.togglePause)
        stage.wait(90, moving: [])
        stage.press(.togglePause)
        let id = stage.ids[0]
        let effects = stage.fail(id, .endedEarly)
        #expect(effects.journal.first?.seconds == 0, "at once")
        #expect(stage.cell(id)?.machine.failures == 0)
        stage.retry(id)
        stage.fail(id, .endedEarly)
        #expect(stage.cell(id)?.machine.failures == 1)
    }

    /// A wall that was resumed paused was paused all that time, too.
    @Test mutating func aPauseThatWasResumedIsAPause() {
        stage = .bare(columns: 1, rows: 1)
        stage.send(.resumed(.paused))
        stage.send(.displayAppeared(WallStage.first))
        stage.send(.catalogue(items: (1...20).map { remote($0) }, problems: []))
        stage.startAll()
        stage.wait(90, moving: [])
        stage.press(.togglePause)
        stage.fail(stage.ids[0], .endedEarly)
        #expect(stage.cell(stage.ids[0])?.machine.failures == 0)
    }

    /// The wall wants to be woken when something is due, never in a past that no tick ends.
    @Test mutating func deadlinesLieAhead() {
        stage = WallStage(columns: 2, rows: 2, items: (1...9).map { remote($0) })
        stage.fail(stage.ids[0], .unknown)
        stage.fail(stage.ids[1], .noPicture)
        for _ in 0..<300 {
            guard let deadline = stage.wall.deadline(now: stage.now) else {
                Issue.record("the watchdog is always due")
                return
            }
            #expect(deadline <= stage.now + 5)
            stage.now = max(stage.now, deadline)
            stage.send(.ticked)
            #expect((stage.wall.deadline(now: stage.now) ?? 0) > stage.now)
        }
    }
}

extension ResumeState {
    /// A wall of one cell that was paused.
    fileprivate static var paused: ResumeState {
        var snapshot = WallSnapshot()
        snapshot.grid = GridSize(columns: 1, rows: 1)
        snapshot.paused = true
        return ResumeState(snapshot: snapshot, configuredGrid: GridSize(columns: 1, rows: 1))
    }
}

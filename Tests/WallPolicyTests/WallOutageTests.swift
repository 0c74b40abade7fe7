import Testing
import Tunables
import WallPolicy

/// A source goes and comes back.
@Suite struct WallOutageTests {
    private let here = remote(1, host: "a").source
    private let there = remote(1, host: "b").source

    /// Every cell has another source than its neighbour: each takes one item, reserves another.
    private static let mixed = (0..<50).flatMap { index in
        ["a", "a", "b", "b"].enumerated().map { remote(index * 4 + $0, host: $1) }
    }

    private func wall(
        _ columns: Int = 3, _ rows: Int = 3, items: [MediaItem] = mixed,
        change: (inout Settings) -> Void = { _ in }
    ) -> WallStage {
        var stage = WallStage(columns: columns, rows: rows, items: items) {
            $0.startStagger = .milliseconds(300)
            change(&$0)
        }
        stage.run(20)
        return stage
    }

    private func cells(of source: SourceID, _ stage: WallStage) -> [CellID] {
        stage.wall.cells.filter { $0.machine.item?.source == source }.map(\.id)
    }

    /// An address that somebody sent, and mistyped: it has its tries, and then the cell goes on
    /// with what the wall has. Nobody waits for a place that nothing else is from.
    @Test func aMistypedAddressHoldsNoCell() {
        var stage = wall(2, 2, items: (1...40).map { remote($0, host: "a") })
        let wrong = remote(1, host: "nowhere")
        let id = stage.ids[1]
        stage.press(.focus(id))
        stage.send(.remote(RemoteWish(.play(RemotePlay(.now, items: [wrong])), cell: nil)))
        #expect(stage.item(id) == wrong)
        let began = stage.now
        var all: [(at: Double, effect: WallEffect)] = []
        while stage.item(id)?.source != here, stage.now < began + 300 {
            all += stage.run(1, dead: [wrong.source])
            #expect(!stage.wall.outages.isAnyOut)
        }
        #expect(all.map(\.effect).probes.isEmpty)
        #expect(stage.now - began < 120, "as whatever else cannot be played")
        stage.run(60, dead: [wrong.source])
        #expect(stage.item(id)?.source == here, "and it does not come back")
    }

    /// Nobody serves its root and one item hangs: what is asked while it is out is any item of
    /// it, and the outage that was none is soon over.
    @Test func oneItemThatHangsIsNoOutageForever() {
        var stage = wall(2, 2, items: (1...40).map { remote($0, host: "a") })
        let bad = stage.item(stage.ids[0])
        var alive = 0
        for _ in 0..<5 {
            stage.fail(stage.ids[0], .timedOut(subject: "a"))
            var asked = stage.effects
            for _ in 0..<600 where alive < 1000 {
                for case .probeSource(let source, let item, let asksItem) in asked {
                    let answers = asksItem && item != bad
                    if answers { alive += 1 }
                    asked = stage.send(.probed(source, alive: answers))
                }
                if !stage.wall.outages.isOut(here), stage.item(stage.ids[0]) != nil { break }
                asked = stage.wait(0.25)
            }
            #expect(!stage.wall.outages.isOut(here))
            stage.answer(stage.ids[0])
        }
        #expect(alive > 0)
        #expect(stage.item(stage.ids[0]) != bad, "and it is given up as any other")
    }

    @Test func oneOfTwoSourcesIsGone() {
        var stage = wall()
        let mine = cells(of: here, stage)
        let others = cells(of: there, stage)
        #expect(mine.count == 5 && others.count == 4)
        let playing = others.map { stage.cell($0)?.machine.current?.load }
        let effects = stage.run(300, dead: [here])
        #expect(effects.map(\.effect).touched.isSubset(of: mine), "other cells lose no frame")
        #expect(others.map { stage.cell($0)?.machine.current?.load } == playing)
        for id in mine { #expect(stage.cell(id)?.machine.state.name == "holding") }
        #expect(stage.wall.outages.isOut(here) && !stage.wall.outages.isOut(there))
        #expect(effects.map(\.effect).journal.count { $0.kind == .outageBegan } == 1)
    }

    @Test func whileItLastsThereAreNoRetries() {
        var stage = wall()
        stage.run(20, dead: [here])
        let effects = stage.run(600, dead: [here])
        #expect(effects.map(\.effect).loads.isEmpty)
        #expect(effects.map(\.effect).journal.isEmpty)
        let probes = effects.filter { ![$0.effect].probes.isEmpty }.map(\.at)
        #expect((10...25).contains(probes.count), "one for all cells, and rarer and rarer")
        #expect(zip(probes, probes.dropFirst()).allSatisfy { $1 - $0 <= 50.25 })
    }

    @Test func theyComeBackOneAfterTheOther() {
        var stage = wall()
        let mine = cells(of: here, stage)
        stage.run(120, dead: [here])
        let held = Dictionary(
            uniqueKeysWithValues: mine.map { ($0, stage.cell($0)?.machine.failure) })
        let effects = stage.run(60)
        let loads = effects.compactMap { step in [step.effect].loads.first.map { (step.at, $0) } }
        #expect(loads.map(\.1.cell) == mine, "in order, each once")
        for ((first, _), (second, _)) in zip(loads, loads.dropFirst()) {
            #expect((0.25...0.5).contains(second - first), "staggered")
        }
        for (_, (id, load)) in loads {
            #expect(load.item == held[id]??.item && load.start == held[id]??.start)
            #expect((load.start ?? 0) > 10, "where it was")
            #expect(load.attempt == 0, "its tries are forgiven")
        }
        #expect(stage.states.allSatisfy { $0 == "playing" })
        #expect(stage.wall.cells.allSatisfy { $0.machine.attempts == 0 })
        let story = effects.map(\.effect).journal
        #expect(story.first?.kind == .outageEnded)
        #expect((120...180).contains(story.first?.seconds ?? 0))
        #expect(story.dropFirst().map(\.kind) == mine.map { _ in .recovered })
    }

    /// The promise: all cells within a minute and their turns.
    @Test(arguments: [1, 4, 64])
    func theWholeWallIsBackInTime(count: Int) {
        let side = [1: 1, 4: 2, 64: 8][count] ?? 1
        var stage = wall(side, side, items: (1...200).map { remote($0, host: "a") })
        for seconds in [30.0, 100] {
            stage.run(seconds, dead: [here])
            #expect(stage.states.allSatisfy { $0 == "holding" })
            let effects = stage.run(60 + Double(count) * 0.3)
            #expect(stage.states.allSatisfy { $0 == "playing" })
            #expect(effects.map(\.effect).loads.count == count, "each opens once")
            #expect(effects.map(\.effect).journal.allSatisfy { $0.kind != .park })
        }
    }

    /// It is not counted against the cells: they have all their tries afterwards.
    @Test func anOutageParksNobodyAndQuarantinesNothing() {
        var stage = wall(2, 2) { $0.crashLoopThreshold = 2 }
        for _ in 0..<5 {
            stage.run(60, dead: [here, there])
            stage.run(70)
        }
        #expect(stage.states.allSatisfy { $0 == "playing" })
        #expect(stage.wall.quarantine.entries.isEmpty)
    }

    /// A source that answers has no outage: its items are bad, and each cell deals with its own.
    @Test func answeredItIsNoOutage() {
        var stage = wall(2, 2, items: (1...40).map { remote($0, host: "a") })
        for id in stage.ids {
            stage.fail(id, .endedEarly)
            stage.send(.probed(here, alive: true))
        }
        #expect(stage.states.allSatisfy { $0 == "backingOff" })
        #expect(!stage.wall.outages.isOut(here))
    }

    /// The first failure asks, and only if the source may be to blame.
    @Test(arguments: [
        (FailureReason.endedEarly, 1), (.refusedConnection(subject: "x"), 1), (.stalled, 1),
        (.unknown, 1), (.undecodable, 0), (.frozen, 0), (.noPicture, 0),
        (.status(404, subject: "x"), 0), (.status(500, subject: "x"), 0),
    ])
    func whatAsksForAProbe(reason: FailureReason, count: Int) {
        var stage = wall()
        let effects = stage.fail(stage.ids[0], reason)
        #expect(effects.probes == Array(repeating: here, count: count))
    }

    @Test func manyFailuresAskOnce() {
        var stage = wall(2, 1)
        #expect(stage.fail(stage.ids[0], .endedEarly).probes == [here])
        #expect(stage.fail(stage.ids[1], .endedEarly).probes == [there])
        stage.wait(2)
        for id in stage.ids { stage.answer(id) }
        for id in stage.ids { #expect(stage.fail(id, .endedEarly).probes.isEmpty) }
    }

    /// Its cells keep what they wait for; who wants something new takes what is there.
    @Test func whatIsOutIsNotDealtWhileThereIsSomethingElse() {
        var stage = wall(2, 2)
        let other = cells(of: there, stage)[0]
        stage.run(30, dead: [here])
        stage.press(.focus(other))
        for _ in 0..<10 {
            stage.press(.next)
            stage.run(1, dead: [here])
            #expect(stage.item(other)?.source == there)
        }
    }

    @Test func withNothingElseItWaitsToo() {
        var stage = wall(1, 1, items: (1...9).map { remote($0, host: "a") })
        stage.run(30, dead: [here])
        let item = stage.wall.cells[0].machine.item
        stage.press(.next)
        #expect(stage.states == ["holding"] && stage.wall.cells[0].machine.item != item)
        #expect(stage.effects.loads.isEmpty)
    }

    /// A cell that is added meanwhile opens nothing that hangs.
    @Test func newCellsOfASourceThatIsOutWait() {
        var stage = wall(1, 1, items: (1...9).map { remote($0, host: "a") })
        stage.run(30, dead: [here])
        stage.press(.addColumn)
        let effects = stage.run(10, dead: [here])
        #expect(effects.map(\.effect).loads.isEmpty && stage.states == ["holding", "holding"])
        stage.run(60)
        #expect(stage.states == ["playing", "playing"])
    }

    /// A camera is in its own cell when it is back.
    @Test(arguments: [5.0, 60, 300])
    func aCameraIsBackInItsCell(seconds: Double) {
        var stage = wall(2, 2, items: cameras(2) + films(50))
        let before = Array(stage.items.prefix(2))
        #expect(before == cameras(2).map(\.id))
        let gone = stage.run(seconds, dead: [camera(1).source])
        #expect(gone.map(\.effect).touched.isSubset(of: [stage.ids[0]]))
        let back = stage.run(60)
        #expect(Array(stage.items.prefix(2)) == before, "within a minute")
        #expect(back.map(\.effect).loads.allSatisfy { $0.load.start == nil }, "from now")
        #expect(stage.wall.quarantine.entries.isEmpty)
    }

    /// A camera that answers but gives no picture is never replaced, and tried for ever.
    @Test func aSickCameraKeepsItsCell() {
        var stage = wall(2, 1, items: cameras(1) + films(50))
        let id = stage.ids[0]
        var parks = 0
        for _ in 0..<60 {
            parks += stage.fail(id, .undecodable).journal.count { $0.kind == .park }
            stage.retry(id)
            #expect(stage.item(id) == camera(1))
        }
        #expect(parks > 5)
    }

    /// A probe that nobody answers is a failed one.
    @Test func aProbeThatIsNeverAnswered() {
        var stage = wall(1, 1, items: (1...9).map { remote($0, host: "a") })
        stage.fail(stage.ids[0], .endedEarly)
        for _ in 0..<30 where !stage.wall.outages.isOut(here) {
            stage.wait(1)
            if stage.wall.cells[0].machine.current != nil { stage.fail(stage.ids[0], .endedEarly) }
        }
        #expect(stage.states == ["holding"])
    }

    @Test func aSourceThatIsTakenOutIsNotWaitedFor() {
        var stage = wall(1, 1)
        stage.run(30, dead: [here])
        stage.send(.catalogue(items: films(5), problems: []))
        #expect(stage.items == [film(1).id] && stage.wall.outages.outages.isEmpty)
    }

    /// A pause of hours across an outage: everybody is back all the same.
    @Test func aPausedWallComesBackPaused() {
        var stage = wall(2, 2)
        stage.press(.togglePause)
        stage.run(600, dead: [here, there])
        #expect(stage.wall.isPaused)
        stage.run(70)
        #expect(stage.states.allSatisfy { $0 == "playing" } && stage.wall.isPaused)
    }
}

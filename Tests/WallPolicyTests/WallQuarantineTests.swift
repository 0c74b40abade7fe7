import Testing
import Tunables
import WallPolicy

/// Which items the wall leaves out, and for how long.
@Suite struct WallQuarantineTests {
    private var stage = WallStage(columns: 2, rows: 2)

    /// An item fails while the others play: its whole ladder takes long enough to prove them.
    private mutating func wearOut(_ place: Int) -> MediaItem? {
        let id = stage.ids[place]
        let item = stage.item(id)
        for _ in 0..<3 {
            stage.fail(id)
            stage.retry(id)
        }
        stage.fail(id)
        stage.answer(id)
        return item
    }

    private var left: [ItemID] { stage.wall.quarantine.entries.map(\.item) }

    @Test mutating func anItemThatFailsWhileOthersPlayIsLeftOut() {
        let item = wearOut(0)
        #expect(left == [item?.id].compactMap(\.self))
        #expect(stage.wall.quarantine.entries.first?.reason == FailureReason.undecodable.words)
    }

    @Test mutating func itIsWrittenAndKept() {
        let id = stage.ids[0]
        let item = stage.item(id)
        for _ in 0..<3 {
            stage.fail(id)
            stage.retry(id)
        }
        let effects = stage.fail(id)
        #expect(effects.contains(.quarantineChanged))
        let record = effects.journal.first { $0.kind == .quarantined }
        #expect(record?.item == item?.id && record?.title == item?.title)
        #expect(record?.seconds == 86_400)
        #expect(record?.reason == FailureReason.undecodable.words)
    }

    /// Nobody played: it may be the source, and the item goes back into the order.
    @Test mutating func withoutProofItGoesBackIntoTheOrder() {
        let id = stage.ids[0]
        for _ in 0..<3 {
            stage.fail(id)
            for _ in 0..<15 where stage.cell(id)?.machine.current == nil {
                stage.wait(1, moving: [])
            }
            stage.answer(id)
        }
        #expect(!stage.fail(id).contains(.quarantineChanged) && left.isEmpty)
    }

    @Test mutating func itIsNotPlayedUntilItsTimeIsOver() {
        stage = WallStage(columns: 1, rows: 1, items: films(12))
        stage.send(
            .quarantined([
                QuarantineEntry(
                    item: film(3).id, title: "3", source: film(3).source, reason: "It broke.",
                    since: stage.now, until: stage.now + 24 * 3600)
            ]))
        #expect(left == [film(3).id], "what an earlier wall left out")
        var seen: Set<ItemID> = []
        for _ in 0..<40 {
            stage.press(.next)
            if let entry = stage.wall.cells[0].machine.current?.nextEntry {
                stage.tell(stage.ids[0], .started(entry: entry))
            }
            stage.answer(stage.ids[0])
            seen.formUnion(stage.items.compactMap(\.self))
        }
        #expect(seen == Set(films(12).map(\.id)).subtracting([film(3).id]))
    }

    /// The wall starts before its sources have been read, and one of them is not there yet.
    @Test mutating func aStartBeforeTheSourcesReleasesNobody() {
        let entry = QuarantineEntry(
            item: film(3).id, title: "3", source: film(3).source, reason: "It broke.",
            since: -3600, until: 23 * 3600)
        stage = .bare(columns: 2, rows: 1)
        var effects = stage.send(.quarantined([entry]))
        effects += stage.send(.displayAppeared(WallStage.first))
        effects += stage.send(.catalogue(items: [], problems: []))
        effects += stage.send(.catalogue(items: DemoItems.all, problems: []))
        effects += stage.send(.catalogue(items: films(12), problems: []))
        #expect(left == [film(3).id])
        #expect(!effects.contains(.quarantineChanged) && effects.journal.isEmpty)
        #expect(!stage.items.contains(film(3).id))
    }

    @Test mutating func aCatalogueThatIsGoneForAMomentReleasesNobody() {
        let item = wearOut(0)
        stage.send(.catalogue(items: [], problems: []))
        stage.send(.catalogue(items: films(100), problems: []))
        #expect(left == [item?.id].compactMap(\.self))
    }

    @Test mutating func itComesBackByItself() {
        stage = WallStage { $0.quarantine = .seconds(3600) }
        let item = wearOut(0)
        stage.wait(3599 - 20)
        #expect(left == [item?.id])
        let effects = stage.wait(30)
        #expect(left.isEmpty && effects.contains(.quarantineChanged))
        #expect(effects.journal.filter { $0.kind == .released }.map(\.item) == [item?.id])
    }

    @Test mutating func aPersonTakesItBack() {
        let first = wearOut(0)
        let second = wearOut(1)
        #expect(left.count == 2)
        let effects = stage.send(.quarantineCleared(first?.id))
        #expect(left == [second?.id] && effects.contains(.quarantineChanged))
        #expect(effects.journal.map(\.kind) == [.released])
        let again = stage.send(.quarantineCleared(first?.id))
        #expect(again.isEmpty, "it is not there any more")
        let rest = stage.send(.quarantineCleared(nil)).journal
        #expect(rest.map(\.item) == [second?.id])
        #expect(left.isEmpty)
    }

    /// Never so many that fewer are left than cells.
    @Test mutating func aBiggerGridTakesThemBack() {
        stage = WallStage(columns: 2, rows: 2, items: films(20))
        for place in 0..<4 { _ = wearOut(place) }
        #expect(left.count == 4)
        let oldest = left[0]
        let effects = stage.press(.grid(columns: 6, rows: 3))
        #expect(left.count == 2 && !left.contains(oldest), "the oldest leave first")
        #expect(effects.journal.filter { $0.kind == .released }.count == 2)
    }

    @Test mutating func neverMoreThanAQuarter() {
        stage = WallStage(columns: 2, rows: 1, items: films(12))
        for _ in 0..<12 { _ = wearOut(0) }
        #expect((1...3).contains(left.count))
        #expect(stage.wall.cells.allSatisfy { $0.machine.item != nil })
    }

    @Test mutating func switchedOffNothingIsLeftOut() {
        stage = WallStage { $0.quarantine = .zero }
        _ = wearOut(0)
        #expect(left.isEmpty)
        var settings = stage.wall.settings
        settings.quarantine = .seconds(3600)
        stage.send(.settings(settings))
        _ = wearOut(0)
        #expect(left.count == 1, "it is a live tunable")
    }

    /// A failure a moment before the source went out was the source's.
    @Test mutating func whatAnOutageBroughtInIsTakenBack() {
        let items = (1...40).map { remote($0) }
        stage = WallStage(columns: 2, rows: 2, items: items)
        _ = wearOut(0)
        #expect(left.count == 1)
        stage.fail(stage.ids[1], .endedEarly)
        let effects = stage.send(.probed(items[0].source, alive: false))
        #expect(left.isEmpty && effects.contains(.quarantineChanged))
        #expect(effects.journal.contains { $0.kind == .released })
    }
}

import Testing
import WallPolicy

/// Which items are left out, and which come back.
@Suite struct QuarantineTests {
    private var quarantine = Quarantine(hours: 24)
    private let shelf = SourceID(rawValue: "mount:/a")
    private let other = SourceID(rawValue: "mount:/b")

    private func item(_ name: String, source: SourceID? = nil, isLive: Bool = false) -> MediaItem {
        MediaItem(
            id: ItemID(rawValue: name), title: "Title of \(name)",
            location: .file(path: "/a/\(name)"), isLive: isLive, source: source ?? shelf)
    }

    private mutating func progress(_ name: String, source: SourceID? = nil, at now: Double) {
        quarantine.progressed(ItemID(rawValue: name), source: source ?? shelf, now: now)
    }

    private mutating func exhaust(
        _ item: MediaItem, items: Int = 100, cells: Int = 9, at now: Double
    ) -> Bool {
        quarantine.exhausted(
            item, reason: "It broke.", items: named(items), cells: cells, now: now)
    }

    /// Items that the sources name: n0, n1, …
    private func named(_ count: Int) -> Set<ItemID> {
        Set((0..<count).map { ItemID(rawValue: "n\($0)") })
    }

    /// Leaves out items n0, n1, …, a second apart from 1000 on, source innocent.
    private mutating func leaveOut(_ count: Int, source: SourceID? = nil) {
        for index in 0..<count {
            let now = 1000 + Double(index)
            let bad = item("n\(index)", source: source)
            quarantine.failed(bad, now: now - 20)
            progress("good", source: source, at: now)
            #expect(exhaust(bad, at: now))
        }
    }

    private var names: [String] { quarantine.entries.map(\.item.rawValue) }

    @Test mutating func anItemThatFailsWhileOthersPlayIsLeftOut() {
        quarantine.failed(item("bad"), now: 100)
        progress("good", at: 112)
        #expect(exhaust(item("bad"), at: 114))
        #expect(quarantine.contains(ItemID(rawValue: "bad")))
        #expect(
            quarantine.entries == [
                QuarantineEntry(
                    item: ItemID(rawValue: "bad"), title: "Title of bad", source: shelf,
                    reason: "It broke.", since: 114, until: 114 + 24 * 3600)
            ])
        #expect(quarantine.deadline == 86514.0)
        #expect(exhaust(item("bad"), at: 120), "another cell had it too")
        #expect(quarantine.entries.count == 1)
    }

    @Test mutating func nobodyElsePlayedSoTheSourceMayBeAtFault() {
        quarantine.failed(item("bad"), now: 100)
        #expect(!exhaust(item("bad"), at: 114), "nothing else of it played")
        progress("bad", at: 130)
        #expect(!exhaust(item("bad"), at: 131), "its own progress proves nothing")
        progress("good", source: other, at: 140)
        #expect(!exhaust(item("bad"), at: 141), "another source's progress proves nothing")
        progress("good", at: 150)
        progress("bad", at: 151)
        #expect(exhaust(item("bad"), at: 152), "another item's progress is not forgotten")
    }

    @Test mutating func progressFromBeforeTheFirstFailureProvesNothing() {
        progress("good", at: 99)
        quarantine.failed(item("bad"), now: 100)
        #expect(!exhaust(item("bad"), at: 101))
        progress("good", at: 109.9)
        #expect(!exhaust(item("bad"), at: 110), "some of those ten seconds came before it")
        quarantine.failed(item("bad"), now: 109)
        progress("good", at: 110)
        #expect(exhaust(item("bad"), at: 111), "the first failure counts, not the last one")
    }

    /// A file that is not there is given up at its first failure: nothing can
    /// have played since then. Its next turn ends in quarantine.
    @Test mutating func whatFailsForGoodAtOnceIsLeftOutAtItsSecondTurn() {
        #expect(!exhaust(item("gone"), at: 100))
        progress("good", at: 400)
        #expect(exhaust(item("gone"), at: 500))
    }

    @Test mutating func anItemThatPlayedWellStartsAnew() {
        quarantine.failed(item("bad"), now: 100)
        quarantine.recovered(ItemID(rawValue: "bad"))
        progress("good", at: 150)
        #expect(!exhaust(item("bad"), at: 155))
    }

    @Test mutating func liveItemsAreNeverLeftOut() {
        let camera = item("camera", isLive: true)
        quarantine.failed(camera, now: 100)
        progress("good", at: 150)
        #expect(!exhaust(camera, at: 200))
        progress("good", at: 300)
        #expect(!exhaust(camera, at: 400))
    }

    @Test(arguments: [0, -1, Double.nan, .infinity])
    mutating func noHoursLeaveNothingOut(hours: Double) {
        quarantine = Quarantine(hours: hours)
        quarantine.failed(item("bad"), now: 100)
        progress("good", at: 150)
        #expect(!exhaust(item("bad"), at: 155))
        quarantine.restore(
            [
                QuarantineEntry(
                    item: ItemID(rawValue: "x"), title: "", source: shelf, reason: "", since: 1,
                    until: 2)
            ], now: 10)
        #expect(quarantine.entries.isEmpty)
    }

    @Test(arguments: [
        (100, 9, 25), (103, 9, 25), (4, 1, 1), (3, 1, 0), (1, 1, 0), (0, 0, 0), (0, 9, 0),
        (12, 9, 3), (10, 9, 1), (9, 9, 0), (8, 9, 0), (40, 36, 4), (1_000_000, 9, 4096),
    ])
    func neverAQuarterAndNeverTooFewForTheCells(items: Int, cells: Int, limit: Int) {
        #expect(Quarantine.limit(items: items, cells: cells) == limit)
    }

    @Test mutating func theBoundHoldsWhateverFails() {
        for index in 0..<100 {
            quarantine.failed(item("n\(index)"), now: 0)
            progress("good", at: 100 + Double(index))
            let isLeftOut = exhaust(item("n\(index)"), at: 100 + Double(index))
            #expect(isLeftOut == (index < 25))
        }
        #expect(!exhaust(item("late"), items: 3, cells: 1, at: 500))
    }

    @Test mutating func theOldestLeaveWhenTheBoundShrinks() {
        leaveOut(5)
        #expect(quarantine.fit(items: named(20), cells: 9).isEmpty)
        #expect(quarantine.fit(items: named(12), cells: 9).map(\.item.rawValue) == ["n0", "n1"])
        #expect(names == ["n2", "n3", "n4"])
        #expect(!quarantine.contains(ItemID(rawValue: "n0")))
        #expect(quarantine.fit(items: named(12), cells: 11).map(\.item.rawValue) == ["n2", "n3"])
        #expect(quarantine.fit(items: named(12), cells: 12).map(\.item.rawValue) == ["n4"])
        #expect(quarantine.deadline == nil)
    }

    /// A source that is not there yet, or away for a moment, proves nothing about its items.
    @Test mutating func whatTheSourcesDoNotNameStaysLeftOut() {
        leaveOut(5)
        #expect(quarantine.fit(items: [], cells: 9).isEmpty)
        let others = Set((0..<40).map { ItemID(rawValue: "other\($0)") })
        #expect(quarantine.fit(items: others, cells: 9).isEmpty)
        #expect(quarantine.fit(items: others.union(named(2)), cells: 9).isEmpty)
        #expect(names.count == 5 && quarantine.contains(ItemID(rawValue: "n4")))
        for index in 0..<10 {
            quarantine.failed(item("other\(index)"), now: 1010)
            progress("good", at: 1030)
            let isLeftOut = quarantine.exhausted(
                item("other\(index)"), reason: "", items: others, cells: 9, now: 1031)
            #expect(isLeftOut, "nor do they take the place of those that are named")
        }
    }

    @Test mutating func theyComeBackWhenTheirTimeIsOver() {
        leaveOut(3)
        let day = 24.0 * 3600
        #expect(quarantine.expire(now: 999 + day).isEmpty)
        #expect(quarantine.expire(now: 1001 + day).map(\.item.rawValue) == ["n0", "n1"])
        #expect(quarantine.deadline == 1002 + day)
        progress("good", at: 2000 + day)
        #expect(!exhaust(item("n0"), at: 2000 + day), "it starts anew")
    }

    @Test mutating func otherHoursCountForAll() {
        leaveOut(2)
        quarantine.setHours(1)
        #expect(quarantine.deadline == 4600.0)
        quarantine.setHours(0)
        #expect(quarantine.expire(now: 1002).count == 2)
    }

    @Test mutating func aPersonTakesThemBack() {
        leaveOut(3)
        #expect(quarantine.release(ItemID(rawValue: "n1"))?.title == "Title of n1")
        #expect(quarantine.release(ItemID(rawValue: "n1")) == nil)
        #expect(names == ["n0", "n2"])
        #expect(quarantine.releaseAll().count == 2)
        #expect(quarantine.entries.isEmpty && !quarantine.contains(ItemID(rawValue: "n0")))
    }

    @Test mutating func anOutageTakesBackWhatItCost() {
        leaveOut(4)
        quarantine.failed(item("suspect"), now: 1002)
        quarantine.failed(item("elder"), now: 1000)
        quarantine.failed(item("elsewhere", source: other), now: 1002)
        #expect(quarantine.forgive(source: other, since: 0).isEmpty)
        #expect(
            quarantine.forgive(source: shelf, since: 1002).map(\.item.rawValue) == ["n2", "n3"])
        #expect(names == ["n0", "n1"])
        progress("good", at: 1020)
        #expect(!exhaust(item("suspect"), at: 1021), "its failure was the outage's")
        #expect(exhaust(item("elder"), at: 1021), "it failed before the outage")
    }

    @Test mutating func anEarlierRunsEntriesAreTakenUp() {
        func entry(_ name: String, since: Double) -> QuarantineEntry {
            QuarantineEntry(
                item: ItemID(rawValue: name), title: name, source: shelf, reason: "r",
                since: since, until: since + 5)
        }
        quarantine.restore(
            [
                entry("new", since: -10), entry("old", since: -3600 * 25), entry("new", since: -9),
                entry("broken", since: .nan), entry("future", since: 1e12),
            ], now: 50)
        #expect(names == ["old", "new", "future"])
        #expect(quarantine.entries.map(\.since) == [-3600 * 25, -10, 50])
        #expect(quarantine.expire(now: 50).map(\.item.rawValue) == ["old"])
        #expect(quarantine.deadline == 86390.0)
    }

    @Test mutating func anEarlierRunsEntriesAreBounded() {
        let many = (0..<5000).map { index in
            QuarantineEntry(
                item: ItemID(rawValue: "n\(index)"), title: "", source: shelf, reason: "",
                since: Double(-index), until: 0)
        }
        quarantine.restore(many, now: 0)
        #expect(quarantine.entries.count == Quarantine.entriesMax)
        #expect(quarantine.entries.last?.item.rawValue == "n0", "the oldest are dropped")
        #expect(!quarantine.contains(ItemID(rawValue: "n4999")))
    }

    /// A library that fails item after item costs no more memory than a bound.
    @Test mutating func theOldestSuspicionsAreForgotten() {
        for index in 0..<5000 { quarantine.failed(item("n\(index)"), now: Double(index)) }
        progress("good", at: 6000)
        #expect(!exhaust(item("n0"), at: 6000), "it was forgotten")
        #expect(exhaust(item("n4999"), at: 6000))
        #expect(exhaust(item("n2000"), at: 6000))
    }
}

import Foundation
import Journal
import TestSupport
import Testing

/// What is told to the journal can be read from it.
@Suite struct StoreTests {
    @Test func whatIsToldIsRead() async throws {
        try await JournalStage.with { stage throws in
            let whole = JournalEntry(
                time: stage.now + 0.25, wall: "wall", kind: "retry", cell: 7, cellID: "ab12",
                load: "ab12-3", item: "file:/videos/größe 大.mp4", title: "Größe 大",
                source: "mount:/", reason: "The file ended early.", attempt: 2, position: 61.5,
                seconds: 4.25)
            let bare = JournalEntry(time: stage.now, wall: "wall", kind: "started")
            let store = stage.store()
            store.append(whole)
            store.append(bare)
            #expect(store.flush(atMost: 60))
            // Another program reads while the wall has it open.
            #expect(try stage.entries() == [whole, bare])
            store.close(atMost: 60)
            #expect(try stage.entries() == [whole, bare])
            #expect(stage.problems.all.isEmpty)
            #expect(try stage.mode(stage.path) == 0o600)
            #expect(try stage.mode(stage.state) == 0o700)
        }
    }

    @Test func anEntryIsOneObjectWithTheseKeys() throws {
        let entry = JournalEntry(time: 12.5, wall: "w", kind: "park", cell: 3, seconds: 120)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(
            String(decoding: try encoder.encode(entry), as: UTF8.self)
                == #"{"cell":3,"kind":"park","seconds":120,"time":12.5,"wall":"w"}"#)
    }

    @Test func aQueryNarrows() async throws {
        try await JournalStage.with { stage throws in
            let store = stage.store()
            for number in 0..<20 {
                store.append(stage.entry(number, kind: number % 2 == 0 ? "failure" : "retry"))
                stage.passes(seconds: 60)
            }
            store.append(stage.entry(2, wall: "other"))
            store.flush(atMost: 60)
            func attempts(_ narrow: (inout JournalQuery) -> Void) throws -> [Int?] {
                var query = JournalQuery()
                query.wall = "wall"
                narrow(&query)
                return try stage.entries(query).map(\.attempt)
            }
            #expect(try attempts { _ in }.count == 20)
            #expect(try attempts { $0.wall = "other" } == [2])
            #expect(try attempts { $0.cell = 3 } == [2, 11])
            #expect(
                try attempts {
                    $0.kinds = ["retry"]; $0.limit = 2
                } == [17, 19])
            #expect(
                try attempts {
                    $0.limit = 3; $0.ascending = false
                } == [19, 18, 17])
            #expect(try attempts { $0.since = stage.now - 150 } == [18, 19])
            #expect(try attempts { $0.limit = 0 } == [])
            // Who goes on from an entry misses none, however small the steps.
            #expect(
                try attempts {
                    $0.after = 15; $0.limit = 2
                } == [15, 16])
            store.close(atMost: 60)
        }
    }

    @Test func theQuarantineIsKeptForEachWall() async throws {
        try await JournalStage.with { stage throws in
            func row(_ item: String, hours: Double) -> QuarantineRow {
                QuarantineRow(
                    item: item, title: "t", source: "mount:/", reason: "It is broken.",
                    since: stage.now, until: stage.now + hours * 3600)
            }
            func load(_ store: JournalStore) -> [String] {
                let found = Problems()
                let done = DispatchSemaphore(value: 0)
                store.loadQuarantine { rows in
                    for row in rows { found.add(row.item) }
                    done.signal()
                }
                #expect(done.wait(timeout: .now() + 60) == .success)
                return found.all
            }
            let first = stage.store()
            #expect(load(first).isEmpty)
            first.replaceQuarantine([row("a", hours: 1), row("b", hours: 24), row("c", hours: 24)])
            let other = stage.store(wall: "other")
            other.replaceQuarantine([row("a", hours: 24)])
            first.flush(atMost: 60)
            first.close(atMost: 60)
            other.close(atMost: 60)

            stage.passes(seconds: 2 * 3600)
            let again = stage.store()
            #expect(load(again) == ["b", "c"])
            again.delete(item: "b")
            #expect(load(again) == ["c"])
            again.close(atMost: 60)
            let file = try JournalFile(path: stage.path, writing: true)
            #expect(try file.quarantine(wall: "wall").map(\.item) == ["c"])
            #expect(try file.deleteQuarantine(wall: "wall", item: "none") == 0)
            #expect(try file.deleteQuarantine(wall: "wall", item: nil) == 1)
            #expect(try file.quarantine(wall: "other").map(\.item) == ["a"])
            file.close()
            let last = stage.store(wall: "other")
            last.deleteAll()
            #expect(load(last).isEmpty)
            last.close(atMost: 60)
            #expect(stage.problems.all.isEmpty)
        }
    }

    /// Two walls of different names share a state folder, and a command reads meanwhile.
    @Test func twoWallsWriteAtTheSameTime() async throws {
        try await JournalStage.with { stage throws in
            let stores = ["one", "two"].map { stage.store(wall: $0) }
            for number in 0..<400 {
                for (store, name) in zip(stores, ["one", "two"]) {
                    store.append(stage.entry(number, wall: name))
                    if number % 100 == 50 { store.flush(atMost: 5) }
                }
                if number % 100 == 60 { _ = try stage.entries() }
            }
            for store in stores { #expect(store.flush(atMost: 60)) }
            for name in ["one", "two"] {
                var query = JournalQuery()
                query.wall = name
                #expect(try stage.entries(query).map(\.attempt) == Array(0..<400))
            }
            for store in stores { store.close(atMost: 60) }
            #expect(stage.problems.all.isEmpty)
        }
    }

    @Test func afterItsEndNothingIsKept() async throws {
        try await JournalStage.with { stage throws in
            let store = stage.store()
            store.append(stage.entry(1))
            store.close(atMost: 60)
            store.append(stage.entry(2))
            store.close(atMost: 60)
            #expect(try stage.entries().map(\.attempt) == [1])
        }
    }
}

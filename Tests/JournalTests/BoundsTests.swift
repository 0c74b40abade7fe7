import Foundation
import TestSupport
import Testing

@testable import Journal

/// The journal never grows beyond its bounds.
@Suite struct BoundsTests {
    @Test func noMoreThanAHundredThousandRows() async throws {
        try await JournalStage.with { stage throws in
            let store = stage.store()
            store.append(stage.entry(0))
            store.flush(atMost: 60)
            try stage.sql(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100500)
                INSERT INTO entry (time, wall, kind, attempt)
                SELECT \(stage.now), 'wall', 'failure', i FROM n
                """)
            store.append(stage.entry(-1))
            #expect(store.flush(atMost: 60))
            #expect(try stage.sql("SELECT count(*) FROM entry") == "\(JournalBounds.rowsMax)")
            #expect(try stage.sql("SELECT attempt FROM entry ORDER BY id LIMIT 1") == "502")
            var newest = JournalQuery()
            newest.limit = 1
            #expect(try stage.entries(newest).map(\.attempt) == [-1])
            store.close(atMost: 60)
        }
    }

    @Test func noOlderThanThirtyDays() async throws {
        try await JournalStage.with { stage throws in
            let store = stage.store(pace: .init(firstMaintenance: 0.02, maintenance: 0.02))
            store.append(stage.entry(1))
            store.flush(atMost: 60)
            stage.passes(seconds: 20 * 86_400)
            store.append(stage.entry(2))
            store.flush(atMost: 60)
            #expect(try stage.entries().map(\.attempt) == [1, 2])
            stage.passes(seconds: 11 * 86_400)
            #expect(
                try becomesTrue(within: .seconds(60)) { try stage.entries().map(\.attempt) == [2] })
            store.close(atMost: 60)
        }
    }

    @Test func longTextsAreCutAndInfinitiesLeftOut() async throws {
        try await JournalStage.with { stage throws in
            let store = stage.store()
            let long = String(repeating: "ä", count: 100_000)
            store.append(
                JournalEntry(
                    time: .nan, wall: "wall", kind: long, item: long, title: long, reason: long,
                    position: .infinity, seconds: .nan))
            #expect(store.flush(atMost: 60))
            let entry = try #require(try stage.entries().first)
            #expect(entry.time == stage.now)
            #expect(entry.kind.count == 100 && entry.title?.count == 500)
            #expect(entry.item?.count == 4_200 && entry.reason?.count == 500)
            #expect(entry.position == nil && entry.seconds == nil)
            store.close(atMost: 60)
        }
    }

    /// The wall goes on at full speed while the disk does not answer; what waits is bounded.
    @Test func theBacklogIsBoundedAndWhatIsLostIsCounted() async throws {
        try await JournalStage.with { stage throws in
            try Data("no folder".utf8).write(to: URL(fileURLWithPath: stage.state))
            let store = stage.store(pace: .init(retry: 0.02))
            for number in 0..<JournalStore.backlogMax + 100 { store.append(stage.entry(number)) }
            #expect(!store.flush(atMost: 5))
            try FileManager.default.removeItem(atPath: stage.state)
            #expect(becomesTrue(within: .seconds(60)) { store.flush(atMost: 5) })
            #expect(try stage.entries().map(\.attempt) == Array(0..<JournalStore.backlogMax))
            #expect(stage.problems.all.count == 2)
            #expect(stage.problems.all.last?.hasPrefix("100 entries") == true)
            store.close(atMost: 60)
        }
    }
}

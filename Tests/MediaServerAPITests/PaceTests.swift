import Foundation
import MediaServerAPI
import Testing
import WallPolicy

/// How long is waited, and which pages are read.
struct PaceTests {
    @Test func waitsGrowToABoundAndKeepWhatTheServerAsks() {
        var chance = WallGenerator(seed: 1)
        for (failures, middle) in [(1, 1.0), (2, 2), (4, 8), (5, 16), (6, 30), (1000, 30)] {
            let seconds = RetryPace.seconds(after: failures, asked: nil, using: &chance)
            #expect((middle * 0.75...middle * 1.25).contains(seconds))
        }
        let (minute, ages) = (
            RetryPace.seconds(after: 1, asked: 60, using: &chance),
            RetryPace.seconds(after: 1, asked: 100_000, using: &chance)
        )
        #expect(minute == 60 && ages == 300)
    }

    private func page(_ ids: Range<Int>, total: Int) throws -> ItemsReply {
        let items = ids.map { "{\"Id\":\"\($0)\",\"Type\":\"Movie\"}" }.joined(separator: ",")
        return try Replies.items("{\"Items\":[\(items)],\"TotalRecordCount\":\(total)}")
    }

    @Test func aListThatChangedIsReadAgain() throws {
        let maker = PageCollector.Maker(
            dialect: .jellyfin, server: "s", source: SourceID(rawValue: "server:x"))
        var collector = PageCollector()
        collector.beginPass()
        let first = try page(0..<10, total: 20)
        let next = collector.take(first, at: 0, limit: 10, isLive: false, maker)
        #expect(next == 10)
        // One went away in front: 10 is never seen.
        let second = try page(11..<20, total: 19)
        let end = collector.take(second, at: 10, limit: 10, isLive: false, maker)
        let isAnotherNeeded = collector.endPass()
        #expect(end == nil && isAnotherNeeded, "the total changed")
        collector.beginPass()
        let whole = try page(1..<20, total: 19)
        let last = collector.take(whole, at: 0, limit: 20, isLive: false, maker)
        let isAThirdNeeded = collector.endPass()
        #expect(last == nil && !isAThirdNeeded)
        #expect(Set(collector.items.compactMap(\.id.serverItem)) == Set((1..<20).map(String.init)))
    }
}

import ControlServer
import Foundation
import TestSupport
import Testing
import WallPolicy

/// The last hour and the figures, as programs read them.
@Suite struct HistoryTests {
    private struct Hour: Decodable {
        let schema: Int
        let bucketSeconds: Int
        let buckets: [[String: Int]]
    }

    @Test func theLastHourIsTold() async throws {
        var wall = FakeWall()
        wall.hour.take(.init(dropped: 3, recoveries: 1, failures: 2), now: 59)
        wall.hour.take(.init(dropped: 4, recoveries: 1, failures: 2), now: 61)
        try await ServerSetting.run(wall: wall) { setting throws in
            let answer = try setting.answer(
                to: "GET /api/v1/history HTTP/1.1\r\nHost: wall\r\nConnection: close\r\n\r\n")
            let hour = try JSONDecoder().decode(
                Hour.self, from: Data(try #require(answer).body.utf8))
            #expect(hour.schema == 1 && hour.bucketSeconds == 60)
            #expect(
                hour.buckets == [
                    ["dropped": 3, "recoveries": 1, "failures": 2],
                    ["dropped": 1, "recoveries": 0, "failures": 0],
                ])
        }
    }

    @Test func aWallThatHangsSaysSoInItsFigures() async throws {
        var wall = FakeWall(state: FakeWall.lively)
        wall.ageSeconds = 42
        try await ServerSetting.run(wall: wall) { setting throws in
            let answer = try setting.answer(
                to: "GET /metrics HTTP/1.1\r\nHost: wall\r\nConnection: close\r\n\r\n")
            let text = try #require(answer)
            #expect(text.head.contains("content-type: text/plain; version=0.0.4"))
            #expect(text.body.contains("hyperwall_snapshot_age_seconds{wall=\"lobby\"} 42\n"))
            #expect(text.body.contains("hyperwall_healthy{wall=\"lobby\"} 0\n"))
        }
    }
}

import Foundation
import Testing

@testable import ControlServer

/// `HEAD` is answered like `GET`, without what follows the head.
@Suite struct HeadMethodTests {
    @Test func whatGETAnswersHEADAnswersTheHeadOf() async throws {
        let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        try await ServerSetting.run(web: WebAsk.settings, share: share) { setting throws in
            for path in [
                "/api/v1/status", "/api/v1/wall.png", "/healthz", "/metrics", "/api/v1/items",
                "/api/v1/session", "/api/v1/openapi.json", "/",
            ] {
                let whole = try #require(try setting.webAnswer(to: WebAsk.request("GET", path, [])))
                let head = try #require(try setting.webAnswer(to: WebAsk.request("HEAD", path, [])))
                #expect(head.status == whole.status && head.body == "" && whole.body != "")
                let lines = [head, whole].map { Set($0.head.split(separator: "\r\n")) }
                #expect(lines[0] == lines[1], "\(path)")
                // Of a locked wall, a stranger gets its page and no more.
                let stranger = ["X-Forwarded-For: 10.0.0.9"]
                let answer = try setting.webAnswer(to: WebAsk.request("HEAD", path, stranger))
                #expect(answer?.status == (["/", "/api/v1/session"].contains(path) ? 200 : 401))
            }
        }
    }

    @Test func theHeadOfTheEventsEnds() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let answer = try setting.webAnswer(to: WebAsk.request("HEAD", "/api/v1/events", []))
            #expect(answer?.status == 200 && answer?.body == "")
            #expect(answer?.head.contains("text/event-stream") == true)
        }
    }
}

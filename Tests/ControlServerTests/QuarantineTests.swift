import ControlServer
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WallPolicy

/// The quarantine over the socket.
@Suite struct QuarantineTests {
    @Test func theListIsTheSnapshots() async throws {
        var state = WallSnapshot()
        state.quarantine = [
            QuarantineSnapshot(
                item: ItemID(rawValue: "file:/a/b.mp4"), title: "b", reason: "It is broken.",
                untilSeconds: 60)
        ]
        let listed = state.quarantine
        try await ServerSetting.run(wall: FakeWall(state: state)) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let reply = try client.get("/api/v1/quarantine")
            #expect(reply.contentType == "application/json")
            let text = String(decoding: reply.body, as: UTF8.self)
            #expect(
                text == #"{"items":[{"item":"file:/a/b.mp4","reason":"It is broken.","#
                    + #""title":"b","untilSeconds":60}],"schema":1}"#)
            // It is part of the status too.
            let status = try SnapshotJSON.decode(try client.get("/api/v1/status").body)
            #expect(status.quarantine == listed)
        }
    }

    @Test(arguments: [
        (#"{"item":"file:/ä \u005c/b.mp4"}"#, "file:/ä \\/b.mp4"), (#"{"all": true}"#, nil),
        (#"{"item":"x","all":false}"#, "x"),
    ])
    func clearingReachesTheWall(body: String, item: String?) async throws {
        let asked = Asked()
        let wall = FakeWall(clear: { item in
            asked.add(item)
            return 3
        })
        try await ServerSetting.run(wall: wall) { setting throws in
            let reply = try UnixHTTPClient(socketPath: setting.path)
                .post("/api/v1/quarantine/clear", json: body)
            #expect(String(decoding: reply.body, as: UTF8.self) == #"{"released":3,"schema":1}"#)
            #expect(asked.items == [item])
        }
    }

    @Test(arguments: [
        "", "{}", "null", "[]", "{", #"{"all":false}"#, #"{"item":""}"#, #"{"item":7}"#,
        #"{"item":"x","all":true}"#, #"{"all":"true"}"#,
    ])
    func whatIsNoWishClearsNothing(body: String) async throws {
        let asked = Asked()
        let wall = FakeWall(clear: { item in
            asked.add(item)
            return 1
        })
        try await ServerSetting.run(wall: wall) { setting throws in
            let answer = try #require(
                try setting.answer(
                    to:
                        "POST /api/v1/quarantine/clear HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
            #expect(answer.status == 400 && answer.isProblem)
            #expect(asked.items.isEmpty)
        }
    }

    @Test func aWallThatCannotSaysWhy() async throws {
        let wall = FakeWall(clear: { _ in
            throw WallUnavailable(reason: "The wall is still starting.")
        })
        try await ServerSetting.run(wall: wall) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let answer = Result { () throws(UnixHTTPError) in
                try client.post("/api/v1/quarantine/clear", json: #"{"all":true}"#)
            }
            guard case .failure(.status(code: 503, let text)) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(text.contains("still starting"))
            let wrong = try setting.answer(
                to: "GET /api/v1/quarantine/clear HTTP/1.1\r\nHost: w\r\n\r\n")
            #expect(wrong?.status == 405 && wrong?.head.contains("allow: post") == true)
        }
    }
}

/// What the wall was asked for.
private final class Asked: Sendable {
    private let all = Mutex<[String?]>([])
    var items: [String?] { all.withLock { $0 } }
    func add(_ item: String?) { all.withLock { $0.append(item) } }
}

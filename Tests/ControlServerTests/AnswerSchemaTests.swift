import Foundation
import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer
@testable import Journal

/// Every answer has the form that the OpenAPI document describes, judged by a validator of
/// somebody else's (python3-jsonschema): no field that is not described, none that is missing.
@Suite struct AnswerSchemaTests {
    private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What was asked, and the answer: one line of what the validator reads.
    private struct Line: Encodable {
        var method: String
        var path: String
        var status: Int
        var type: String
        var body: String
    }

    /// A request: the path as the document writes it and as it is sent, and a body if it has one.
    private struct Ask {
        var method = "GET"
        var path: String
        var sent: String?
        var body: String?
        var isForeign = false
    }

    /// A wall of which everything is known.
    private static var full: WallSnapshot {
        var wall = FakeWall.lively
        wall.displays = [
            DisplaySnapshot(
                number: 1, name: "HDMI-1", size: PixelSize(width: 1920, height: 1080),
                refreshRate: 60, rotation: .quarter, cells: [1], fullscreen: true)
        ]
        wall.solo = 1
        wall.sounding = 1
        wall.hold = HoldSnapshot(seconds: 60, reason: "upgrade")
        wall.outages = [OutageSnapshot(source: SourceID(rawValue: "mount:/films"), seconds: 3)]
        var server = ServerStatus(.confirming, name: "home")
        server.code = "123456"
        server.nextTryInSeconds = 4
        wall.server = server
        wall.remote = [RemoteStatus(cell: 1, name: "Lobby 1", phase: .controllable)]
        wall.toast = "2×2"
        wall.schedule = ScheduleSnapshot(isAsleep: false, wokenSeconds: 60, words: "awake")
        wall.quarantine = [
            QuarantineSnapshot(
                item: ItemID(rawValue: "file:/a.mp4"), title: "a", reason: "It is broken.",
                untilSeconds: 9)
        ]
        wall.quarantineCount = 1
        wall.safeMode = "Five starts failed."
        wall.page = PageSnapshot(address: "", problem: "The port is taken.")
        wall.warnings = ["HYPERWALL_GRID was not understood."]
        wall.totals.grew(cell: 1, by: CellCounts())
        wall.cells[0] = fullCell(wall.cells[0])
        return wall
    }

    private static func fullCell(_ plain: CellSnapshot) -> CellSnapshot {
        var cell = plain
        cell.item = ItemID(rawValue: "file:/a.mp4")
        cell.state = "backingOff"
        cell.position = 1.5
        cell.duration = 60
        cell.audioTrack = 1
        cell.subtitleTrack = -1
        cell.darkSeconds = 2
        cell.progressAgoSeconds = 3
        cell.reason = "It is broken."
        cell.retryInSeconds = 4
        cell.waitsFor = SourceID(rawValue: "mount:/films")
        cell.serverRestarts = true
        cell.statistics.size = PixelSize(width: 1280, height: 720)
        cell.statistics.firstFrameSeconds = 0.2
        cell.statistics.lastFrameAgoSeconds = 0.1
        return cell
    }

    private static let cellWishes = [
        ("next", nil), ("previous", nil), ("reload", nil), ("unpark", nil),
        ("loop", #"{"on":true}"#), ("mute", "{}"), ("pause", #"{"on":false}"#),
        ("favorite", "{}"), ("seek", #"{"by":-10}"#), ("play", #"{"item":"file:/a.mp4"}"#),
    ]

    private static var asks: [Ask] {
        [
            Ask(path: "/api/v1/status"), Ask(path: "/api/status"), Ask(path: "/healthz"),
            Ask(path: "/metrics"), Ask(path: "/api/v1/history"), Ask(path: "/api/v1/quarantine"),
            Ask(path: "/api/v1/items", sent: "/api/v1/items?query=a"),
            Ask(path: "/api/v1/journal"), Ask(path: "/api/v1/session"),
            Ask(path: "/api/v1/peers"), Ask(path: "/api/v1/openapi.json"),
            Ask(path: "/api/v1/wall.jpg"), Ask(path: "/api/v1/wall.png"),
            Ask(path: "/api/v1/cells/{n}/thumbnail.jpg", sent: "/api/v1/cells/1/thumbnail.jpg"),
            Ask(path: "/api/v1/cells/{n}/thumbnail.jpg", sent: "/api/v1/cells/9/thumbnail.jpg"),
            Ask(path: "/api/v1/journal", sent: "/api/v1/journal?limit=x"),
            Ask(method: "POST", path: "/api/v1/grid", body: #"{"columns":2,"rows":3}"#),
            Ask(method: "POST", path: "/api/grid", body: #"{"columns":0,"rows":3}"#),
            Ask(method: "POST", path: "/api/v1/grid", body: "{}", isForeign: true),
            Ask(method: "POST", path: "/api/v1/focus", body: #"{"cell":1}"#),
            Ask(method: "POST", path: "/api/v1/solo", body: "{}"),
            Ask(method: "POST", path: "/api/v1/pause", body: "{}"),
            Ask(method: "POST", path: "/api/v1/filter", body: #"{"filter":"favorites"}"#),
            Ask(method: "POST", path: "/api/v1/hold", body: #"{"seconds":5,"reason":"r"}"#),
            Ask(method: "POST", path: "/api/v1/hold", body: #"{"seconds":0}"#),
            Ask(method: "POST", path: "/api/v1/quarantine/clear", body: #"{"all":true}"#),
            Ask(method: "DELETE", path: "/api/v1/quarantine"),
            Ask(method: "DELETE", path: "/api/v1/session"),
            Ask(method: "POST", path: "/api/v1/shutdown"),
        ]
            + cellWishes.map { name, body in
                Ask(
                    method: "POST", path: "/api/v1/cells/{n}/\(name)",
                    sent: "/api/v1/cells/1/\(name)", body: body)
            }
    }

    private static func line(_ ask: Ask, _ setting: ServerSetting) throws -> String {
        let body = ask.body.map {
            "Content-Type: application/json\r\nContent-Length: \($0.utf8.count)\r\n\r\n\($0)"
        }
        let wish = ask.method == "GET" || ask.isForeign ? "" : "Hyperwall-Request: 1\r\n"
        let answer = try #require(
            try setting.answer(
                to: "\(ask.method) \(ask.sent ?? ask.path) HTTP/1.1\r\nHost: wall\r\n"
                    + "Connection: close\r\n\(wish)\(body ?? "\r\n")"))
        let type = answer.head.components(separatedBy: "\r\n")
            .first { $0.hasPrefix("content-type:") }
        let line = Line(
            method: ask.method, path: ask.path, status: answer.status,
            type: String((type ?? "").dropFirst("content-type:".count)), body: answer.body)
        return String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
    }

    /// How the validator ended, and what it said of these lines.
    private static func judged(_ lines: [String], in folder: ScratchFolder) throws -> ProgramRun {
        let file = folder.at("answers")
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return try ProgramRun.of(
            "python3",
            [
                checkout.appendingPathComponent("scripts/lib/openapi_answers.py").path,
                checkout.appendingPathComponent(DocumentRoutes.path).path, file,
            ])
    }

    @Test func everyAnswerIsAsDescribed() async throws {
        var wall = FakeWall(state: Self.full)
        wall.hour.take(.init(dropped: 3, recoveries: 1, failures: 2), now: 61)
        wall.catalogue = [
            MediaItem(
                id: ItemID(rawValue: "file:/a.mp4"), title: "a", location: .file(path: "/a.mp4"),
                isLive: false, source: SourceID(rawValue: "mount:/"))
        ]
        let entry = JournalEntry(
            time: 1, wall: "lobby", kind: "failure", cell: 1, cellID: "a", load: "a.1",
            item: "file:/a.mp4", title: "a", source: "mount:/", reason: "It is broken.",
            attempt: 1, position: 2, seconds: 3)
        wall.happened = { _ in [JournalRow(id: 7, entry: entry)] }
        try await ServerSetting.run(wall: wall, share: Self.checkout.path) { setting throws in
            let lines = try Self.asks.map { try Self.line($0, setting) }
            let run = try Self.judged(lines, in: setting.folder)
            #expect(run.text == "\(lines.count) answers, 0 differences\n")

            // It does see what is not as described.
            let wrong = try [
                Line(
                    method: "GET", path: "/healthz", status: 200, type: "application/json",
                    body: #"{"schema":1,"status":"fine","problems":[],"more":1}"#),
                Line(method: "GET", path: "/healthz", status: 418, type: "", body: ""),
            ].map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            let refused = try Self.judged(wrong, in: setting.folder)
            #expect(refused.text.hasSuffix("2 answers, 3 differences\n"))
        }
    }
}

import ControlServer
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WallPolicy

/// The API as a foreign client sees it: the program curl.
@Suite struct APITests {
    private func curl(_ setting: ServerSetting, _ arguments: String...) throws -> ProgramRun {
        try ProgramRun.of(
            "curl", ["-sS", "--max-time", "60", "--unix-socket", setting.path] + arguments)
    }

    @Test func theStatusIsTheSnapshot() async throws {
        try await ServerSetting.run(wall: FakeWall(state: FakeWall.lively)) { setting throws in
            let run = try curl(
                setting, "-w", "%{http_code} %{content_type}", "-o", setting.folder.at("out"),
                "http://wall/api/v1/status?now=1")
            #expect(run.text == "200 application/json")
            let data = try Data(contentsOf: URL(fileURLWithPath: setting.folder.at("out")))
            #expect(try SnapshotJSON.decode([UInt8](data)) == FakeWall.lively)
        }
    }

    @Test(arguments: [("png", "image/png"), ("jpg", "image/jpeg")])
    func thePictureArrives(ending: String, type: String) async throws {
        try await ServerSetting.run { setting throws in
            let run = try curl(
                setting, "-w", " %{content_type}", "http://wall/api/v1/wall.\(ending)")
            #expect(run.text == "\(type.dropFirst(6)) \(type)")
        }
    }

    @Test func aLargePictureArrivesWhole() async throws {
        let picture = (0..<9_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let wall = FakeWall(picture: { _ in picture })
        try await ServerSetting.run(wall: wall) { setting throws in
            let run = try curl(setting, "http://wall/api/v1/wall.png")
            #expect(run.output == picture)
            let reply = try UnixHTTPClient(socketPath: setting.path).get("/api/v1/wall.png")
            #expect(reply.body == picture)
            #expect(reply.contentType == "image/png")
        }
    }

    @Test func aSlowReaderGetsEverything() async throws {
        let picture = [UInt8](repeating: 7, count: 2_000_000)
        let wall = FakeWall(picture: { _ in picture })
        try await ServerSetting.run(wall: wall) { setting throws in
            let client = try TestSocket.connected(unix: setting.path)
            defer { client.close() }
            client.send("GET /api/v1/wall.png HTTP/1.1\r\nHost: w\r\n\r\n")
            var bytes = 0
            while let more = client.read(atMost: 999), !more.isEmpty { bytes += more.count }
            #expect(bytes > 2_000_000)
        }
    }

    @Test func noPictureSaysWhy() async throws {
        let wall = FakeWall(picture: { _ in
            throw PictureUnavailable(reason: "The displays are asleep.")
        })
        try await ServerSetting.run(wall: wall) { setting throws in
            let answer = try #require(
                try setting.answer(to: "GET /api/v1/wall.png HTTP/1.1\r\nHost: w\r\n\r\n"))
            #expect(answer.status == 503 && answer.isProblem)
            #expect(answer.body.contains("The displays are asleep."))
        }
    }

    @Test func aFigureThatIsNoNumberIsAProblemAndNotTheEnd() async throws {
        var state = WallSnapshot()
        state.uptimeSeconds = .nan
        try await ServerSetting.run(wall: FakeWall(state: state)) { setting throws in
            for _ in 0..<2 {
                let answer = try setting.answer(
                    to: "GET /api/v1/status HTTP/1.1\r\nHost: w\r\n\r\n")
                #expect(answer?.status == 500 && answer?.isProblem == true)
            }
        }
    }

    @Test(arguments: ["/", "/api", "/api/v1/status/", "/api/v1/../v1/status", "/%2e", "/*"])
    func unknownPathsAreProblems(path: String) async throws {
        try await ServerSetting.run { setting throws in
            let answer = try #require(
                try setting.answer(to: "GET \(path) HTTP/1.1\r\nHost: w\r\n\r\n"))
            #expect(answer.status == 404 && answer.isProblem)
        }
    }

    @Test func wrongMethodsAreToldTheRightOne() async throws {
        try await ServerSetting.run { setting throws in
            for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                let run = try curl(
                    setting, "-i", "-X", method, "-H", "Hyperwall-Request: 1", "-d", "x=1",
                    "http://wall/api/v1/status")
                let answer = try #require(Answer(run.output))
                #expect(answer.status == 405 && answer.isProblem)
                #expect(answer.head.contains("allow: get, head"))
            }
            let head = try curl(
                setting, "-I", "-H", "Hyperwall-Request: 1", "http://wall/api/v1/pause")
            #expect(head.status == 0 && head.text.hasPrefix("HTTP/1.1 405"))
            #expect(!head.text.contains("HEAD"))
        }
    }

    @Test func aBodyIsWaitedForAndExpectContinueIsAnswered() async throws {
        try await ServerSetting.run { setting throws in
            let body = setting.folder.at("body")
            try Data(repeating: 65, count: 64 * 1024).write(to: URL(fileURLWithPath: body))
            let began = ContinuousClock.now
            // Who waits for the whole of that comes too late for the gate's time, too.
            let run = try curl(
                setting, "-i", "--expect100-timeout", "50", "--max-time", "60",
                "-H", "Expect: 100-continue", "-H", "Hyperwall-Request: 1",
                "--data-binary", "@\(body)", "http://wall/api/v1/status")
            #expect(run.text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405"))
            #expect(ContinuousClock.now - began < .seconds(40))
        }
    }

    @Test func theClientOfTheCommandsReadsProblems() async throws {
        try await ServerSetting.run { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path)
            let answer = Result { () throws(UnixHTTPError) in try client.get("/nothing") }
            guard case .failure(.status(code: 404, let text)) = answer else {
                Issue.record("\(answer)")
                return
            }
            #expect(text.contains("There is nothing at /nothing."))
        }
    }
}

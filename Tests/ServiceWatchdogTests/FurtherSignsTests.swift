import Foundation
import TestSupport
import Testing

/// Signs beyond the health page: the database, who watches, a wall.
@Suite(
    .serialized, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct FurtherSignsTests {
    private static func reply(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }

    @Test func theDatabaseIsAskedWithAToken() async throws {
        try await WatchdogStage.with { stage in
            let deep = try RequestSink(reply: Self.reply(500, "database is locked"))
            defer { deep.stop() }
            let token = stage.manager.folder.at("token")
            try stage.write(token, "t0k3n\n")
            try stage.configure(
                "DEEP_URL=\"\(deep.url("/Items/Counts"))\"\nDEEP_TOKEN_FILE=\"\(token)\"",
                port: stage.service.port ?? 0)
            #expect(try await stage.check() == 1)
            let request = try #require(deep.requests.first)
            #expect(request.path == "/Items/Counts")
            #expect(request.headers["x-emby-token"] == "t0k3n")
            #expect(request.headers["authorization"]?.contains("Token=\"t0k3n\"") == true)
            #expect(stage.messages.first?.contains("the deep check: HTTP 500") == true)
            #expect(!stage.log.contains("t0k3n"))
            // No token is no sickness, and said.
            try FileManager.default.removeItem(atPath: token)
            #expect(try await stage.check() == 0)
            #expect(stage.log.contains("the deep check was not asked: "))
            #expect(stage.log.contains("token cannot be read"))
        }
    }

    /// Names and certificates are for a person; a page that is too long is an answer.
    @Test func whatCannotBeAskedIsNotRestarted() async throws {
        try await WatchdogStage.with { stage in
            // Too long for a name: nobody is asked, so that this needs no network.
            let name = String(repeating: "n", count: 70)
            let url = "HEALTH_URL=\"http://\(name).invalid/health\""
            try stage.configure(url, port: stage.service.port ?? 0)
            for _ in 1...2 { #expect(try await stage.check() == 2) }
            #expect(stage.service.starts == 1)
            #expect(stage.messages.count == 1)
            #expect(stage.messages.first?.contains("could not be asked") == true)
            let long = "Healthy" + String(repeating: "x", count: 1_100_000)
            let page = try RequestSink(reply: Self.reply(200, long))
            defer { page.stop() }
            try stage.configure("HEALTH_URL=\"\(page.url("/"))\"", port: 0)
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 1)
        }
    }

    @Test func whoWatchesIsNotInterrupted() async throws {
        try await WatchdogStage.with { stage in
            let body = #"[{"Client":"Emby Web","NowPlayingItem":{"Id":"7"}}]"#
            let sessions = try RequestSink(reply: Self.reply(200, body))
            defer { sessions.stop() }
            try stage.configure(
                "DEFER_WHILE_PLAYING=\"\(sessions.url("/Sessions"))\"\nDEFER_MAX=5",
                port: stage.service.port ?? 0)
            try stage.service.healAtStart(true)
            try stage.service.become("500")
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 1)
            #expect(stage.log.contains("not restarted while one person is watching"))
            #expect(
                try await stage.run("status").text.contains("put off while somebody is watching"))
            // Not for ever.
            let restarted = try await soon(within: .seconds(60)) {
                _ = try await stage.check()
                return stage.service.starts > 1 ? true : nil
            }
            #expect(restarted == true)
            // A dead one at once.
            try await stage.killService()
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 3)
        }
    }

    @Test func aWallThatWaitsIsAReasonToLookAgain() async throws {
        try await WatchdogStage.with { stage in
            let port = stage.service.port ?? 0
            let source = "origin:http://127.0.0.1:\(port)"
            let body =
                #"{"outages":[{"source":"\#(source)","seconds":9}],"cells":[{"state":"holding"}]}"#
            let wall = try RequestSink(reply: Self.reply(200, body))
            defer { wall.stop() }
            try stage.configure("WALL_STATUS_URL=\"\(wall.url("/api/v1/status"))\"", port: port)
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 1)
            #expect(stage.log.contains("1 of 1 cells of the wall wait for it"))
            #expect(stage.messages.isEmpty)
        }
    }

    @Test func whatNobodyTookIsDeliveredLater() async throws {
        try await WatchdogStage.with { stage in
            try stage.service.healAtStart(true)
            try stage.service.become("500")
            let folder = "\(stage.root)/etc/service-watchdog"
            try stage.write(
                "\(folder)/watchdog.conf", "WEBHOOK_URL=\"http://127.0.0.1:1/s3cr3t\"\n")
            #expect(try await stage.check() == 0)
            #expect(stage.log.contains("webhook could not be told: nothing listens"))
            #expect(!stage.log.contains("s3cr3t"))
            try stage.write("\(folder)/watchdog.conf", "WEBHOOK_URL=\"\(stage.sink.url())\"\n")
            let told = try await soon(within: .seconds(60)) {
                _ = try await stage.check()
                return stage.messages.count == 2 ? true : nil
            }
            #expect(told == true)
            #expect(stage.stages == ["opened", "resolved"])
        }
    }

    @Test func aChannelThatHangsDelaysARunByTenSecondsAtMost() async throws {
        try await WatchdogStage.with { stage in
            // The system takes its connections, and nobody ever reads from them.
            let (hanging, port) = try TestSocket.listeningOnLoopback()
            defer { hanging.close() }
            try stage.service.healAtStart(true)
            let folder = "\(stage.root)/etc/service-watchdog"
            let both =
                "WEBHOOK_URL=\"\(stage.sink.url())\"\nDISCORD_WEBHOOK=\"http://127.0.0.1:\(port)/\"\n"
            try stage.write("\(folder)/watchdog.conf", both)
            var times = 0
            let time = try await shortest(under: .seconds(13), tries: 3) {
                times += 1
                try stage.service.become("500")
                let start = ContinuousClock.now
                #expect(try await stage.check() == 0)
                let time = ContinuousClock.now - start
                #expect(stage.messages.count == 2 * times)
                #expect(stage.log.contains("discord could not be told: no answer in time"))
                // All still wait for Discord.
                let status = try await stage.run("status").text
                #expect(status.contains("\(2 * times) messages wait"), "\(status)")
                return time
            }
            // Two seconds of it are the wait whether the restart helped.
            #expect(time < .seconds(13))
        }
    }

    @Test func aServiceThatIsNoUnitIsRestartedByItsCommand() async throws {
        try await WatchdogStage.with { stage in
            let canary = stage.manager.folder.at("canary")
            let touched = stage.manager.folder.at("a b")
            try stage.write(
                "\(stage.root)/etc/service-watchdog/watchdog.d/box.conf",
                """
                HEALTH_URL="http://127.0.0.1:1/"
                RESTART_COMMAND="/usr/bin/touch '\(touched)' \(canary);id"
                CONFIRM_CHECKS=1
                STARTUP_GRACE=0
                VERIFY_WAIT=0

                """)
            #expect(try await stage.check("box") == 1)
            #expect(FileManager.default.fileExists(atPath: touched))
            // No shell: the rest are names, and strange ones.
            #expect(!FileManager.default.fileExists(atPath: canary))
            #expect(FileManager.default.fileExists(atPath: "\(canary);id"))
        }
    }
}

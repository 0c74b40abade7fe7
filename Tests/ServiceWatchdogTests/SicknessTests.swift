import TestSupport
import Testing

/// A real systemd, a real unit, a real web server in it.
@Suite(
    .serialized, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct SicknessTests {
    private static let succeeded = "✅ Media restarted successfully, health check passed"

    private static func triggered(_ why: String, _ attempt: Int, of max: Int) -> String {
        "⚠️ Media was unhealthy (\(why)), restarted (attempt \(attempt)/\(max))"
    }

    @Test func everySicknessIsCuredByARestart() async throws {
        try await WatchdogStage.with("MAX_RESTARTS=20\nHEALTH_TIMEOUT=2") { stage in
            #expect(try await stage.check() == 0)
            #expect(stage.log.contains("healthy: HTTP 200"))
            #expect(stage.messages.isEmpty)
            try stage.service.healAtStart(true)
            let rows: [(mode: String, why: String)] = [
                ("dead", "the process does not run: failed, signal"),
                ("closed", "nothing listens at this address"),
                ("500", "HTTP 500"),
                ("301", "HTTP 301"),
                ("half", "no answer within 2 s"),
                ("hang", "no answer within 2 s"),
                ("body", "its answer does not say “Healthy”"),
            ]
            for (index, row) in rows.enumerated() {
                stage.sink.clear()
                let starts = stage.service.starts
                if row.mode == "dead" {
                    try await stage.killService()
                } else {
                    try stage.service.become(row.mode)
                }
                if row.mode == "closed" { try await Self.untilClosed(stage) }
                #expect(try await stage.check() == 0, "\(row.mode): \(stage.log)")
                #expect(stage.service.starts == starts + 1, "\(row.mode)")
                #expect(
                    stage.messages == [
                        Self.triggered(row.why, index + 1, of: 20), Self.succeeded,
                    ], "\(row.mode)")
                #expect(stage.stages == ["opened", "resolved"])
                #expect(stage.state["RESTART_COUNT"] == "\(index + 1)")
                #expect(stage.state["INCIDENT"] == nil)
            }
            #expect(try await stage.check() == 0)
            #expect(!stage.log.contains("s3cr3t"))
        }
    }

    private static func untilClosed(_ stage: WatchdogStage) async throws {
        let port = UInt16(stage.service.port ?? 0)
        let closed = await soon(within: .seconds(60)) {
            (try? TestSocket.connected(port: port)).map { $0.close() } == nil ? true : nil
        }
        #expect(closed == true)
    }

    @Test func oneSlowAnswerRestartsNothing() async throws {
        try await WatchdogStage.with("HEALTH_TIMEOUT=2") { stage in
            try stage.service.become("slow-once")
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 1)
            #expect(stage.log.contains("check 1 of 2"))
            #expect(stage.messages.isEmpty)
            #expect(stage.state["RESTART_COUNT"] ?? "0" == "0")
        }
    }

    @Test func aServiceThatStartsIsLetAlone() async throws {
        try await WatchdogStage.with("STARTUP_GRACE=120\nHEALTH_TIMEOUT=2") { stage in
            for mode in ["starting", "503", "closed", "hang"] {
                try stage.service.become(mode)
                #expect(try await stage.check() == 0)
            }
            #expect(stage.service.starts == 1)
            #expect(stage.messages.isEmpty)
            #expect(stage.log.contains("still starting"))
            // A process that has died is not starting.
            try stage.service.healAtStart(true)
            try await stage.killService()
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 2)
        }
    }

    @Test func aRestartThatFailsIsSaid() async throws {
        try await WatchdogStage.with { stage in
            try stage.service.become("dies")
            try await stage.killService()
            #expect(try await stage.check() == 1)
            #expect(
                stage.messages == [
                    Self.triggered("the process does not run: failed, signal", 1, of: 3),
                    "❌ Media restart failed, service did not come up healthy",
                ])
            #expect(stage.stages == ["opened", "updated"])
            #expect(stage.state["INCIDENT"]?.hasPrefix("media-") == true)
            // It comes back by itself: the incident ends.
            try stage.service.become("ok")
            try await stage.manager.systemctl("start", stage.service.unit)
            _ = await soon(within: .seconds(60)) { stage.service.starts > 2 ? true : nil }
            try await stage.untilItAnswers()
            #expect(try await stage.check() == 0)
            #expect(stage.messages.last == Self.succeeded)
            #expect(stage.stages.last == "resolved")
        }
    }
}

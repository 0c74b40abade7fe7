import TestSupport
import Testing

/// The limit, the back-off and its ends.
@Suite(
    .serialized, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct GivingUpTests {
    private static let resumed = "ℹ️ Media watchdog resumed after manual restart detected"

    @Test func threeRestartsThenNothingUntilAHandComes() async throws {
        try await WatchdogStage.with { stage in
            try stage.service.become("500")
            for attempt in 1...3 {
                #expect(try await stage.check() == 1)
                #expect(stage.service.starts == attempt + 1)
            }
            stage.sink.clear()
            #expect(try await stage.check() == 1)
            #expect(stage.messages.count == 1)
            #expect(
                stage.messages.first?.hasPrefix(
                    "🛑 Media hit max restarts (3 in 15 min), giving up until ") == true)
            #expect(stage.messages.first?.hasSuffix(" or a restart by hand") == true)
            #expect(stage.state["BACKOFF_SECONDS"] == "900")
            // Our own third restart is a moment old and no hand's; nothing is repeated.
            for _ in 1...3 { #expect(try await stage.check() == 0) }
            #expect(stage.service.starts == 4)
            #expect(stage.messages.count == 1)

            try stage.service.become("ok")
            try await stage.manager.systemctl("restart", stage.service.unit)
            _ = await soon(within: .seconds(60)) { stage.service.starts == 5 ? true : nil }
            try await stage.untilItAnswers()
            #expect(try await stage.check() == 0)
            #expect(stage.messages.last == Self.resumed)
            #expect(stage.stages.last == "resolved")
            #expect(stage.state["BACKOFF_UNTIL"] == "0")
            #expect(stage.state["RESTART_COUNT"] == "0")
            // From here on it is watched as ever.
            try stage.service.healAtStart(true)
            try stage.service.become("500")
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == 6)
        }
    }

    @Test func whatSystemdStartsByItselfIsNoHand() async throws {
        try await WatchdogStage.with("MAX_RESTARTS=1") { stage in
            try stage.manager.change(
                unit: stage.service.unit, "[Service]\nRestart=always\nRestartSec=0")
            try await stage.manager.daemonReload()
            try stage.service.become("500")
            #expect(try await stage.check() == 1)
            #expect(try await stage.check() == 1)
            try await stage.manager.kill(stage.service.unit, signal: "SIGKILL")
            try await stage.manager.wait(for: stage.service.unit, "NRestarts", "1")
            try await stage.manager.wait(for: stage.service.unit, "ActiveState", "active")
            #expect(try await stage.check() == 0)
            #expect(!stage.messages.contains(Self.resumed))
            // A person, after that, is one.
            try await stage.manager.systemctl("restart", stage.service.unit)
            _ = try await stage.check()
            #expect(stage.messages.contains(Self.resumed))
        }
    }

    @Test func aBackOffEndsInOneTryAndGrows() async throws {
        try await WatchdogStage.with("MAX_RESTARTS=1\nCOOLDOWN_WINDOW=10\nVERIFY_WAIT=0.3") {
            stage in
            try stage.service.become("500")
            #expect(try await stage.check() == 1)
            #expect(try await stage.check() == 1)
            #expect(stage.state["BACKOFF_SECONDS"] == "10")
            // Its own count comes a moment after systemd's.
            _ = await soon(within: .seconds(60)) { stage.service.starts == 2 ? true : nil }
            let starts = stage.service.starts
            // Passes go on as from cron, until the back-off is over.
            let tried = try await soon(within: .seconds(120)) {
                _ = try await stage.check()
                return stage.service.starts > starts ? true : nil
            }
            #expect(tried == true)
            #expect(stage.service.starts == starts + 1)
            #expect(stage.state["BACKOFF_SECONDS"] == "20")
            #expect(try await stage.check() == 0)
            #expect(stage.service.starts == starts + 1)
            #expect(stage.messages.filter { $0.hasPrefix("🛑") }.count == 2)
        }
    }

    @Test func aClockThatJumpsBackFreezesNothing() async throws {
        try await WatchdogStage.with("MAX_RESTARTS=1\nCOOLDOWN_WINDOW=900") { stage in
            try stage.service.become("500")
            for _ in 1...2 { _ = try await stage.check() }
            // What was written when the clock stood a day later, in another boot.
            let path = "\(stage.root)/var/lib/service-watchdog/media.state"
            var values = stage.state
            for key in ["RESTART_TIMESTAMPS", "BACKOFF_UNTIL", "INCIDENT_SINCE", "SAVED_AT"] {
                values[key] = "\((Int(values[key] ?? "") ?? 0) + 86_400)"
            }
            values["BOOT_ID"] = "another"
            try stage.write(
                path, values.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: "\n"))
            let status = try await stage.run("status", "media", "--json")
            let seconds = try Self.backOffSeconds(status.text)
            #expect((1...900).contains(seconds), "\(status.text)")
        }
    }

    private static func backOffSeconds(_ json: String) throws -> Int {
        let pattern = #/"backoff_until":"([^"]+)"/#
        let text = try #require(json.firstMatch(of: pattern)?.1)
        let date = try #require(ISO8601Text.seconds(String(text)))
        return date - ISO8601Text.now
    }
}

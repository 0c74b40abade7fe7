import Foundation
import TestSupport
import Testing
import WallPolicy

/// The wall under a real systemd, as `hyperwall install` makes it one.
@Suite(
    .serialized, .oneAtATime,
    .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct ServiceTests {
    @Test("start waits for a picture, status says how it is, reload shows, stop is quick")
    func life() async throws {
        try await ServiceStage.with("HYPERWALL_GRID=2x1") { stage in
            try await stage.manager.systemctl("start", ServiceStage.unit)
            // No waiting here: this is what start promises.
            let wall = try await stage.status().orFail("started, and no wall: \(stage.log)")
            #expect(wall.cells.contains { $0.statistics.shownFrames > 0 }, "\(wall.cells)")
            try await stage.plays(2)
            try await stage.manager.wait(
                for: ServiceStage.unit, "StatusText", "2/2 playing")

            try stage.configure("HYPERWALL_SOURCES=\(stage.videos)\nHYPERWALL_GRID=2x2")
            try await stage.manager.systemctl("reload", ServiceStage.unit)
            try await stage.plays(4)
            try await stage.manager.wait(
                for: ServiceStage.unit, "StatusText", "4/4 playing")
            #expect(try await stage.property("ActiveState") == "active")
            #expect(try await stage.property("NRestarts") == "0")

            let slack = try await stage.slack()
            let begin = ContinuousClock.now
            try await stage.manager.systemctl("stop", ServiceStage.unit)
            #expect((ContinuousClock.now - begin).inSeconds < 5 + slack)
            #expect(try await stage.property("Result") == "success")
            #expect(!stage.log.contains("NOTIFY_SOCKET"))
        }
    }

    @Test("a wall that stands still is started again, and goes on where it was")
    func standsStill() async throws {
        try await ServiceStage.with("HYPERWALL_GRID=1x1", service: "WatchdogSec=3") { stage in
            try await stage.manager.systemctl("start", ServiceStage.unit)
            try await stage.plays(1)
            try await stage.server.hands("search", "--class", "hyperwall", "windowfocus")
            try await stage.server.hands("key", "shift+Right", "shift+Right")
            // What was written last is at most six seconds old: then it was beyond 20 s.
            let before = try await stage.wait("the cell is beyond 27 s") { wall in
                wall.cells.allSatisfy { ($0.position ?? 0) > 27 }
            }
            let slack = try await stage.slack()
            let begin = ContinuousClock.now
            try await stage.manager.kill(ServiceStage.unit, signal: "SIGSTOP")
            try await stage.manager.wait(for: ServiceStage.unit, "NRestarts") { $0 != "0" }
            let after = try await stage.wait("the cell plays on") { wall in
                wall.cells.count == 1 && wall.cells.allSatisfy { ($0.position ?? 0) > 20 }
            }
            #expect((ContinuousClock.now - begin).inSeconds < 3 + 10 + slack)
            #expect(after.pid != before.pid)
            #expect(after.cells.map(\.item) == before.cells.map(\.item))
            #expect(try await stage.property("Result") == "success")
        }
    }

    @Test("an X server that stands still holds the loop, and the next start: both are ended")
    func serverStandsStill() async throws {
        try await ServiceStage.with(
            "HYPERWALL_GRID=1x1",
            service: "WatchdogSec=2\nTimeoutAbortSec=1\nRestartSec=100ms"
        ) { stage in
            let begin = ContinuousClock.now
            try await stage.manager.systemctl("start", ServiceStage.unit)
            // No healthy start of this machine takes so long.
            let seconds = max(2, Int((ContinuousClock.now - begin).inSeconds * 4))
            try await stage.change("[Service]\nTimeoutStartSec=\(seconds)", name: "start")
            let before = try await stage.plays(1)
            stage.server.process.send(SIGSTOP)
            defer { stage.server.process.send(SIGCONT) }
            // The first one hung in its loop, the second one in its start.
            try await stage.manager.wait(for: ServiceStage.unit, "NRestarts") {
                (Int($0) ?? 0) >= 2
            }
            stage.server.process.send(SIGCONT)
            let after = try await stage.plays(1)
            #expect(after.pid != before.pid)
            #expect(try stage.failuresInARow() >= 2)
        }
    }

    @Test("a wall that has nothing to draw is left alone", arguments: Rest.allCases)
    func nothingToDraw(rest: Rest) async throws {
        let night = rest == .asleep ? "\nHYPERWALL_SCHEDULE=\(NightStage.schedule(.asleep))" : ""
        try await ServiceStage.with(
            videos: rest == .cards ? 0 : 1, "HYPERWALL_GRID=1x1\nHYPERWALL_DEMO=0" + night,
            service: "WatchdogSec=3"
        ) { stage in
            if rest == .cards {
                try FileManager.default.createDirectory(
                    atPath: stage.videos, withIntermediateDirectories: true)
            }
            try await stage.manager.systemctl("start", ServiceStage.unit)
            if rest == .paused {
                try await stage.plays(1)
                try await stage.server.hands("search", "--class", "hyperwall", "windowfocus")
                try await stage.server.hands("key", "space")
                try await stage.wait("everything is paused") { $0.paused }
            }
            let begin = ContinuousClock.now
            let ended = try await soon(within: .seconds(9)) {
                try await stage.property("NRestarts") == "0" ? nil : true
            }
            #expect(ended == nil, "restarted after \(ContinuousClock.now - begin): \(stage.log)")
            let wall = try await stage.status().orFail("no wall")
            switch rest {
            case .paused: #expect(wall.paused)
            case .cards: #expect(wall.cells.allSatisfy { $0.state == "idle" })
            case .asleep: #expect(wall.cells.allSatisfy { $0.state == "asleep" })
            }
        }
    }

    /// Why nothing is due.
    enum Rest: String, CaseIterable, CustomTestStringConvertible {
        case paused, cards, asleep
        var testDescription: String { rawValue }
    }

    @Test("a value that is none: the wall plays all the same, and says so")
    func badValue() async throws {
        try await ServiceStage.with { stage in
            try stage.configure(
                """
                HYPERWALL_SOURCES=\(stage.videos)
                HYPERWALL_GRID=manyxmore
                HYPERWALL_SERVER_URL=http://127.0.0.1:9
                HYPERWALL_FILTER=moon=full
                """)
            try await stage.manager.systemctl("start", ServiceStage.unit)
            let wall = try await stage.plays(4)
            let status = try await stage.property("StatusText")
            for name in ["HYPERWALL_GRID", "HYPERWALL_FILTER"] {
                #expect(wall.warnings.contains { $0.contains(name) }, "\(wall.warnings)")
                #expect(status.contains(name), "\(status)")
            }
        }
    }

    /// systemd ends a service that crashes after 100 ms here and not after two seconds, and the
    /// wall does not wait by itself: an hour of crashes passes in seconds.
    @Test("a wall that crashes at each start goes on being tried, from the sixth on in safe mode")
    func crashes() async throws {
        try await ServiceStage.with("HYPERWALL_GRID=3x3") { stage in
            let start =
                "ExecStart=\(WallStage.program) run --restarts manager --env "
                + stage.environmentFile
            try await stage.change(
                "[Service]\nExecStart=\n\(start)\nRestartSec=100ms\n"
                    + "ExecStartPost=/bin/kill -SEGV $MAINPID")
            try await stage.manager.systemctl("start", "--no-block", ServiceStage.unit)
            try await stage.manager.wait(
                for: ServiceStage.unit, "NRestarts", within: .seconds(240)
            ) { (Int($0) ?? 0) >= 9 }
            let starts = stage.log.split(separator: "\n").filter {
                $0.contains("drawing with") || $0.contains("Safe mode: ")
            }
            let first = try #require(starts.firstIndex { $0.contains("Safe mode: ") })
            // Each start has its line, and from the sixth on one of safe mode besides.
            #expect(starts[..<first].count { $0.contains("drawing with") } == 6)
            #expect(try await stage.property("ActiveState") != "failed")

            try await stage.change("[Service]\nExecStart=\n\(start)\nRestartSec=100ms")
            let wall = try await stage.wait("four cells play in safe mode") { wall in
                wall.safeMode != nil && wall.cells.count == 4
                    && wall.cells.allSatisfy(\.isPlaying)
            }
            #expect(wall.renderer.kind == "software")
            try await stage.manager.wait(
                for: ServiceStage.unit, "StatusText", "4/4 playing, safe mode")

            // Whoever ends it by hand has seen to it.
            try await stage.manager.systemctl("restart", ServiceStage.unit)
            let healed = try await stage.wait("nine cells") { $0.cells.count == 9 }
            #expect(healed.safeMode == nil)
        }
    }

    @Test("after failed starts the wall waits before it opens windows, says so, and can be stopped")
    func holdsBack() async throws {
        try await ServiceStage.with { stage in
            let state = "\(stage.manager.folder.at("home"))/.local/state/hyperwall"
            try FileManager.default.createDirectory(
                atPath: state, withIntermediateDirectories: true)
            let now = Date().timeIntervalSince1970
            try Data(
                """
                {"schema":1,"failures":[],"failuresInARow":3,"isSafe":false,"relapses":0,\
                "pending":\(now)}
                """.utf8
            ).write(to: URL(fileURLWithPath: "\(state)/wall.starts.json"))
            // Shorter than the wait: the wall asks for more.
            try await stage.change("[Service]\nTimeoutStartSec=3")
            try await stage.manager.systemctl("start", "--no-block", ServiceStage.unit)
            try await stage.manager.wait(for: ServiceStage.unit, "StatusText") {
                $0.hasPrefix("4 starts ended soon; the next one begins in ")
            }
            // It counts down, from 14.
            try await stage.manager.wait(for: ServiceStage.unit, "StatusText") { words in
                let left = words.firstMatch(of: /in ([0-9]+) s$/).flatMap { Int($0.1) }
                return left.map { $0 <= 9 } == true
            }
            #expect(try await stage.property("ActiveState") == "activating")
            #expect(try await stage.property("NRestarts") == "0")
            let slack = try await stage.slack()
            let begin = ContinuousClock.now
            try await stage.manager.systemctl("stop", ServiceStage.unit)
            #expect((ContinuousClock.now - begin).inSeconds < 5 + slack)
        }
    }
}

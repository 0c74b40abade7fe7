import FakeMediaServer
import FaultyServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The figures of real walls, as Prometheus takes them.
    @Suite(
        .enabled(if: Promtool.isThere, "promtool of the package prometheus is not installed."))
    struct MetricsTests {
        /// Grid changes, a pause and a night: figures that Prometheus has nothing to say about, and
        /// counters that never fall back.
        @Test func aWallThatPlaysRestsAndSleeps() async throws {
            try await ServerStage.with(.jellyfin11, seconds: 60) { server in
                let night = NightStage(stage: server.stage)
                let stage = server.stage
                try night.write(.awake)
                let arguments = ["--env", night.file, "--grid", "2x1"]
                try await stage.wall(arguments, environment: server.environment()) { wall in
                    try await wall.plays(2)
                    var last = try await counted(stage, wall, 2)
                    #expect(last.sum("hyperwall_cell_state", #"state="playing""#) == 2)
                    #expect(last.sum("hyperwall_server_connected") == 1)
                    #expect(last.sum("hyperwall_server_state") == 1)
                    #expect(last.sum("hyperwall_healthy") == 1)
                    #expect(last.sum("hyperwall_cpu_seconds_total") > 0)
                    #expect(last.sum("hyperwall_present_seconds_count") > 10)
                    #expect(!last.text.contains("Film"), "a title among the labels")
                    try whatIsShownIsThere(last, stage)

                    for columns in [1, 3] {
                        let body = #"{"columns":\#(columns),"rows":1}"#
                        #expect(try stage.ask("/api/v1/grid", "--json", body).status == 200)
                        try await wall.plays(columns)
                        let now = try await counted(stage, wall, columns)
                        #expect(now.fallenSince(last) == [])
                        last = now
                    }
                    #expect(try stage.ask("/api/v1/pause", "--json", "{}").status == 200)
                    try await wall.wait("it is paused") { $0.paused }
                    last = try silent(stage)
                    #expect(last.sum("hyperwall_paused") == 1)

                    try night.turn(wall, .asleep)
                    try await wall.sleeps()
                    let asleep = try silent(stage)
                    #expect(asleep.fallenSince(last) == [])
                    #expect(asleep.sum("hyperwall_asleep") == 1)
                    #expect(asleep.sum("hyperwall_cell_state", #"state="asleep""#) == 3)
                    #expect(asleep.sum("hyperwall_cell_dark_seconds") == 0)
                    #expect(asleep.sum("hyperwall_healthy") == 1)
                }
            }
        }

        @Test func aWallThatFails() async throws {
            try await HealingStage.with(["a"]) { stage in
                stage.server.setFault(.reset(afterBytes: 0), for: "/a.mov")
                let own = ["HYPERWALL_RETRY_MAX": "10", "HYPERWALL_RETRY_BASE_S": "0.2"]
                try await stage.wall("1x1", [stage.url("a")], own) { wall in
                    let outer = stage.stage
                    try await wall.wait("it is parked") {
                        $0.cells.first?.state == "parked" && $0.cells[0].stateSeconds > 2
                    }
                    let parked = try silent(outer)
                    #expect(parked.sum("hyperwall_cell_state", #"state="parked""#) == 1)
                    #expect(parked.sum("hyperwall_cell_failures_total") == 5)
                    #expect(parked.sum("hyperwall_cell_parks_total") == 1)
                    #expect(parked.sum("hyperwall_cell_parked_seconds_total") > 1)
                    #expect(parked.sum("hyperwall_cell_dark_seconds") > 2)
                    let history = try outer.ask("/api/v1/history")
                    #expect(history.status == 200 && history.body.contains(#""failures":5"#))

                    try stage.server.mendAll()
                    #expect(try outer.ask("/api/v1/cells/1/unpark", "-X", "POST").status == 200)
                    try await wall.plays(1)
                    let well = try await counted(outer, wall, 1)
                    #expect(well.fallenSince(parked) == [])
                    #expect(well.sum("hyperwall_cell_recoveries_total") == 1)
                    #expect(well.sum("hyperwall_cell_recovery_seconds_count") == 1)
                    #expect(well.sum("hyperwall_cell_recovery_seconds_sum") > 2)
                }
            }
        }

        @Test func aWallWithoutCells() async throws {
            try await WallStage.with(videos: 1) { stage in
                let own = ["HYPERWALL_DISPLAYS": "9", "HYPERWALL_KIOSK": "1"]
                try await stage.wall([stage.videos], environment: own) { wall in
                    try await wall.wait("a wall without cells") {
                        $0.uptimeSeconds > 0 && $0.cells.isEmpty
                    }
                    let figures = try silent(stage)
                    #expect(figures.sum("hyperwall_cells") == 0)
                    #expect(!figures.text.contains("hyperwall_cell_"))
                }
            }
        }

        /// Figures that Prometheus has nothing to say about.
        private func silent(_ stage: WallStage) throws -> Figures {
            let figures = try stage.figures()
            #expect(try Promtool.check(figures.text, in: stage.folder) == "")
            return figures
        }

        /// The same, once each of so many cells has counted frames.
        private func counted(
            _ stage: WallStage, _ wall: WallProcess, _ cells: Int
        ) async throws -> Figures {
            try await wall.wait("all cells count") { now in
                now.cells.count == cells
                    && now.cells.allSatisfy {
                        now.totals.cells[$0.number]?.counts.shownFrames ?? 0 > 10
                    }
            }
            return try silent(stage)
        }

        /// The dashboard and the alerts ask for nothing that no wall has.
        private func whatIsShownIsThere(_ figures: Figures, _ stage: WallStage) throws {
            let dashboard = try Examples.dashboardExpressions()
            let alerts = try Examples.alertExpressions()
            #expect(dashboard.count > 25 && alerts.count > 5)
            for expression in dashboard + alerts {
                let names = Examples.names(in: expression)
                #expect(!names.isEmpty || expression.hasPrefix("up{"), "\(expression)")
                let strange = names.subtracting(figures.names.union(figures.counters))
                #expect(strange == [], "in \(expression)")
            }
            let words = try Promtool.check(expressions: dashboard, in: stage.folder)
            #expect(words == "")
            // Two of them count both ways: what is nowhere shown need not be there.
            let shown = (dashboard + alerts).reduce(into: Set<String>()) {
                $0.formUnion(Examples.names(in: $1))
            }
            for name in figures.names where !Examples.notShown.contains(name) {
                #expect(
                    shown.contains { $0.hasPrefix(name) }, "\(name) is on no panel and in no alert")
            }
        }
    }
}

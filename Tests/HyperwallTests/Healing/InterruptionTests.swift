import FaultyServer
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// What stops in the middle goes on in the middle, and nobody else notices.
    @Suite(.alone) struct InterruptionTests {
        @Test func whatStopsInTheMiddleGoesOnThere() async throws {
            try await HealingStage.with(["a", "b", "c", "d"]) { stage in
                let urls = ["a", "b", "c", "d"].map(stage.url)
                // Time to mend what was broken before it is tried again.
                let own = ["HYPERWALL_RETRY_BASE_S": "2"]
                try await stage.wall("2x2", urls, own) { wall in
                    try await wall.plays(4)
                    let start = try await wall.wait("all move") { now in
                        now.cells.allSatisfy { ($0.position ?? 0) > 1 && $0.isPlaying }
                    }
                    let untouched = FrameCount(start, "d")
                    try await aSilentStall(stage, wall, FrameCount(start, "b", "c", "d"))
                    try await aReset(stage, wall)
                    try await aCutFile(stage, wall)
                    let end = try await wall.plays(4)
                    #expect(try untouched.losses(until: end) == [])
                    try await aTruncatedFile(stage, wall)
                }
            }
        }

        private func aSilentStall(
            _ stage: HealingStage, _ wall: WallProcess, _ others: FrameCount
        ) async throws {
            let number = try await wall.plays(4).number(of: "a")
            stage.server.stallNow("/a.mov")
            let failed = try await wall.trouble(number)
            stage.server.setFault(nil, for: "/a.mov")
            let (seconds, cell) = try await wall.recovery(failed)
            report("silent stall", failed, recovered: seconds, cell)
            #expect(failed.cell.reason?.contains("stood still") == true)
            let slack = try await wall.slack()
            #expect(failed.noticed <= HealingStage.stallTimeout + HealingStage.interval + slack)
            #expect(failed.noticed >= HealingStage.stallTimeout - 0.05)
            try goesOn(cell, where: failed, after: seconds, slack)
            #expect(try others.losses(until: try await wall.plays(4)) == [])
        }

        private func aReset(_ stage: HealingStage, _ wall: WallProcess) async throws {
            let number = try await wall.plays(4).number(of: "b")
            stage.server.resetNow("/b.mov")
            let failed = try await wall.trouble(number)
            stage.server.setFault(nil, for: "/b.mov")
            let (seconds, cell) = try await wall.recovery(failed)
            report("reset in mid-file", failed, recovered: seconds, cell)
            #expect(failed.noticed <= 12)
            try goesOn(cell, where: failed, after: seconds, try await wall.slack())
        }

        /// The player calls it a natural end.
        private func aCutFile(_ stage: HealingStage, _ wall: WallProcess) async throws {
            let number = try await wall.plays(4).number(of: "c")
            stage.server.setFault(.cut(percent: 1), for: "/c.mov")
            stage.server.dropConnections("/c.mov")
            let failed = try await wall.trouble(number)
            stage.server.setFault(nil, for: "/c.mov")
            let (seconds, cell) = try await wall.recovery(failed)
            report("cut file", failed, recovered: seconds, cell)
            #expect(failed.noticed <= 12)
            try goesOn(cell, where: failed, after: seconds, try await wall.slack())
        }

        /// Its server says that this is all of it; the file's own index knows better.
        private func aTruncatedFile(_ stage: HealingStage, _ wall: WallProcess) async throws {
            let number = try await wall.plays(4).number(of: "d")
            let position = try #require(try await wall.plays(4).cell(number).position)
            // Some seconds more than it has read by now.
            let percent = Int((position + 8) / 120 * 100)
            stage.server.setFault(.truncated(percent: percent), for: "/d.mov")
            stage.server.dropConnections("/d.mov")
            let failed = try await wall.trouble(number)
            stage.server.setFault(nil, for: "/d.mov")
            let (seconds, cell) = try await wall.recovery(failed)
            report("truncated file", failed, recovered: seconds, cell)
            let slack = try await wall.slack()
            #expect(failed.cell.reason == FailureReason.endedEarly.words)
            #expect(failed.noticed <= 2 + slack)
            try goesOn(cell, where: failed, after: seconds, slack)
        }

        /// Back within its back-off and a moment, at the position that it had.
        private func goesOn(
            _ cell: CellSnapshot, where failed: Trouble, after seconds: Double, _ slack: Double
        ) throws {
            #expect(failed.cell.state == "backingOff" && failed.cell.triesAgain)
            #expect(cell.item == failed.cell.item)
            let left = try failed.cell.retryInSeconds.orFail("no countdown")
            let wait = failed.cell.stateSeconds + left
            #expect(seconds <= wait + HealingStage.restart + slack)
            // It has played on since, until it was seen.
            let moved = try #require(cell.position) - failed.position
            #expect(moved >= -3 && moved <= 3 + cell.stateSeconds, "\(moved)")
        }

        private func report(
            _ fault: String, _ failed: Trouble, recovered: Double, _ cell: CellSnapshot
        ) {
            Measured.say(
                "\(fault): noticed after \(failed.noticed) (\(failed.cell.reason ?? "")), "
                    + "back after \(recovered) (wait \(failed.cell.retryInSeconds ?? -1)), "
                    + "position \(failed.position) → \(cell.position ?? -1)")
        }
    }
}

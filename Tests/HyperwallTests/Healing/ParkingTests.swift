import FaultyServer
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A cell that fails too often rests, says so, and comes back.
    @Suite(.alone) struct ParkingTests {
        @Test func fiveFailuresPark() async throws {
            try await HealingStage.with(["p", "q", "good"]) { stage in
                for name in ["p", "q"] {
                    stage.server.setFault(.reset(afterBytes: 0), for: "/\(name).mov")
                }
                let own = ["HYPERWALL_RETRY_MAX": "10", "HYPERWALL_RETRY_BASE_S": "0.4"]
                try await stage.wall("3x1", ["p", "q", "good"].map(stage.url), own) { wall in
                    let good = try await wall.wait("one plays") {
                        $0.cells.count == 3
                            && $0.cells.contains { $0.title == "good" && $0.position != nil }
                    }
                    let others = FrameCount(good, "good")
                    try await aTryIsCountedDown(wall)
                    try await wall.takeKeyboard()
                    let slack = try await wall.slack()
                    let parked = try await wall.wait("two are parked") {
                        $0.sick.allSatisfy { $0.state == "parked" }
                    }
                    try saysSo(parked)
                    #expect(stage.server.requests.count { $0.path == "/p.mov" } >= 5)
                    try stage.server.mendAll()
                    let began = parked.uptimeSeconds - parked.sick[1].stateSeconds
                    try await aKeyEndsIt(wall, slack)
                    try await timeEndsIt(wall, since: began, slack)
                    let end = try await wall.plays(3)
                    #expect(try others.losses(until: end) == [])
                }
            }
        }

        /// Before that each failure has a card that says when the next try is.
        private func aTryIsCountedDown(_ wall: WallProcess) async throws {
            let tries = try await wall.wait("a try is to come") { now in
                now.sick.contains {
                    $0.state == "backingOff" && $0.retryInSeconds ?? 0 > 0
                }
            }
            let cell = try tries.cells.first { $0.state == "backingOff" }.orFail("none")
            let card = try #require(CellOverlay(cell: cell, in: tries, focusShown: false).card)
            #expect(card.headline == Catalogue.interrupted)
            #expect(card.countdown.hasPrefix("Next try "))
        }

        private func saysSo(_ wall: WallSnapshot) throws {
            for cell in wall.sick {
                let card = try #require(CellOverlay(cell: cell, in: wall, focusShown: false).card)
                #expect(card.headline == "Media unavailable")
                #expect(!card.reason.isEmpty)
                #expect(card.failures == "Failed 5 times")
                #expect(card.countdown.hasPrefix("Next try "))
                #expect((0...10).contains(cell.retryInSeconds ?? -1))
            }
        }

        private func aKeyEndsIt(_ wall: WallProcess, _ slack: Double) async throws {
            let resting = try await wall.wait("both still rest") {
                $0.focus == 1 && $0.sick.allSatisfy { $0.state == "parked" }
            }
            #expect(try resting.cell(1).retryInSeconds.orFail("none") > 2)
            let pressed = try await wall.wait("the time") { _ in true }.uptimeSeconds
            try await wall.press("r")
            let now = try await wall.wait("cell 1 plays") { $0.cells[0].isPlaying }
            let seconds = now.uptimeSeconds - now.cells[0].stateSeconds - pressed
            Measured.say("parked, key r: back after \(seconds)")
            #expect(seconds <= HealingStage.restart + slack)
            #expect(now.cells[0].failures == 0)
        }

        /// - Parameter began: when it was parked, by the wall's own time: looks may come late.
        private func timeEndsIt(
            _ wall: WallProcess, since began: Double, _ slack: Double
        ) async throws {
            let after = try await wall.wait("the cooldown ends") { $0.sick[1].state != "parked" }
            let rested = after.uptimeSeconds - after.sick[1].stateSeconds - began
            Measured.say("parked: rested for \(rested)")
            // When it plays again already, its start is part of that.
            #expect(rested >= 9 && rested <= 11 + HealingStage.restart + slack)
        }

        /// Each is over as soon as it began, and another one begins: for ever.
        @Test func itemsOfAFifthOfASecondPark() async throws {
            try await HealingStage.with(["a"]) { stage in
                stage.server.setFault(.other(path: "/short.mov"), for: "/a.mov")
                let urls = ["a", "short"].map(stage.url)
                try await stage.wall("1x1", urls) { wall in
                    let parked = try await wall.wait("it is parked") {
                        $0.cells.first?.state == "parked"
                    }
                    let cell = try parked.cell(1)
                    Measured.say("0.2 s items: parked after \(parked.uptimeSeconds)")
                    #expect(cell.reason == FailureReason.endedAtOnce.words)
                    #expect(cell.retryInSeconds ?? 99 <= 10)
                    // It hammers nobody meanwhile.
                    let asked = stage.server.requests.count
                    try await wall.wait("it rests") { $0.cells[0].stateSeconds > 4 }
                    #expect(stage.server.requests.count == asked)
                }
            }
        }
    }
}

extension WallSnapshot {
    /// The cells whose item fails.
    fileprivate var sick: [CellSnapshot] { cells.filter { $0.title != "good" } }
}

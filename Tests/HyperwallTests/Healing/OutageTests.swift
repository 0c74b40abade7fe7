import FaultyServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A wall that stops, dies or loses its sources goes on where it was.
    @Suite(.alone) struct OutageTests {
        @Test func aWallThatStoppedDiedAndWasCutOffGoesOn() async throws {
            try await HealingStage.with(["a", "b", "c", "d"]) { stage in
                let urls = [
                    stage.url("a"), stage.other.url("/b.mov"), stage.url("c"),
                    stage.other.url("/d.mov"),
                ]
                let killed = try await stage.wall("2x2", urls) { wall in
                    try await wall.plays(4)
                    try await itStops(wall)
                    let before = try await wall.wait("it was saved") {
                        $0.uptimeSeconds > 22 && $0.cells.allSatisfy(\.isPlaying)
                    }
                    wall.process.send(SIGKILL)
                    #expect(await wall.process.end() == 128 + SIGKILL)
                    return before
                }
                let began = ContinuousClock.now
                try await stage.wall("2x2", urls) { wall in
                    let after = try await wall.wait("it goes on") { now in
                        now.cells.count == 4
                            && now.cells.allSatisfy { $0.isPlaying && $0.position != nil }
                    }
                    let seconds = (ContinuousClock.now - began).inSeconds
                    let slack = try await wall.slack()
                    try goesOn(after, where: killed, after: seconds, slack)
                    try await oneSourceGoes(stage, wall)
                    try await allGo(stage, wall)
                }
            }
        }

        /// Ten seconds that no cell had: none of them failed.
        private func itStops(_ wall: WallProcess) async throws {
            let before = try await wall.wait("all move") { now in
                now.cells.allSatisfy { ($0.position ?? 0) > 1 }
            }
            wall.process.send(SIGSTOP)
            #expect(await wall.process.end(within: .seconds(10)) == nil)
            wall.process.send(SIGCONT)
            let woke = ContinuousClock.now
            var failed: Set<Int> = []
            let after = try await wall.wait("all move on") { now in
                for cell in now.cells where cell.isInTrouble { failed.insert(cell.number) }
                return zip(now.cells, before.cells).allSatisfy { new, old in
                    (new.position ?? 0) > (old.position ?? 0) + 1 && new.isPlaying
                }
            }
            Measured.say(
                "stopped for 10 s: all move on after \((ContinuousClock.now - woke).inSeconds)")
            #expect(failed.isEmpty)
            #expect(after.cells.map(\.loads) == before.cells.map(\.loads))
            #expect(after.cells.allSatisfy { $0.failures == 0 })
            let isSaid = await soon {
                wall.errors.contains("slept") || wall.errors.contains("suspended") ? true : nil
            }
            #expect(isSaid == true)
        }

        private func goesOn(
            _ after: WallSnapshot, where killed: WallSnapshot, after seconds: Double,
            _ slack: Double
        ) throws {
            Measured.say(
                "killed: back after \(seconds), positions "
                    + zip(killed.cells, after.cells).map { old, new in
                        "\(old.position ?? -1) → \(new.position ?? -1)"
                    }.joined(separator: ", "))
            #expect(seconds <= 5 + slack)
            #expect(after.cells.map(\.item) == killed.cells.map(\.item))
            for (old, new) in zip(killed.cells, after.cells) {
                let (was, now) = try (#require(old.position), #require(new.position))
                // Saved every five seconds, and it plays since it is back.
                #expect(now >= was - 6 && now <= was + seconds + slack + 0.5)
            }
        }

        private func oneSourceGoes(_ stage: HealingStage, _ wall: WallProcess) async throws {
            let start = try await wall.plays(4)
            let others = FrameCount(start, "b", "d")
            try stage.server.setMood(.refuses)
            let began = ContinuousClock.now
            let out = try await wall.wait("its cells wait") { now in
                now.cells.count { ["a", "c"].contains($0.title) && $0.state == "holding" } == 2
            }
            Measured.say("one source gone: said after \((ContinuousClock.now - began).inSeconds)")
            let name = "127.0.0.1:\(stage.server.port)"
            for title in ["a", "c"] {
                let cell = try out.cell(out.number(of: title))
                let card = CellOverlay(cell: cell, in: out, focusShown: false).card
                #expect(card?.headline == "Waiting for \(name)")
            }
            #expect(out.outages.map(\.source.rawValue) == ["origin:http://\(name)"])
            #expect(try others.losses(until: out) == [])
        }

        /// The other one goes, too. Then there is one question at a time until they are back.
        private func allGo(_ stage: HealingStage, _ wall: WallProcess) async throws {
            try stage.other.setMood(.refuses)
            try await wall.wait("all wait") { now in
                now.cells.allSatisfy { $0.state == "holding" } && now.outages.count == 2
            }
            for server in [stage.server, stage.other] { try server.setMood(.hangs) }
            var most = 0
            try await wall.wait("a question is in the air") { now in
                most = max(most, stage.server.connections, stage.other.connections)
                return stage.server.connections > 0 || stage.other.connections > 0
            }
            let asked = ContinuousClock.now
            try await wall.wait("it is the only one") { now in
                most = max(most, stage.server.connections, stage.other.connections)
                return (ContinuousClock.now - asked).inSeconds > 2
            }
            #expect(most == 1)
            #expect(stage.server.mostInFlight("/") <= 1 && stage.other.mostInFlight("/") <= 1)
            for server in [stage.server, stage.other] {
                try server.setMood(.well)
                for path in ["/", "/a.mov", "/b.mov", "/c.mov", "/d.mov"] {
                    server.dropConnections(path)
                }
            }
            let back = ContinuousClock.now
            try await wall.wait("all are back") { now in
                now.cells.allSatisfy(\.isPlaying) && now.outages.isEmpty
            }
            Measured.say("all sources gone: back after \((ContinuousClock.now - back).inSeconds)")
        }
    }
}

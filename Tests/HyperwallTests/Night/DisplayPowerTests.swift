import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A wall on displays that can be switched off.
    @Suite struct DisplayPowerTests {
        private func stage(
            _ body: (NightStage, DimmableXServer, [String: String]) async throws -> Void
        ) async throws {
            try await WallStage.with(videos: 2) { stage in
                let server = try DimmableXServer(before: stage.server.orFail("no X server"))
                defer { server.stop() }
                try await body(
                    NightStage(stage: stage), server, ["DISPLAY": server.display])
            }
        }

        @Test func displaysSleepWithTheWall() async throws {
            try await stage { night, server, own in
                try night.write(.awake)
                let arguments = ["--env", night.file, "--grid", "2x1", night.stage.videos]
                try await night.stage.wall(arguments, environment: own) { wall in
                    try await wall.plays(2)
                    #expect(await server.comes { $0.isLit })
                    #expect(await server.comes { $0.timeouts == [0, 0, 0] }, "nobody else blanks")
                    try night.turn(wall, .asleep)
                    let asleep = try await wall.sleeps()
                    #expect(await server.comes { !$0.isLit })
                    #expect(asleep.schedule?.switchesDisplays == true)
                    // Lit by a mouse that somebody knocked against: it is night all the same.
                    server.nudge()
                    #expect(await server.comes { !$0.isLit })
                    try await wall.takeKeyboard()
                    try await wall.press("space")
                    try await wall.plays(2)
                    #expect(await server.comes { $0.isLit })
                    try night.turn(wall, .awake)
                    wall.process.send(SIGTERM)
                    #expect(await wall.process.end() == 0)
                }
                #expect(
                    await server.comes { $0 == DimmableXServer.Power() }, "as it was before")
            }
        }

        @Test func noWallLeavesADisplayDark() async throws {
            try await stage { night, server, own in
                try night.write(.asleep)
                let arguments = ["--env", night.file, "--grid", "1x1", night.stage.videos]
                try await night.stage.wall(arguments, environment: own) { wall in
                    try await wall.sleeps()
                    #expect(await server.comes { !$0.isLit })
                    wall.process.send(SIGTERM)
                    #expect(await wall.process.end() == 0)
                    #expect(await server.comes { $0.isLit }, "an end lights it")
                }
                try await night.stage.wall(arguments, environment: own) { wall in
                    try await wall.sleeps()
                    wall.process.send(SIGKILL)
                    _ = await wall.process.end()
                    #expect(await server.comes { !$0.isLit })
                }
                // The next one has no schedule at all.
                try await night.stage.wall(["--grid", "1x1", night.stage.videos], environment: own)
                { wall in
                    try await wall.plays(1)
                    #expect(await server.comes { $0.isLit })
                }
            }
        }

        /// The X server may refuse, or go: neither ends the wall by itself.
        @Test func aWindowAmongOthersHasNoSayInTheDisplay() async throws {
            try await stage { night, server, own in
                try night.write(.asleep)
                let arguments = [
                    "--env", night.file, "--grid", "1x1", "--window", "320x180",
                    night.stage.videos,
                ]
                try await night.stage.wall(arguments, environment: own) { wall in
                    let now = try await wall.sleeps()
                    #expect(now.schedule?.switchesDisplays == false)
                    #expect(server.power == DimmableXServer.Power())
                }
            }
        }

        @Test func theDoctorSaysWhatBecomesOfThem() async throws {
            try await stage { night, server, own in
                let schedule = own.merging(["HYPERWALL_SCHEDULE": "07:00-23:00"]) { $1 }
                let run = try await night.stage.command(["doctor"], environment: schedule)
                #expect(run.text.contains("displays are switched off at night, by DPMS"))
                let plain = ["HYPERWALL_SCHEDULE": "07:00-23:00"]
                let without = try await night.stage.command(["doctor"], environment: plain)
                #expect(without.text.contains("black at night, not off: the X server has no DPMS"))
            }
        }
    }
}

extension DimmableXServer {
    /// Whether it comes to be so: what a client sent last may be on its way when the client is
    /// gone already.
    fileprivate func comes(_ condition: (Power) -> Bool) async -> Bool {
        await soon { condition(power) ? true : nil } ?? false
    }
}

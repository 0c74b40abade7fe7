import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A wall with a schedule.
    @Suite struct NightTests {
        @Test func asleepItIsBlackIdleAndAsksNobody() async throws {
            try await ServerStage.with(.jellyfin11, seconds: 120) { server in
                let night = NightStage(stage: server.stage)
                try night.write(.awake)
                let arguments = ["--env", night.file, "--grid", "2x1"]
                try await server.stage.wall(arguments, environment: server.environment()) { wall in
                    try await wall.plays(2)
                    let evening = try await wall.wait("some way into their items") { now in
                        now.cells.allSatisfy { $0.position ?? 0 > 3 }
                    }
                    #expect(evening.schedule?.words.hasPrefix("awake until ") == true)
                    #expect(try await night.isSeen(black: false) > 100)

                    try night.turn(wall, .asleep)
                    let asleep = try await wall.sleeps()
                    #expect(asleep.cells.map(\.item) == evening.cells.map(\.item))
                    #expect(asleep.schedule?.words.hasPrefix("asleep until ") == true)
                    let isOver = await soon {
                        server.server.openSessions.isEmpty ? true : nil
                    }
                    #expect(isOver == true, "the server hears that nothing plays")
                    #expect(try await night.isSeen(black: true) == 0)
                    // A question that it asks once in some minutes may fall into one of them.
                    var cores: [Double] = []
                    var asked: [[String]] = []
                    for _ in 0..<3 where asked.last != [] || cores.last ?? 1 >= 0.05 {
                        server.server.forgetRequests()
                        cores.append(try await NightStage.cores(wall.process.pid, over: 4))
                        asked.append(server.server.requests.map(\.path))
                    }
                    #expect(cores.last ?? 1 < 0.05, "\(cores) cores busy")
                    #expect(asked.last == [], "\(asked)")
                    let text = try await server.stage.command(["status"])
                    #expect(text.text.contains("asleep until "))
                    #expect(text.text.contains("displays black"))

                    try night.turn(wall, .awake)
                    // A position is known a moment after the first picture.
                    let morning = try await wall.wait("pictures that move") { now in
                        now.cells.allSatisfy { $0.isPlaying && $0.position ?? 0 > 0 }
                    }
                    #expect(morning.cells.map(\.item) == evening.cells.map(\.item))
                    for (before, after) in zip(evening.cells, morning.cells) {
                        let (from, to) = (before.position ?? 0, after.position ?? 0)
                        // It played before it fell asleep, and since it woke up; not between.
                        let played =
                            asleep.uptimeSeconds - evening.uptimeSeconds + after.stateSeconds
                        #expect(to > from - 1 && to < from + played + 5, "from \(from) to \(to)")
                    }
                    let journal = try await server.stage.command(["journal"])
                    #expect(journal.text.contains("fell asleep"))
                    #expect(journal.text.contains("woke up"))
                }
            }
        }

        /// It wakes the wall and means nothing else.
        @Test(arguments: ["key q", "key Escape", "click 1"])
        func whoComesAtNightWakesIt(hand: String) async throws {
            try await WallStage.with(videos: 2) { stage in
                let night = NightStage(stage: stage)
                try night.write(.asleep)
                let arguments = ["--env", night.file, "--grid", "2x1", stage.videos]
                try await stage.wall(arguments) { wall in
                    let asleep = try await wall.sleeps()
                    #expect(asleep.cells.allSatisfy { $0.loads == 0 }, "nothing was opened")
                    #expect(try await night.isSeen(black: true) == 0)
                    try await wall.takeKeyboard()
                    let server = try stage.server.orFail("no X server")
                    try await server.hands("mousemove", "500", "200")
                    try await server.hands(hand.split(separator: " ").map(String.init))
                    let woken = try await wall.plays(2)
                    // Ten minutes, of which its start took some.
                    let passed = woken.uptimeSeconds - asleep.uptimeSeconds
                    #expect((599 - passed...600).contains(woken.schedule?.wokenSeconds ?? 0))
                    #expect(woken.focus == 1, "the click moved no focus")
                    #expect(try await night.isSeen(black: false) > 100)
                }
            }
        }

        /// Killed at night it goes on in the morning where it was in the evening.
        @Test func aWallThatIsKilledAtNightForgetsNothing() async throws {
            try await WallStage.with(videos: 20) { stage in
                let night = NightStage(stage: stage)
                try night.write(.awake)
                let arguments = ["--env", night.file, "--grid", "2x1", stage.videos]
                let evening = try await stage.wall(arguments) { wall in
                    try await wall.plays(2)
                    let evening = try await wall.wait("some way into their items") { now in
                        now.cells.allSatisfy { $0.position ?? 0 > 4 }
                    }
                    try night.turn(wall, .asleep)
                    let places = try await wall.sleeps().cells.map { $0.position ?? -1 }
                    let isWritten = await soon { () -> Bool? in
                        let written = stage.writtenPlaces
                        return written.count == places.count
                            && zip(written, places).allSatisfy { abs($0 - $1) < 0.1 } ? true : nil
                    }
                    #expect(isWritten == true)
                    wall.process.send(SIGKILL)
                    return evening
                }
                try await stage.wall(arguments) { wall in
                    try await wall.sleeps()
                    try night.turn(wall, .awake)
                    let morning = try await wall.plays(2)
                    let asleep = evening.cells.map(\.item)
                    #expect(!asleep.contains(nil))
                    #expect(morning.cells.map(\.item) == asleep)
                }
            }
        }

        // MARK: The clock

        /// Europe/Berlin in 2026. In March the clock goes from 2 to 3, and in October from 3 back
        /// to 2: what it shows counts, at once.
        @Test(
            .enabled(if: NightTests.fakesTime != nil, "faketime is not installed"),
            arguments: [
                // 29 March, 02:00:00.
                (1_774_746_000, "03:00-23:00"),
                // 25 October, 03:00:00 for the first time.
                (1_792_890_000, "01:30-02:30"),
            ])
        func daylightSavingShiftsNothing(change now: Int, schedule: String) async throws {
            let library = try NightTests.fakesTime.orFail("no libfaketime")
            try await WallStage.with(videos: 1) { stage in
                let own = ["TZ": "Europe/Berlin", "HYPERWALL_SCHEDULE": schedule]
                // So long before the change: a slow machine has not started by then.
                for seconds in [6, 30] {
                    let isSeen = try await stage.wall(
                        ["--grid", "1x1", stage.videos], environment: own,
                        program: Self.program(library, at: now - seconds)
                    ) { wall in
                        let first = try await wall.wait("its schedule") { $0.schedule != nil }
                        guard first.isAsleep else { return false }
                        try await wall.wait("it is awake behind the change") { !$0.isAsleep }
                        return true
                    }
                    if isSeen { return }
                }
                Issue.record("it never slept before the change")
            }
        }

        /// A machine without a clock of its own begins in 1970, and plays.
        @Test(.enabled(if: NightTests.fakesTime != nil, "faketime is not installed"))
        func aClockThatWasNeverSetKeepsItAwake() async throws {
            let library = try NightTests.fakesTime.orFail("no libfaketime")
            try await WallStage.with(videos: 1) { stage in
                let own = ["HYPERWALL_SCHEDULE": "Sun 00:00-00:01"]
                try await stage.wall(
                    ["--grid", "1x1", stage.videos], environment: own,
                    program: Self.program(library, at: 1_000_000)
                ) { wall in
                    let now = try await wall.plays(1)
                    #expect(now.schedule?.words == "awake: the clock is not set")
                }
            }
        }

        /// The built program on a clock that begins at so many seconds since 1970. The library
        /// changes the environment of the first process that it is in, which hides its
        /// arguments from Swift; so that is a shell.
        private static func program(_ library: String, at now: Int) -> [String] {
            [
                "env", "LD_PRELOAD=\(library)", "FAKETIME=@\(now)", "FAKETIME_FMT=%s",
                "FAKETIME_DONT_FAKE_MONOTONIC=1", "sh", "-c", "exec \"$0\" \"$@\"",
                WallStage.program,
            ]
        }

        private static let fakesTime: String? = {
            let folder = "/usr/lib"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.map { "\(folder)/\($0)/faketime/libfaketimeMT.so.1" }
                .first { FileManager.default.fileExists(atPath: $0) }
        }()

        // MARK: Bad input

        @Test func aScheduleThatCannotBeReadIsNamed() async throws {
            try await WallStage.with(videos: 1) { stage in
                let own = ["HYPERWALL_SCHEDULE": "Mon 07:00-25:00"]
                let run = try await stage.command([stage.videos], environment: own)
                #expect(run.status == 2)
                #expect(run.errors.contains("“25:00” in “Mon 07:00-25:00” is no time of day"))
                let kiosk = own.merging(["HYPERWALL_KIOSK": "1"]) { $1 }
                try await stage.wall(["--grid", "1x1", stage.videos], environment: kiosk) { wall in
                    let now = try await wall.plays(1)
                    #expect(now.warnings.contains { $0.contains("“25:00”") })
                }
            }
        }
    }
}

import Foundation
import Geometry
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// What signals and a lost X server do.
    @Suite(.alone) struct SignalTests {
        /// How a server makes a player hang.
        enum Hang: String, CaseIterable, Sendable {
            case neverAnswers, stallsInMidFile
        }

        private func server(_ hang: Hang) throws -> ScriptedServer {
            let video = try ProgramClips.bytes()
            return try ScriptedServer { client in
                _ = client.readHead()
                if hang == .stallsInMidFile {
                    client.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n"
                            + "Content-Length: \(video.count)\r\n\r\n")
                    client.send(video.prefix(video.count / 3))
                }
                // Silent until the player gives up.
                while client.read() == nil {}
            }
        }

        @Test(arguments: Hang.allCases, [SIGTERM, SIGINT])
        func theWallEndsWhateverHangs(hang: Hang, signal: Int32) async throws {
            let server = try server(hang)
            defer { server.stop() }
            try await WallStage.with(videos: 1) { stage in
                let url = "http://127.0.0.1:\(server.port)/film.mp4"
                try await stage.wall(["--grid", "2x1", url, stage.videos]) { wall in
                    try await wall.wait("it hangs beside a cell that plays") { now in
                        now.cells.contains { $0.isPlaying && $0.title.hasPrefix("clip") }
                            && now.cells.contains {
                                $0.item?.description.hasPrefix("url:") == true
                                    && (hang == .neverAnswers || $0.isPlaying)
                            }
                    }
                    let slack = try await wall.slack()
                    let began = ContinuousClock.now
                    wall.process.send(signal)
                    #expect(await wall.process.end() == 0)
                    #expect((ContinuousClock.now - began).inSeconds < 5 + slack)
                }
            }
        }

        @Test func hangupReadsTheConfigurationAgain() async throws {
            try await WallStage.with(videos: 2) { stage in
                let file = stage.folder.at("wall.env")
                func write(_ text: String) throws {
                    try text.write(toFile: file, atomically: true, encoding: .utf8)
                }
                try write("HYPERWALL_GRID=2x1\nHYPERWALL_VOLUME=40\n")
                try await stage.wall(["--env", file, stage.videos]) { wall in
                    let before = try await wall.plays(2)
                    #expect(before.volume == 40)
                    try write("HYPERWALL_GRID=2x2\nHYPERWALL_VOLUME=55\nHYPERWALL_FIT=contain\n")
                    wall.process.send(SIGHUP)
                    let after = try await wall.wait("live values apply") {
                        $0.grid == GridSize(columns: 2, rows: 2) && $0.volume == 55
                    }
                    #expect(after.cells.prefix(2).map(\.id) == before.cells.map(\.id))
                    #expect(await says(wall, "HYPERWALL_FIT"))

                    try write("HYPERWALL_GRID=2x2\nHYPERWALL_VOLUME=loud\nHYPERWALL_ROTATE=90\n")
                    wall.process.send(SIGHUP)
                    let kept = try await wall.wait("a bad value is named") { now in
                        now.warnings.contains {
                            $0.contains("HYPERWALL_VOLUME") && $0.contains("loud")
                        }
                    }
                    #expect(kept.volume == 55)
                    #expect(kept.displays[0].rotation.rawValue == 0)
                    #expect(await says(wall, "restart", "HYPERWALL_ROTATE"))
                }
            }
        }

        /// Whether a line with these words comes to be in its log.
        private func says(_ wall: WallProcess, _ words: String...) async -> Bool {
            await soon {
                wall.errors.split(separator: "\n").contains { line in
                    words.allSatisfy { line.contains($0) }
                } ? true : nil
            } ?? false
        }

        @Test func userSignalWritesTheState() async throws {
            try await WallStage.with(videos: 2) { stage in
                try await stage.wall(["--grid", "2x1", stage.videos]) { wall in
                    let now = try await wall.plays(2)
                    wall.process.send(SIGUSR1)
                    #expect(await says(wall, "state: 2 cells, 1 windows"))
                    for cell in now.cells {
                        #expect(await says(wall, "cell \(cell.number) \(cell.id)"))
                    }
                    let log = stage.folder.at("state/hyperwall/wall.log")
                    let isKept = await soon {
                        let text = try? String(contentsOfFile: log, encoding: .utf8)
                        return text?.contains("state: 2 cells") == true ? true : nil
                    }
                    #expect(isKept == true)
                }
            }
        }

        /// systemd starts it again after this status.
        @Test(arguments: [SIGKILL, SIGTERM])
        func aLostXServerEndsItWith75(signal: Int32) async throws {
            try await WallStage.with(videos: 2) { stage in
                try await stage.wall(["--grid", "2x1", stage.videos]) { wall in
                    try await wall.plays(2)
                    let server = try stage.server.orFail("no X server")
                    let slack = try await wall.slack()
                    let began = ContinuousClock.now
                    server.process.send(signal)
                    #expect(await wall.process.end() == 75)
                    #expect((ContinuousClock.now - began).inSeconds < 2 + slack)
                    #expect(wall.errors.contains("display"))
                }
            }
        }

        @Test func aPausedWallNoticesTheLossToo() async throws {
            try await WallStage.with(videos: 1) { stage in
                try await stage.wall(["--grid", "1x1", stage.videos]) { wall in
                    try await wall.plays(1)
                    try await wall.takeKeyboard()
                    try await wall.press("space")
                    try await wall.wait("paused") {
                        $0.paused && $0.renderer.presentsPerSecond == 0
                    }
                    let slack = try await wall.slack()
                    let began = ContinuousClock.now
                    try stage.server.orFail("no X server").process.send(SIGKILL)
                    #expect(await wall.process.end() == 75)
                    #expect((ContinuousClock.now - began).inSeconds < 2 + slack)
                }
            }
        }
    }
}

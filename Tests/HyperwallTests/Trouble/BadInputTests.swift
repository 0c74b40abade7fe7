import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// What cannot be played gets words, and the wall goes on with the rest.
    @Suite struct BadInputTests {
        /// Plays `source` beside a good video, and waits for the words about it.
        /// - Parameter words: what a person must be able to read on a card.
        private func expect(
            _ words: [String], about source: String, on stage: WallStage
        ) async throws {
            try await stage.wall(["--grid", "2x1", source, stage.videos]) { wall in
                var said: [String] = []
                try await wall.wait("a card says \(words)") { now in
                    // A card has a title and a reason under it.
                    said = now.cells.compactMap { cell in cell.reason.map { "\(cell.title): \($0)" }
                    }
                    return said.contains { reason in words.allSatisfy { reason.contains($0) } }
                }
                // The card goes, the rest plays on.
                try await wall.wait("the wall goes on") { now in
                    now.cells.contains { $0.isPlaying && $0.title == "clip 01" }
                }
                wall.process.send(SIGTERM)
                #expect(await wall.process.end() == 0)
            }
        }

        private func withGoodVideo(_ body: (WallStage) async throws -> Void) async throws {
            try await WallStage.with(videos: 1, body)
        }

        @Test func aFolderWithoutVideos() async throws {
            try await withGoodVideo { stage in
                let folder = stage.folder.at("empty")
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try await expect(["empty", "no videos"], about: folder, on: stage)
            }
        }

        @Test func aFileThatIsNoVideo() async throws {
            try await withGoodVideo { stage in
                let file = stage.folder.at("letter.mp4")
                try "Dear reader".write(toFile: file, atomically: true, encoding: .utf8)
                try await expect(["letter", "not a video"], about: file, on: stage)
            }
        }

        @Test func aMissingPath() async throws {
            try await withGoodVideo { stage in
                try await expect(
                    ["gone.mp4"], about: stage.folder.at("gone.mp4"), on: stage)
            }
        }

        @Test func aListWithABadLine() async throws {
            try await withGoodVideo { stage in
                let list = stage.folder.at("films.m3u")
                try "#EXTM3U\n\(stage.videos)/clip 01.mp4\ngopher://example.org/film\n"
                    .write(toFile: list, atomically: true, encoding: .utf8)
                try await expect(["films.m3u", "3"], about: list, on: stage)
            }
        }

        @Test func aServerThatRefuses() async throws {
            try await withGoodVideo { stage in
                // Bound and closed again: nobody listens there now.
                let (socket, port) = try TestSocket.listeningOnLoopback()
                socket.close()
                try await expect(
                    ["127.0.0.1", "refused"], about: "http://127.0.0.1:\(port)/film.mp4",
                    on: stage)
            }
        }

        @Test func anAddressThatTheServerDoesNotHave() async throws {
            let server = try ScriptedServer.answering(
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            defer { server.stop() }
            try await withGoodVideo { stage in
                try await expect(
                    ["127.0.0.1", "404"], about: "http://127.0.0.1:\(server.port)/film.mp4",
                    on: stage)
            }
        }

        @Test func nothingToPlayAndNoDemo() async throws {
            try await WallStage.with { stage in
                let run = try await stage.command([], environment: ["HYPERWALL_DEMO": "0"])
                #expect(run.status == 66)
                #expect(run.errors.contains("nothing to play"))
                let empty = try await stage.command(
                    [stage.videos], environment: ["HYPERWALL_DEMO": "0"])
                #expect(empty.status == 66)
                #expect(empty.errors.contains("videos"))
                let words = empty.errors.split(separator: "\n").filter {
                    $0.hasPrefix("hyperwall: ")
                }
                #expect(words.count == 1)
            }
        }

        @Test func nothingAtAllIsTheDemo() async throws {
            try await WallStage.with { stage in
                try await stage.wall(["--grid", "2x1"]) { wall in
                    let wall = try await wall.plays(2)
                    #expect(Set(wall.cells.map(\.title)).count == 2)
                }
            }
        }
    }

    /// As somebody who may not read everything; only root can become that.
    @Suite(.enabled(if: getuid() == 0, "root reads every file, and only root can be another user"))
    struct UnreadableFileTests {
        @Test func anUnreadableFile() async throws {
            try await WallStage.with(videos: 1) { stage in
                let file = stage.folder.at("videos/secret.mp4")
                try ProgramClips.bytes().write(to: URL(fileURLWithPath: file))
                #expect(chmod(file, 0) == 0)
                let program = stage.folder.at("hyperwall")
                // Not copied by this process: a descriptor that writes, inherited by
                // another test's child, would make the copy "busy" for a moment.
                try await stage.server?.run(["cp", WallStage.program, program])
                try await stage.server?.run(["chown", "-R", "nobody", stage.folder.path])
                try await stage.wall(
                    ["--grid", "2x1", stage.videos],
                    program: [
                        "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program,
                    ]
                ) { wall in
                    try await wall.wait("a card names it") { now in
                        now.cells.contains {
                            $0.reason?.contains("secret") == true
                                && $0.reason?.contains("permissions") == true
                        } && now.cells.contains(where: \.isPlaying)
                    }
                }
            }
        }
    }
}

import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// Controls, events and status, of the wall that runs here and of others.
    @Suite struct ControlCommandTests {
        private static let token = "0123456789abcdef0123456789abcdef"

        private func tokenFile(_ stage: WallStage, _ text: String, mode: Int = 0o600) throws
            -> String
        {
            let path = stage.folder.at("token-\(UUID().uuidString)")
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return path
        }

        private static let headless = ["--headless", "--window", "320x180"]

        @Test func controlsReachTheWallThatRunsHere() async throws {
            // As many as leave some to choose from besides what is prepared.
            try await WallStage.with(videos: 6, screen: nil) { stage in
                let none = try await stage.command(["next", "1"])
                #expect(none.status == 3 && none.errors.contains("No wall named wall"))
                try await stage.wall(Self.headless + ["--grid", "2x1", stage.videos]) { wall in
                    let before = try await wall.plays(2)
                    func done(_ arguments: String...) async throws {
                        let run = try await stage.command(arguments)
                        #expect(run.status == 0 && run.text.isEmpty, "\(arguments) \(run.errors)")
                        #expect(run.errors.isEmpty, "\(run.errors)")
                    }
                    try await done("next", "2")
                    try await wall.wait("cell 2 plays another item") {
                        $0.cells[1].isPlaying && $0.cells[1].item != before.cells[1].item
                    }
                    try await done("previous", "2")
                    try await wall.wait("cell 2 plays the first item again") {
                        $0.cells[1].isPlaying && $0.cells[1].item == before.cells[1].item
                    }
                    try await done("mute", "2", "off")
                    try await wall.wait("cell 2 sounds") { $0.sounding == 2 }
                    try await done("mute", "2", "--on")
                    try await wall.wait("nothing sounds") { $0.sounding == nil }
                    try await done("pause", "1", "on")
                    try await wall.wait("cell 1 is held") { $0.cells[0].paused && !$0.paused }
                    try await done("pause", "1")
                    try await wall.wait("cell 1 goes on") { !$0.cells[0].paused }
                    try await done("pause")
                    try await wall.wait("the wall is held") { $0.paused }
                    try await done("pause", "off")
                    try await wall.wait("the wall goes on") { !$0.paused }
                    try await done("solo", "2")
                    try await wall.wait("cell 2 alone") { $0.solo == 2 }
                    try await done("solo", "off")
                    try await wall.wait("all cells again") { $0.solo == nil }
                    try await done("solo", "1")
                    try await wall.wait("cell 1 alone") { $0.solo == 1 }
                    try await done("solo")
                    try await wall.wait("all cells again") { $0.solo == nil }
                    try await done("play", "1", "CLIP 03")
                    try await wall.wait("cell 1 plays clip 03") {
                        $0.cells[0].title == "clip 03" && $0.cells[0].isPlaying
                    }
                    let loads = try await wall.wait("it is there") { _ in true }.cells[0].loads
                    try await done("reload", "1")
                    try await wall.wait("cell 1 is opened anew") { $0.cells[0].loads > loads }
                    let path = stage.videos + "/clip 01.mp4"
                    try await done("play", "1", path, "--start", "1")
                    try await wall.wait("cell 1 plays a path") { $0.cells[0].title == "clip 01" }
                    try await done("grid", "1x2")
                    try await wall.wait("another grid") {
                        $0.grid.columns == 1 && $0.grid.rows == 2
                    }

                    func refused(_ arguments: [String], _ status: Int32, _ words: String)
                        async throws
                    {
                        let run = try await stage.command(arguments)
                        #expect(run.status == status, "\(arguments)")
                        #expect(run.errors.contains(words), "\(run.errors)")
                        #expect(run.errors.split(separator: "\n").count == 1)
                    }
                    try await refused(["next", "9"], 1, "There is no cell 9")
                    try await refused(["unpark", "1"], 1, "does not rest")
                    try await refused(["filter", "favourites"], 1, "favourites")
                    try await refused(["play", "1", "nothing like it"], 1, "holds")
                    try await refused(["play", "1", "clip"], 1, "means 6 items")
                    try await refused(["play", "1", "http://127.0.0.1/x.mp4"], 77, "127.0.0.1")
                }
            }
        }

        @Test(arguments: [
            (["next"], "cell"), (["next", "0"], "cell"), (["next", "x"], "cell"),
            (["grid", "9x9"], "8x8"), (["grid", "4x3x2"], "8x8"), (["mute", "1", "maybe"], "off"),
            (["mute", "1", "on", "--off"], "not one"), (["solo", "2", "--off"], "not both"),
            (["solo", "on"], "off"), (["mute"], "hyperwall mute CELL [on|off] [--host WALL]"),
            (["pause", "1", "2"], "off"), (["pause", "on", "off"], "off"),
            (["filter", "x"], "all"),
            (["play", "1"], "item"), (["play", "1", "x", "--start", "-1"], "--start"),
            (["next", "1", "--token-file", "x"], "--host"),
            (["next", "1", "--host", "a", "--name", "b"], "--name"),
            (["next", "1", "--host", "a", "--host", "b"], "one wall"),
            (["next", "1", "--host", "a", "--token-file", "b", "--token-file", "c"], "one wall"),
            (["next", "1", "--host", "ftp://a"], "http and https"),
            (["next", "1", "--host", "http://u:geheim@a"], "--host"),
            (["status", "--host", "a b"], "--host"),
            (["journal", "--follow", "--host", "a"], "events"),
            (["journal", "--limit", "2000", "--host", "a"], "1000"),
            (
                [
                    "status", "--host", "a", "--host", "b", "--host", "c", "--token-file", "x",
                    "--token-file", "y",
                ], "--token-file"
            ),
        ])
        func whatIsNotUnderstoodIsUsage(arguments: [String], words: String) async throws {
            try await WallStage.with(screen: nil) { stage in
                let run = try await stage.command(arguments)
                #expect(run.status == 64 && run.text.isEmpty)
                #expect(run.errors.contains(words), "\(run.errors)")
                #expect(!run.errors.contains("geheim"))
            }
        }

        /// Two walls of one machine, one with a token; a third is not there.
        @Test func otherWallsAreAskedByTheirAddress() async throws {
            let (first, second, none) = (try freePort(), try freePort(), try freePort())
            try await WallStage.with(videos: 2, screen: nil) { stage in
                let file = try tokenFile(stage, Self.token + "\n")
                let foyer = [
                    "HYPERWALL_NAME": "foyer", "HYPERWALL_HTTP": "127.0.0.1:\(first)",
                    "HYPERWALL_HTTP_TOKEN_FILE": file,
                ]
                let bar = [
                    "HYPERWALL_NAME": "bar", "HYPERWALL_HTTP": "127.0.0.1:\(second)",
                    "HYPERWALL_PEERS":
                        "foyer=http://127.0.0.1:\(first),\(file);gone=http://127.0.0.1:\(none)",
                ]
                let arguments = Self.headless + ["--grid", "1x1", stage.videos]
                try await stage.wall(arguments, environment: foyer) { wall in
                    try await wall.plays(1)
                    try await stage.wall(arguments, environment: bar) { other in
                        try await other.plays(1)
                        try await one(stage, "127.0.0.1:\(first)", file, wall)
                        try await several(stage, [first, second, none].map { "localhost:\($0)" })
                        // A peer that does not answer in time is silent until the next question.
                        let peers = "http://127.0.0.1:\(second)/api/v1/peers"
                        let answers = try await soon { () -> ProgramRun? in
                            let page = try await curl(peers)
                            return page.text.contains("\"state\":\"answers\"") ? page : nil
                        }
                        let page = try answers.orFail("the peer never answers")
                        #expect(page.text.contains("\"name\":\"foyer\""))
                        #expect(page.text.contains("\"state\":\"silent\""))
                        #expect(!page.text.contains(Self.token))
                        let picture = try await curl(
                            "http://127.0.0.1:\(second)/api/v1/peers/foyer/wall.jpg")
                        #expect(picture.output.starts(with: [0xFF, 0xD8, 0xFF]))
                        #expect(!other.errors.contains(Self.token))
                    }
                }
            }
        }

        private func curl(_ url: String) async throws -> ProgramRun {
            try await onThread { try ProgramRun.of("curl", ["-sS", "--max-time", "10", url]) }
        }

        private func one(
            _ stage: WallStage, _ host: String, _ file: String, _ wall: WallProcess
        ) async throws {
            let words = try await stage.command(["status", "--host", host])
            #expect(words.status == 0 && words.text.hasPrefix("foyer: 1 of 1 cells play"))
            let json = try await stage.command(["status", "--json", "--host", "http://\(host)/"])
            let now = try JSONDecoder().decode(WallSnapshot.self, from: Data(json.output))
            #expect(now.name == "foyer" && now.pid == Int(wall.process.pid))
            let picture = stage.folder.at("foyer.jpg")
            let snapshot = try await stage.command(["snapshot", picture, "--host", host])
            #expect(snapshot.status == 0 && FileManager.default.fileExists(atPath: picture))
            let piped = try await stage.command(["snapshot", "-", "--host", host])
            #expect(piped.status == 0 && piped.output.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            let journal = try await stage.command(
                ["journal", "--since", "1h", "--limit", "9", "--host", host])
            #expect(journal.status == 0 && !journal.text.isEmpty, "\(journal.errors)")
            // To play, a token is needed on this machine too.
            let play = ["play", "1", "clip 02", "--host", host]
            let bare = try await stage.command(play)
            #expect(bare.status == 77 && bare.errors.contains("--token-file"), "\(bare.errors)")
            let wrong = try tokenFile(stage, "wrong-wrong-wrong-wrong")
            let refused = try await stage.command(play + ["--token-file", wrong])
            #expect(refused.status == 77 && refused.errors.contains(wrong))
            let open = try tokenFile(stage, Self.token, mode: 0o644)
            let readable = try await stage.command(play + ["--token-file", open])
            #expect(readable.status == 2 && readable.errors.contains("chmod 600"))
            let done = try await stage.command(play + ["--token-file", file])
            #expect(done.status == 0 && done.errors.isEmpty, "\(done.errors)")
            try await wall.wait("it plays what was asked for") { $0.cells[0].title == "clip 02" }
        }

        private func several(_ stage: WallStage, _ hosts: [String]) async throws {
            let options = hosts.flatMap { ["--host", $0] }
            let table = try await stage.command(["status"] + options)
            #expect(table.status == 69)
            let lines = table.text.split(separator: "\n")
            #expect(lines.count == 5, "\(table.text)")
            #expect(lines[1].contains("foyer") && lines[1].contains("1 of 1"))
            #expect(lines[2].contains("bar") && lines[2].contains("playing"))
            #expect(lines[3].contains("no answer") && lines[4].contains("nothing listens"))
            let json = try await stage.command(["status", "--json"] + options)
            #expect(json.status == 69)
            let list = try #require(
                JSONSerialization.jsonObject(with: Data(json.output)) as? [[String: Any]])
            #expect(list.compactMap { $0["host"] as? String } == hosts)
            let names = list.map { ($0["status"] as? [String: Any])?["name"] as? String }
            #expect(names == ["foyer", "bar", nil])
            #expect((list[2]["reason"] as? String)?.contains("nothing listens") == true)
            let well = try await stage.command(["status", "--host", hosts[0], "--host", hosts[1]])
            #expect(well.status == 0)
        }

        /// Whoever answers there may be anything.
        @Test(arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 69, "no wall"),
            (
                "HTTP/1.1 302 Found\r\nLocation: http://a/\r\nContent-Length: 0\r\n\r\n", 69,
                "on to another address"
            ),
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 69, "no wall"),
            (
                "HTTP/1.1 403 No\r\n\r\n{\"status\":403,\"detail\":\"Not\\u001b[2J you.\"}", 77,
                "Not\u{FFFD}"
            ),
            ("rubbish\r\n", 69, "No wall answers"), ("", 69, "hung up"),
        ])
        func whoeverIsNoWallIsOneSentence(reply: String, status: Int, words: String) async throws {
            let server = try ScriptedServer.answering(reply)
            defer { server.stop() }
            try await WallStage.with(screen: nil) { stage in
                let host = "127.0.0.1:\(server.port)"
                for command in [["status"], ["next", "1"], ["events"], ["journal"]]
                where reply.contains("HTTP") {
                    let run = try await stage.command(command + ["--host", host])
                    #expect(run.status == Int32(status), "\(command) \(run.errors)")
                    #expect(run.errors.contains(words) && run.text.isEmpty, "\(run.errors)")
                    #expect(run.errors.split(separator: "\n").count == 1)
                }
                let run = try await stage.command(["status", "--host", host])
                #expect(run.status == Int32(status) && run.errors.contains(words), "\(run.errors)")
            }
        }

        /// Someone watches while the wall ends and comes back.
        @Test func eventsSayWhatChangesAlsoAcrossARestart() async throws {
            try await WallStage.with(videos: 2, screen: nil) { stage in
                let none = try await stage.command(["events"])
                #expect(none.status == 3)
                let (output, lines) = (
                    stage.folder.at("events.out"), stage.folder.at("events.json")
                )
                func text(_ path: String) -> String {
                    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                }
                func shows(_ words: String, within time: Duration = .patience) async -> Bool {
                    await soon(within: time) { text(output).contains(words) ? true : nil } ?? false
                }
                let arguments = Self.headless + ["--grid", "2x1", stage.videos]
                var followers: [ChildProcess] = []
                try await stage.wall(arguments) { wall in
                    try await wall.plays(2)
                    for (extra, path) in [([], output), (["--json"], lines)] {
                        followers.append(
                            try ChildProcess(
                                [WallStage.program, "events"] + extra,
                                environment: stage.environment(), files: [1: path, 2: output]))
                    }
                    #expect(await shows("wall: 2 of 2 cells play, grid 2×1"))
                    _ = try await stage.command(["pause", "1"])
                    #expect(await shows("cell 1   held"))
                    _ = try await stage.command(["grid", "1x1"])
                    #expect(await shows("wall     grid 1×1"))
                }
                #expect(await shows("The line to the wall is lost; trying again."))
                try await stage.wall(arguments) { wall in
                    // It goes on with the grid it had.
                    try await wall.plays(1)
                    #expect(
                        await shows("wall     started anew"),
                        "\(text(output))")
                    _ = try await stage.command(["mute", "1"])
                    #expect(await shows("cell 1   is heard"))
                }
                for follower in followers {
                    follower.send(SIGINT)
                    #expect(await follower.end() == 130)
                    await follower.stop()
                }
                let objects = try text(lines).split(separator: "\n").map {
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                }
                #expect(objects.first??["event"] as? String == "snapshot")
                #expect(objects.contains { $0?["event"] as? String == "cell" })
                #expect(objects.allSatisfy { $0?["id"] is String && $0?["data"] is [String: Any] })
            }
        }

        /// A port that was free a moment ago.
        private func freePort() throws -> UInt16 {
            let (socket, port) = try TestSocket.listeningOnLoopback()
            socket.close()
            return port
        }
    }
}

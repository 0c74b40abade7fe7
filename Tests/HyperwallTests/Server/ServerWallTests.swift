import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A whole wall before a media server.
    @Suite struct ServerWallTests {
        @Test(arguments: FakeDialect.allCases)
        func itPlaysAndLeavesNothingBehind(dialect: FakeDialect) async throws {
            try await ServerStage.with(dialect, seconds: 3, { $0.basePath = "/media" }) { stage in
                // A resume point that is somebody's.
                let watched = stage.server.itemID(0)
                var data = stage.server.userData(of: watched)
                data.positionTicks = 10_000_000
                stage.server.setUserData(data, of: watched)
                let own = [
                    "HYPERWALL_TRANSCODE": "always", "HYPERWALL_TRANSCODE_OVER": "3",
                    "HYPERWALL_MAX_TRANSCODES": "1",
                ]
                try await stage.wall("2x2", own) { wall in
                    try await wall.plays(4)
                    // Through a few items of every cell.
                    try await wall.wait("each cell went on") { now in
                        now.cells.allSatisfy { $0.loads >= 3 }
                    }
                    #expect(try await wall.status()?.server?.phase == .connected)
                    try await wall.ends()
                }
                #expect(stage.server.illegal == [])
                // What a wall said last may still be on its way when it is gone.
                let isOver = await soon { stage.server.openSessions.isEmpty ? true : nil }
                #expect(isOver == true)
                let isStill = await soon { stage.server.runningEncodings.isEmpty ? true : nil }
                #expect(isStill == true)
                #expect(stage.server.encodersEver > 0)
                #expect(stage.server.userData(of: watched).positionTicks == 10_000_000)
                for number in 0..<stage.server.options.itemCount {
                    #expect(!stage.server.userData(of: stage.server.itemID(number)).played)
                }
            }
        }

        @Test func theServersTokenIsNowhere() async throws {
            try await ServerStage.with(.jellyfin11) { stage in
                let own = [
                    "HYPERWALL_LOG": "trace", "HYPERWALL_TRANSCODE": "always",
                    "HYPERWALL_TRANSCODE_OVER": "1", "HYPERWALL_MAX_TRANSCODES": "1",
                ]
                try await stage.wall("2x1", own) { wall in
                    try await wall.plays(2)
                    let tokens = stage.server.tokens
                    #expect(!tokens.isEmpty)
                    // Something fails, and is explained, written down and shown.
                    stage.server.setFault(.status(500), for: "/Videos/*")
                    stage.server.setFault(.status(500), for: "/videos/*")
                    stage.server.connections.dropConnections("/Videos/*")
                    try await wall.takeKeyboard()
                    // Twice: what comes next may have been read already, to its end.
                    try await wall.press("n")
                    try await wall.press("n")
                    try await wall.wait("a cell fails") { now in
                        now.cells.contains { $0.failures > 0 }
                    }
                    wall.process.send(SIGUSR1)
                    var said = try await self.words(stage, own, wall)
                    for (place, text) in try files(below: stage.stage.folder.path) {
                        said[place] = text
                    }
                    for (place, text) in said {
                        for token in tokens {
                            #expect(!text.contains(token), "the token is in \(place)")
                        }
                        #expect(!text.contains("geheim") || place.hasSuffix("/password"))
                    }
                }
                for request in stage.server.requests {
                    #expect(
                        request.tokenPlaces.isDisjoint(with: [.queryApiKey, .queryLegacy]),
                        "\(request.path)")
                }
            }
        }

        private func words(
            _ stage: ServerStage, _ own: [String: String], _ wall: WallProcess
        ) async throws -> [String: String] {
            var said: [String: String] = [:]
            for words in [["status"], ["status", "--json"], ["config"], ["journal"], ["doctor"]] {
                said[words.joined(separator: " ")] = try await stage.stage.command(
                    words, environment: stage.environment(own)
                ).text
            }
            said["standard error"] = wall.errors
            for process in try FileManager.default.contentsOfDirectory(atPath: "/proc")
            where Int(process) != nil {
                // Others' are none of our business, and may have gone meanwhile.
                for file in ["cmdline", "environ"] {
                    let path = "/proc/\(process)/\(file)"
                    guard let bytes = FileManager.default.contents(atPath: path) else { continue }
                    said[path] = String(decoding: bytes, as: UTF8.self)
                }
            }
            return said
        }

        private func files(below folder: String) throws -> [String: String] {
            var found: [String: String] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
                let path = "\(folder)/\(name)"
                guard let bytes = FileManager.default.contents(atPath: path) else { continue }
                found[path] = String(decoding: bytes, as: UTF8.self)
            }
            return found
        }

        @Test func whatWasKilledLeavesNoEncoderToTheNext() async throws {
            try await ServerStage.with(.jellyfin12) { stage in
                let own = [
                    "HYPERWALL_TRANSCODE": "always", "HYPERWALL_TRANSCODE_OVER": "1",
                ]
                try await stage.wall("2x1", own) { wall in
                    try await wall.plays(2)
                    let both = await soon { stage.server.runningEncodings.count >= 2 ? true : nil }
                    #expect(both == true)
                    wall.process.send(SIGKILL)
                    _ = await wall.process.end()
                }
                let left = Set(stage.server.runningEncodings.map(\.playSession))
                #expect(left.count >= 2)
                try await stage.wall("2x1", own) { wall in
                    try await wall.plays(2)
                    try await wall.wait("the old encoders end") { _ in
                        left.isDisjoint(with: stage.server.runningEncodings.map(\.playSession))
                    }
                    try await wall.ends()
                }
                let isStill = await soon { stage.server.runningEncodings.isEmpty ? true : nil }
                #expect(isStill == true)
            }
        }

        @Test func theReserveBridgesAServerThatIsAway() async throws {
            try await ServerStage.with(.emby4) { stage in
                try stage.server.setMood(.refuses)
                let folder = stage.stage.folder.at("reserve")
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: try ClipStore.path(.compass(width: 640, height: 360, seconds: 3)),
                    toPath: "\(folder)/bridge.mov")
                try await stage.wall("2x1", ["HYPERWALL_RESERVE": folder]) { wall in
                    let card = try await wall.wait("it says so") {
                        $0.server?.nextTryInSeconds != nil
                    }
                    #expect(card.server?.phase == .connecting)
                    #expect(card.server?.words.contains("refuses the connection") == true)
                    try await wall.wait("the reserve plays") { now in
                        now.cells.count == 2
                            && now.cells.allSatisfy { $0.isPlaying && $0.title == "bridge" }
                    }
                    try stage.server.setMood(.well)
                    try await wall.wait("the server's items come") { now in
                        now.cells.allSatisfy { $0.isPlaying && $0.title.hasPrefix("Item") }
                    }
                }
                #expect(stage.server.illegal == [])
            }
        }

        @Test func aHeartIsSetByKeyAndShowsOnlyFavourites() async throws {
            try await ServerStage.with(.jellyfin10) { stage in
                try await stage.wall("2x1") { wall in
                    try await wall.plays(2)
                    try await wall.takeKeyboard()
                    try await wall.press("b")
                    let now = try await wall.wait("the heart is there") { $0.cells[0].favorite }
                    let id = try #require(now.cells[0].item?.plain)
                    #expect(stage.server.userData(of: id).isFavorite)
                    try await wall.press("b")
                    try await wall.wait("the heart is gone") { !$0.cells[0].favorite }
                    #expect(!stage.server.userData(of: id).isFavorite)
                }
            }
        }
    }
}

extension WallProcess {
    /// Ends it as systemd does, and waits.
    func ends() async throws {
        process.send(SIGTERM)
        #expect(await process.end() == 0)
    }
}

extension ItemID {
    /// The server's own id in it.
    fileprivate var plain: String? { rawValue.split(separator: ":").last.map(String.init) }
}

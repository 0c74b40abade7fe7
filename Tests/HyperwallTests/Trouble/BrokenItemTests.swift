import FaultyServer
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// An item that will never play: the next one takes its place, and where
    /// there is none a card says so.
    @Suite(.alone) struct BrokenItemTests {
        /// What lies at a path for good, and a word that the card says about it.
        enum Broken: String, CaseIterable, Sendable {
            case letter = "not a video"
            case notThere = "404"
        }

        private func item(
            _ broken: Broken, _ stage: WallStage, _ server: FaultyServer
        ) throws -> String {
            switch broken {
            case .notThere: return server.url("/gone.mp4")
            case .letter:
                let file = stage.folder.at("letter.mp4")
                try "Dear reader".write(toFile: file, atomically: true, encoding: .utf8)
                return file
            }
        }

        private func withItem(
            _ broken: Broken, videos: Int, _ body: (WallStage, String) async throws -> Void
        ) async throws {
            try await WallStage.with(videos: videos) { stage in
                let server = try FaultyServer(folder: stage.videos)
                defer { server.stop() }
                try await body(stage, try item(broken, stage, server))
            }
        }

        @Test(arguments: Broken.allCases)
        func theNextOneTakesItsPlaceAtOnce(broken: Broken) async throws {
            try await withItem(broken, videos: 1) { stage, item in
                let order = ["HYPERWALL_SHUFFLE": "0"]
                try await stage.wall(["--grid", "1x1", item, stage.videos], environment: order) {
                    wall in
                    let now = try await wall.wait("the good one plays") {
                        $0.cells.first?.isPlaying == true
                    }
                    let cell = try now.cell(1)
                    #expect(cell.title == "clip 01")
                    // It was tried first, and not a second time.
                    #expect(cell.loads == 2)
                    let slack = try await wall.slack()
                    let since = now.uptimeSeconds - cell.stateSeconds
                    #expect(since < 4 + slack)
                    let failures = wall.errors.split(separator: "\n").filter {
                        $0.contains("” failed")
                    }
                    #expect(failures.count == 1, "\(wall.errors)")
                }
            }
        }

        @Test(arguments: Broken.allCases)
        func theOnlyOneIsParked(broken: Broken) async throws {
            try await withItem(broken, videos: 0) { stage, item in
                try await stage.wall(["--grid", "1x1", item]) { wall in
                    let now = try await wall.wait("it is parked") {
                        $0.cells.first?.state == "parked"
                            && $0.cells.first?.reason?.contains(broken.rawValue) == true
                    }
                    let cell = try now.cell(1)
                    let overlay = CellOverlay(cell: cell, in: now, focusShown: false)
                    let card = try #require(overlay.card)
                    #expect(card.headline == "Media unavailable")
                    #expect(card.reason.contains(broken.rawValue))
                    #expect(card.failures == "Failed once")
                    #expect(card.countdown.hasPrefix("Next try in "))
                    #expect((60...120).contains(cell.retryInSeconds ?? 0))
                }
            }
        }
    }
}

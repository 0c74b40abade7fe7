import Foundation
import Testing
import WallPolicy

extension DisplaysTests {
    /// The software renderer under a Wayland compositor.
    @Suite(
        .enabled(
            if: CageSession.obstacle == nil,
            Comment(rawValue: "Wayland is not tested: \(CageSession.obstacle ?? "")")))
    struct Wayland {
        private func inCage(
            _ arguments: [String] = [], _ own: [String: String] = [:],
            _ play: (CageSession, DisplayWall) async throws -> Void
        ) async throws {
            let stage = try await DisplayStage(clips: 8)
            defer { stage.remove() }
            let session = try CageSession(stage: stage, arguments: arguments, own: own)
            do {
                try await play(session, session.wall)
            } catch {
                await session.stop()
                throw error
            }
            await session.stop()
        }

        @Test("Through Xwayland the wall owns its pixels, and fills the output")
        func xwayland() async throws {
            // A window of another size than the output, which cage makes as large as that.
            try await inCage(["--window", "640x360"]) { session, wall in
                let status = try await filled(wall)
                #expect(status.renderer.videoDriver == "x11")
                #expect(status.renderer.detail == "window pixels")
                try await expectRight(session, wall, status)
            }
        }

        @Test("On plain Wayland a texture is uploaded, and both log and status say so")
        func native() async throws {
            try await inCage([], ["SDL_VIDEODRIVER": "wayland"]) { session, wall in
                let status = try await filled(wall)
                #expect(status.renderer.videoDriver == "wayland")
                #expect(status.renderer.detail == "texture upload")
                #expect(wall.said.contains("wayland lends no window pixels"))
                try await expectRight(session, wall, status)
            }
        }

        private func filled(_ wall: DisplayWall) async throws -> WallSnapshot {
            try await wall.wait("two cells fill the output") {
                $0.displays.first?.size.width == CageSession.width
                    && $0.cells.last?.rect.maxX == CageSession.width
                    && $0.cells.last?.rect.maxY == CageSession.height
                    && $0.cells.count == 2
                    && $0.cells.allSatisfy { $0.statistics.shownFrames > 5 }
            }
        }

        /// The compositor and the wall itself show every cell's clip.
        private func expectRight(
            _ session: CageSession, _ wall: DisplayWall, _ status: WallSnapshot
        ) async throws {
            let probes = status.cells.flatMap(\.probes)
            let own = try await ScreenPicture.wrong(probes) {
                try await wall.snapshot(width: CageSession.width, height: CageSession.height)
            }
            #expect(own == [])
            #expect(try await ScreenPicture.wrong(probes) { try await session.picture() } == [])
        }
    }
}

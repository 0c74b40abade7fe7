import Foundation
import Geometry
import Testing
import WallPolicy

extension DisplaysTests {
    /// Displays that hang turned.
    @Suite struct Turned {
        @Test(
            "The wall is turned as the display hangs, and the mouse with it",
            arguments: [
                (0, "software"), (90, "software"), (180, "gl"), (270, "software"), (270, "gl"),
            ])
        func turned(degrees: Int, renderer: String) async throws {
            let rotation = try #require(Rotation(rawValue: degrees))
            let physical = PixelSize(width: 640, height: 360)
            let stage = try await DisplayStage()
            defer { stage.remove() }
            let screen = try await XScreen("640x360", folder: stage.folder)
            let own = [
                "DISPLAY": screen.display, "HYPERWALL_ROTATE": "\(degrees)",
                "HYPERWALL_RENDERER": renderer, "HYPERWALL_GRID": "3x2",
            ]
            do {
                let end = try await stage.wall([], own) { wall in
                    let status = try await wall.wait("six cells play") {
                        $0.cells.count == 6
                            && $0.cells.allSatisfy { $0.statistics.shownFrames > 5 }
                    }
                    let logical = rotation.logicalSize(of: physical)
                    #expect(status.displays.first?.size == physical)
                    #expect(status.cells.last?.rect.maxX == logical.width)
                    #expect(status.cells.last?.rect.maxY == logical.height)
                    try await expectTurned(screen, status, rotation, physical)
                    // A snapshot is upright whatever the display is.
                    let tilted = try await ScreenPicture.wrong(status.cells.flatMap(\.probes)) {
                        try await wall.snapshot(width: logical.width, height: logical.height)
                    }
                    #expect(tilted == [])
                    for number in [6, 2, 4, 1] {
                        let rect = status.cells[number - 1].rect
                        let place = Self.place(
                            x: rect.x + rect.width / 5, y: rect.y + rect.height * 3 / 5, rotation,
                            physical)
                        try await screen.click(x: place.x, y: place.y)
                        try await wall.wait("a click is for cell \(number)") {
                            $0.focus == number
                        }
                    }
                }
                #expect(end.status == 0, "\(end.log)")
            } catch {
                await screen.stop()
                throw error
            }
            await screen.stop()
        }

        private func expectTurned(
            _ screen: XScreen, _ status: WallSnapshot, _ rotation: Rotation, _ physical: PixelSize
        ) async throws {
            let probes = status.cells.flatMap(\.probes).map { probe in
                let place = Self.place(x: probe.x, y: probe.y, rotation, physical)
                return Probe(x: place.x, y: place.y, wanted: probe.wanted)
            }
            let wrong = try await ScreenPicture.wrong(probes) {
                try await ScreenPicture(
                    XScreen.grab(screen.display, width: physical.width, height: physical.height),
                    width: physical.width, height: physical.height,
                    environment: ProcessInfo.processInfo.environment)
            }
            #expect(wrong == [])
        }

        /// Where a point of the upright wall lies on the glass; said here once
        /// more, so that a sign error in the program is found: 90 means that
        /// the wall's upper left corner is the display's upper right one.
        private static func place(
            x: Int, y: Int, _ rotation: Rotation, _ physical: PixelSize
        ) -> (x: Int, y: Int) {
            switch rotation {
            case .none: (x, y)
            case .quarter: (physical.width - 1 - y, x)
            case .half: (physical.width - 1 - x, physical.height - 1 - y)
            case .threeQuarters: (y, physical.height - 1 - x)
            }
        }
    }
}

import Foundation
import TestSupport
import Testing
import WallPolicy

/// Walls of the built program on real displays, one after the other: each
/// keeps a machine of two cores busy. The X servers, the compositor and the
/// clips are the tests' own.
@Suite(.serialized, .timeLimit(.minutes(6)), .oneAtATime)
struct DisplaysTests {}

extension DisplaysTests {
    /// Displays that come and go.
    @Suite struct HotPlug {
        private func onXvnc(
            _ play: (DisplayStage, XvncServer) async throws -> Void
        ) async throws {
            let stage = try await DisplayStage()
            defer { stage.remove() }
            let server = try await XvncServer(folder: stage.folder)
            do {
                try await server.plugSecond()
                try await play(stage, server)
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }

        @Test(
            "A display that comes or goes has its own cells, and costs the others nothing",
            arguments: ["software", "gl"])
        func plugAndUnplug(renderer: String) async throws {
            try await onXvnc { stage, server in
                try await server.unplug("VNC-1")
                let own = ["DISPLAY": server.display, "HYPERWALL_RENDERER": renderer]
                let end = try await stage.wall([], own) { wall in
                    let alone = try await wall.plays(on: ["VNC-0"])
                    #expect(alone.renderer.kind == renderer)

                    try await server.plugAgain()
                    let both = try await wall.plays(on: ["VNC-0", "VNC-1"])
                    try await expectUntouched(alone.cells, in: both, wall)
                    #expect(both.displays.map(\.size.width) == [640, 320])
                    #expect(both.cells.map(\.display) == [1, 1, 2, 2])
                    #expect(Set(both.cells.compactMap(\.item)).count == 4)
                    try await expectSideBySide(wall, both)

                    try await server.unplug("VNC-1")
                    let left = try await wall.plays(on: ["VNC-0"])
                    try await expectUntouched(Array(both.cells.prefix(2)), in: left, wall)

                    try await server.plugAgain()
                    let again = try await wall.plays(on: ["VNC-0", "VNC-1"])
                    try await expectUntouched(left.cells, in: again, wall)

                    // The right one moves to the left now.
                    try await server.unplug("VNC-0")
                    let right = try await wall.plays(on: ["VNC-1"])
                    try await expectUntouched(Array(again.cells.suffix(2)), in: right, wall)
                    try await expectOnScreen(server, right, width: 320, height: 240)
                }
                #expect(end.status == 0, "\(end.log)")
            }
        }

        @Test(
            "All displays may go, and the wall plays again when they are back",
            arguments: ["software", "gl"])
        func allGone(renderer: String) async throws {
            try await onXvnc { stage, server in
                let own = ["DISPLAY": server.display, "HYPERWALL_RENDERER": renderer]
                let end = try await stage.wall([], own) { wall in
                    try await wall.plays(on: ["VNC-0", "VNC-1"])
                    try await server.unplug("VNC-1")
                    try await server.unplug("VNC-0")
                    try await wall.wait("nothing plays") { $0.displays.isEmpty && $0.cells.isEmpty }
                    try await server.plugBoth()
                    let back = try await wall.plays(on: ["VNC-0", "VNC-1"])
                    try await expectSideBySide(wall, back)
                    try await server.unplug("VNC-1")
                    try await server.unplug("VNC-0")
                    try await wall.wait("nothing plays again") { $0.cells.isEmpty }
                }
                // It also ends in order without a display.
                #expect(end.status == 0, "\(end.log)")
            }
        }

        @Test(
            "HYPERWALL_DISPLAYS chooses by number and by name",
            arguments: [
                ("2", ["VNC-1"]), ("vnc-0", ["VNC-0"]), ("VNC-1,1", ["VNC-0", "VNC-1"]),
            ])
        func chosen(value: String, names: [String]) async throws {
            try await onXvnc { stage, server in
                let own = ["DISPLAY": server.display, "HYPERWALL_DISPLAYS": value]
                let end = try await stage.wall([], own) { wall in
                    let status = try await wall.plays(on: names)
                    #expect(status.displays.map(\.number) == names.map { $0 == "VNC-0" ? 1 : 2 })
                }
                #expect(end.status == 0, "\(end.log)")
            }
        }

        @Test("A kiosk waits for a display that was named and is not there")
        func namedLater() async throws {
            try await onXvnc { stage, server in
                try await server.unplug("VNC-1")
                let own = ["DISPLAY": server.display, "HYPERWALL_DISPLAYS": "VNC-1"]
                let kiosk = own.merging(["HYPERWALL_KIOSK": "1"]) { $1 }
                let end = try await stage.wall([], kiosk) { wall in
                    try await wall.wait("no display") { $0.displays.isEmpty }
                    let said = await soon {
                        wall.said.contains("HYPERWALL_DISPLAYS names no display") ? true : nil
                    }
                    #expect(said == true)
                    try await server.plugAgain()
                    try await wall.plays(on: ["VNC-1"])
                }
                #expect(end.status == 0, "\(end.log)")
            }
        }

        /// These cells are still there with the same player and item, which went on.
        private func expectUntouched(
            _ before: [CellSnapshot], in now: WallSnapshot, _ wall: DisplayWall
        ) async throws {
            let slack = try await wall.slack()
            for cell in before {
                guard let after = now.cells.first(where: { $0.id == cell.id }) else {
                    Issue.record("cell \(cell.number) is another one now")
                    continue
                }
                #expect(after.statistics.longestGapMilliseconds <= slack * 1000)
                // Positions are up to a second old.
                let later = try await wall.wait("cell \(cell.number) goes on") { later in
                    later.cells.contains {
                        $0.id == cell.id && ($0.position ?? 0) > (cell.position ?? 0)
                            && $0.statistics.shownFrames > cell.statistics.shownFrames
                    }
                }.cells.first { $0.id == cell.id }
                #expect(later?.item == cell.item)
                #expect(later?.loads == cell.loads)
            }
        }

        private func expectSideBySide(_ wall: DisplayWall, _ status: WallSnapshot) async throws {
            let probes = status.cells.flatMap { cell in
                cell.probes.map { probe in
                    Probe(
                        x: (cell.display == 1 ? 0 : 640) + probe.x, y: probe.y,
                        wanted: probe.wanted)
                }
            }
            // The shorter display leaves nothing below it.
            let below = Probe(x: 800, y: 400, wanted: .black)
            let wrong = try await ScreenPicture.wrong(probes + [below]) {
                try await wall.snapshot(width: 960, height: 480)
            }
            #expect(wrong == [])
        }

        private func expectOnScreen(
            _ server: XvncServer, _ status: WallSnapshot, width: Int, height: Int
        ) async throws {
            let wrong = try await ScreenPicture.wrong(status.cells.flatMap(\.probes)) {
                try await ScreenPicture(
                    XScreen.grab(server.display, width: width, height: height), width: width,
                    height: height, environment: ProcessInfo.processInfo.environment)
            }
            #expect(wrong == [])
        }
    }
}

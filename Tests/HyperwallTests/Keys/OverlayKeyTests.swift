import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The keys for overlays, the window, pictures and the end.
    @Suite struct OverlayKeyTests {
        private func play(
            _ environment: [String: String] = [:], layout: String? = nil,
            _ body: (WallProcess, WallStage) async throws -> Void
        ) async throws {
            try await WallStage.with(videos: 1) { stage in
                if let layout { try await stage.server?.run(["setxkbmap", layout]) }
                try await stage.wall(
                    ["--grid", "1x1", stage.videos], environment: environment
                ) { wall in
                    try await wall.plays(1)
                    try await wall.takeKeyboard()
                    try await body(wall, stage)
                }
            }
        }

        @Test func overlaysComeAndGo() async throws {
            try await play { wall, _ in
                try await wall.press("c")
                try await wall.wait("C labels") { $0.labelsShown }
                try await wall.press("s")
                try await wall.wait("S statistics") { $0.statisticsShown }
                for key in ["h", "question", "F1"] {
                    try await wall.press(key)
                    try await wall.wait("\(key) helps") { $0.helpShown }
                    try await wall.press("Escape")
                    try await wall.wait("Esc leaves the help") { !$0.helpShown }
                }
                try await wall.press("Escape")
                try await wall.wait("Esc leaves the statistics") { !$0.statisticsShown }
                try await wall.press("c")
                try await wall.wait("C again") { !$0.labelsShown }
            }
        }

        @Test func theStatisticsKnowTheCodec() async throws {
            try await play { wall, _ in
                let known = try await wall.wait("figures") {
                    !($0.cells.first?.statistics.codec.isEmpty ?? true)
                }
                #expect(known.cells[0].statistics.codec == "h264")
                #expect(known.cells[0].statistics.size?.width == 320)
            }
        }

        @Test func aGermanQuestionMarkHelps() async throws {
            try await play(layout: "de") { wall, stage in
                try await stage.server?.hands(
                    "keydown", "Shift_L", "key", "ssharp", "keyup", "Shift_L")
                try await wall.wait("Shift and ß help") { $0.helpShown }
            }
        }

        /// With Ctrl, Alt or Super a key is not the printable one.
        @Test(arguments: ["ctrl", "alt", "super"])
        func modifiedKeysAreNoPrintableOnes(modifier: String) async throws {
            try await play { wall, stage in
                for key in ["c", "s", "h", "3", "space", "q"] {
                    try await wall.press("\(modifier)+\(key)")
                }
                // What comes after them shows that they were taken in.
                try await wall.press("m")
                let after = try await wall.wait("M") { $0.sounding == 1 }
                #expect(!after.labelsShown && !after.statisticsShown && !after.helpShown)
                #expect(after.grid.columns == 1 && !after.paused)
                #expect(wall.process.exitStatus == nil)
            }
        }

        @Test func favouritesAnswerThatThereIsNoServer() async throws {
            try await play { wall, stage in
                let before = try await wall.plays(1)
                try await wall.press("f", "a", "b", "c")
                let after = try await wall.wait("labels") { $0.labelsShown }
                #expect(after.filter == "all" && after.items == before.items)
                #expect(after.cells[0].loads == before.cells[0].loads)
            }
        }

        @Test func f12SavesAPicture() async throws {
            try await play { wall, stage in
                try await wall.press("F12")
                let beneath = [
                    stage.folder.at("pictures"), stage.folder.at("state/hyperwall/pictures"),
                ]
                let found = await soon { () -> String? in
                    for folder in beneath {
                        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
                        if let name = names?.first(where: { $0.hasSuffix(".png") }) {
                            return "\(folder)/\(name)"
                        }
                    }
                    return nil
                }
                let picture = try Picture(path: found.orFail("no picture was saved"))
                #expect(picture.width == 640 && picture.height == 360)
                #expect(try await picture.isColourful())
            }
        }

        @Test func f11TakesTheWindowOffTheWholeDisplay() async throws {
            try await play { wall, _ in
                let before = try await wall.wait("whole display") { $0.displays[0].fullscreen }
                try await wall.press("F11")
                try await wall.wait("a window") { !$0.displays[0].fullscreen }
                try await wall.press("F11")
                let after = try await wall.wait("whole display again") { $0.displays[0].fullscreen }
                #expect(after.displays[0].size == before.displays[0].size)
                #expect(after.cells[0].loads == before.cells[0].loads)
            }
        }

        @Test(arguments: [["q"], ["Escape", "Escape"], ["shift+q"]])
        func keysQuit(keys: [String]) async throws {
            try await play { wall, stage in
                try await stage.server?.hands(["key", "--delay", "100"] + keys)
                #expect(await wall.process.end() == 0)
            }
        }

        @Test func oneEscapeDoesNotQuit() async throws {
            try await play { wall, _ in
                try await wall.press("Escape", "c")
                let once = try await wall.wait("labels") { $0.labelsShown }
                try await wall.wait("two seconds pass") {
                    $0.uptimeSeconds > once.uptimeSeconds + 2.2
                }
                try await wall.press("Escape", "c")
                try await wall.wait("it still plays") { !$0.labelsShown }
            }
        }

        @Test func closingTheWindowQuits() async throws {
            try await play { wall, stage in
                let server = try stage.server.orFail("no X server")
                let window = try await server.windows(of: "hyperwall").first
                try server.askToClose(window: window.orFail("no window"))
                #expect(await wall.process.end() == 0)
            }
        }

        @Test func aKioskIgnoresEverythingButItsOwnKey() async throws {
            try await play(["HYPERWALL_KIOSK": "1"]) { wall, stage in
                let server = try stage.server.orFail("no X server")
                let window = try await server.windows(of: "hyperwall").first
                try server.askToClose(window: window.orFail("no window"))
                try await wall.press("q", "Escape", "Escape", "F11", "ctrl+q", "c")
                let after = try await wall.wait("it goes on") { $0.labelsShown }
                #expect(after.displays[0].fullscreen)
                #expect(wall.process.exitStatus == nil)
                try await wall.press("ctrl+alt+q")
                #expect(await wall.process.end() == 0)
            }
        }
    }
}

import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The keys that mean the focused cell, or all of them.
    @Suite struct PlaybackKeyTests {
        /// A 2×2 wall of five videos in their order, with the keyboard.
        private func play(_ body: (WallProcess) async throws -> Void) async throws {
            try await WallStage.with(videos: 5) { stage in
                let order = ["HYPERWALL_SHUFFLE": "0"]
                try await stage.wall(["--grid", "2x2", stage.videos], environment: order) { wall in
                    try await wall.plays(4)
                    try await wall.takeKeyboard()
                    try await body(wall)
                }
            }
        }

        @Test func arrowsAndClicksMoveTheFocus() async throws {
            try await play { wall in
                for (key, cell) in [("Right", 2), ("Down", 4), ("Left", 3), ("Up", 1)] {
                    try await wall.press(key)
                    try await wall.wait("\(key) leads to \(cell)") { $0.focus == cell }
                }
                // At the edge it stays.
                try await wall.press("Up", "Right")
                try await wall.wait("the edge holds") { $0.focus == 2 }
                try await wall.click(x: 100, y: 300)
                let clicked = try await wall.wait("a click leads to 3") { $0.focus == 3 }
                #expect(clicked.solo == nil)
            }
        }

        @Test func soloAndBackConnectsNothingAnew() async throws {
            try await play { wall in
                let before = try await wall.plays(4)
                try await wall.press("Return")
                try await wall.wait("Enter shows one cell") { $0.solo == 1 }
                // Hidden cells go on: their time passes.
                try await wall.wait("hidden cells go on") { now in
                    zip(before.cells, now.cells).allSatisfy { old, new in
                        (new.position ?? 0) > (old.position ?? 0) + 1
                            && new.statistics.shownFrames > old.statistics.shownFrames
                            && new.hidden == (new.number != 1)
                    }
                }
                try await wall.press("Escape")
                try await wall.wait("Esc shows all") { $0.solo == nil }
                try await wall.click(x: 500, y: 300, times: 2)
                let solo = try await wall.wait("a double click shows one") { $0.solo == 4 }
                #expect(solo.cells.last?.rect.size == solo.displays.first?.size)
                try await wall.click(x: 500, y: 300, times: 2)
                let after = try await wall.wait("and all again") { $0.solo == nil }
                #expect(after.cells.map(\.loads) == before.cells.map(\.loads))
                #expect(after.cells.map(\.id) == before.cells.map(\.id))
                #expect(after.cells.allSatisfy { $0.isPlaying && !$0.hidden })
            }
        }

        @Test func spacePausesAllAndNoFrameIsSent() async throws {
            try await play { wall in
                let playing = try await wall.wait("it plays for a while") {
                    $0.uptimeSeconds > 3 && $0.process.cores > 0
                }
                try await wall.press("space")
                let paused = try await wall.wait("Space pauses") { $0.paused }
                // Rates are of the last whole second.
                let still = try await wall.wait("no frames any more") { now in
                    now.uptimeSeconds > paused.uptimeSeconds + 2.2
                        && now.renderer.presentsPerSecond == 0
                        && now.cells.allSatisfy { $0.statistics.shownFPS == 0 }
                }
                let later = try await wall.wait("two seconds pass") {
                    $0.uptimeSeconds > still.uptimeSeconds + 2
                }
                #expect(
                    later.cells.map(\.statistics.shownFrames)
                        == still.cells.map(\.statistics.shownFrames))
                // On a slow machine all takes more.
                #expect(later.process.cores < max(0.1, playing.process.cores / 4))
                try await wall.press("space")
                try await wall.wait("Space plays") { now in
                    !now.paused
                        && zip(later.cells, now.cells).allSatisfy {
                            $1.statistics.shownFrames > $0.statistics.shownFrames
                        }
                }
            }
        }

        @Test func shiftAndArrowsSeek() async throws {
            try await play { wall in
                let before = try await wall.wait("the first second") {
                    ($0.cells.first?.position ?? 0) > 1
                }
                try await wall.press("shift+Right")
                let after = try await wall.wait("10 s further on") {
                    let passed = $0.uptimeSeconds - before.uptimeSeconds
                    return Self.position(1, $0) - Self.position(1, before) > passed + 5
                }
                let jump = Self.position(1, after) - Self.position(1, before)
                let passed = after.uptimeSeconds - before.uptimeSeconds
                // Positions are up to a second old, on both sides.
                #expect(abs(jump - passed - 10) < 2.5)
                #expect(Self.position(2, after) - Self.position(2, before) < passed + 2.5)
                try await wall.press("shift+Left")
                try await wall.wait("and back") {
                    let passed = $0.uptimeSeconds - after.uptimeSeconds
                    return Self.position(1, $0) - Self.position(1, after) < passed - 5
                }
            }
        }

        private static func position(_ number: Int, _ wall: WallSnapshot) -> Double {
            wall.cells.first { $0.number == number }?.position ?? -1
        }

        @Test func nextPreviousReloadAndLoop() async throws {
            try await play { wall in
                let first = try await wall.plays(4)
                try await wall.press("n")
                let next = try await wall.wait("N plays another") {
                    $0.cells[0].isPlaying && $0.cells[0].title != first.cells[0].title
                }
                // The others are not touched.
                #expect(next.cells.dropFirst().map(\.load) == first.cells.dropFirst().map(\.load))
                try await wall.press("p")
                let back = try await wall.wait("P plays the one before") {
                    $0.cells[0].isPlaying && $0.cells[0].title == first.cells[0].title
                }
                try await wall.press("r")
                try await wall.wait("R opens it again") {
                    $0.cells[0].isPlaying && $0.cells[0].title == first.cells[0].title
                        && $0.cells[0].loads == back.cells[0].loads + 1
                }
                try await wall.press("l")
                try await wall.wait("L loops") {
                    $0.cells.map(\.looping) == [true, false, false, false]
                }
                try await wall.press("l")
                try await wall.wait("L ends it") { !$0.cells[0].looping }
            }
        }

        /// There is no sound card here: picture must go on all the same.
        @Test func oneCellSoundsAtATime() async throws {
            try await play { wall in
                try await wall.press("m")
                let sounding = try await wall.wait("M sounds") {
                    $0.sounding == 1 && $0.cells[0].sounding
                }
                try await wall.press("9")
                try await wall.wait("9 is quieter") { $0.volume == 65 }
                try await wall.press("0", "0")
                try await wall.wait("0 is louder") { $0.volume == 75 }
                try await wall.press("Right", "m")
                try await wall.wait("one at a time") {
                    $0.sounding == 2 && !$0.cells[0].sounding
                }
                try await wall.press("m")
                try await wall.wait("M is silent again") { $0.sounding == nil }
                try await wall.wait("the pictures went on") { now in
                    zip(sounding.cells, now.cells).allSatisfy {
                        $1.state == "playing" && $1.loads == $0.loads
                            && $1.statistics.shownFrames > $0.statistics.shownFrames + 25
                            && ($1.position ?? 0) > ($0.position ?? 0)
                    }
                }
            }
        }
    }
}

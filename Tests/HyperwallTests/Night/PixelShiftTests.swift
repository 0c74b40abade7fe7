import Foundation
import Geometry
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// The picture that moves against burn-in.
    @Suite struct PixelShiftTests {
        /// One that begins to move leaves a black frame, and everything in it is in its place.
        @Test(arguments: [("software", 0), ("software", 90), ("gl", 90)])
        func thePictureStandsInABlackFrame(renderer: String, degrees: Int) async throws {
            try await WallStage.with(videos: 2) { stage in
                let file = stage.folder.at("shift.env")
                func write(_ minutes: Int) throws {
                    try "HYPERWALL_PIXEL_SHIFT_MIN=\(minutes)\n"
                        .write(toFile: file, atomically: true, encoding: .utf8)
                }
                try write(0)
                let own = [
                    "HYPERWALL_RENDERER": renderer, "HYPERWALL_ROTATE": "\(degrees)",
                    "HYPERWALL_HWDEC": "no",
                ]
                let arguments = ["--env", file, "--grid", "1x2", stage.videos]
                try await stage.wall(arguments, environment: own) { wall in
                    let before = try await wall.plays(2)
                    let whole = before.cells[0].rect
                    #expect(whole.x == 0 && whole.y == 0)
                    let reaches = try await soon { try await frame(stage) > 60 ? true : nil }
                    #expect(reaches == true, "pictures reach to the edge")
                    try write(60)
                    wall.process.send(SIGHUP)
                    let after = try await wall.wait("the picture gives way") {
                        $0.cells[0].rect.x == 4
                    }
                    #expect(after.cells[0].rect.y == 4)
                    #expect(after.cells[0].rect.width == whole.width - 8)
                    let isBlack = try await soon { () -> Bool? in
                        try await frame(stage) == 0 ? true : nil
                    }
                    #expect(isBlack == true)
                    // Turned by a quarter, the lower cell is the left one.
                    let (x, y) = degrees == 0 ? (320, 300) : (100, 180)
                    try await wall.click(x: x, y: y)
                    try await wall.wait("the click finds its cell") { $0.focus == 2 }
                    // Toast and focus are gone, or their pixels would be left behind.
                    try write(0)
                    wall.process.send(SIGHUP)
                    try await wall.wait("the whole window again") { $0.cells[0].rect == whole }
                    let isFull = try await soon { () -> Bool? in
                        try await frame(stage) > 60 ? true : nil
                    }
                    #expect(isFull == true)
                }
            }
        }

        /// The lightest value in the outermost four pixels of the screen.
        private func frame(_ stage: WallStage) async throws -> UInt8 {
            let display = try stage.server.orFail("no X server").display
            let run = try await onThread {
                try ProgramRun.of(
                    "ffmpeg",
                    [
                        "-nostdin", "-v", "error", "-f", "x11grab", "-draw_mouse", "0",
                        "-video_size", "640x360", "-i", display, "-frames:v", "1", "-f",
                        "rawvideo", "-pix_fmt", "rgb24", "-",
                    ])
            }
            var lightest: UInt8 = 0
            for (at, value) in run.output.enumerated() {
                let (x, y) = (at / 3 % 640, at / 3 / 640)
                if min(x, y, 639 - x, 359 - y) < 4 { lightest = max(lightest, value) }
            }
            guard run.output.count == 640 * 360 * 3 else {
                throw WallProcess.Timeout(description: "no picture of the screen: \(run.errors)")
            }
            return lightest
        }
    }
}

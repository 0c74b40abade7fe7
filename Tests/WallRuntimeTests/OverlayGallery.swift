import Display
import Foundation
import Geometry
import Testing
import WallPolicy

@testable import WallRuntime

/// Pictures of every overlay at many sizes, for eyes: written when
/// `HYPERWALL_OVERLAY_PICTURES` names a folder.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["HYPERWALL_OVERLAY_PICTURES"] != nil))
struct OverlayGallery {
    static let sizes = [
        PixelSize(width: 1_920, height: 1_080), PixelSize(width: 1_366, height: 768),
        PixelSize(width: 800, height: 480), PixelSize(width: 1_080, height: 1_920),
        PixelSize(width: 3_840, height: 2_160), PixelSize(width: 320, height: 176),
    ]

    @Test(arguments: sizes, [2, 6, 8])
    func pictures(size: PixelSize, side: Int) throws {
        let painter = OverlayPainter()
        defer { painter.close() }
        var scene = OverlayScene(size: size, columns: side, rows: side)
        scene.wall.cells[0].sounding = true
        _ = scene.compose(with: painter)
        #expect(painter.text.waitForFonts(seconds: 30))
        try write(scene.compose(with: painter), "labels", size, side)
        scene.failSome()
        try write(
            scene.compose(
                with: painter, toast: .volume(70),
                banner: [
                    "HYPERWALL_GRID is “banana”, which is no grid: 2x2 is used.",
                    "HYPERWALL_VOLUME is 400; 100 is the most and is used.",
                ]), "cards", size, side)
        scene.wall.statisticsShown = true
        scene.wall.cells[0].statistics.outputDrops = 12
        try write(
            scene.compose(with: painter, toast: .snapshotSaved(name: "wall-20241121-200501.png")),
            "statistics", size, side)
        guard side == 2 else { return }
        scene.wall.helpShown = true
        scene.wall.statisticsShown = false
        scene.wall.paused = true
        try write(scene.compose(with: painter, toast: .pressEscapeAgain), "help", size, side)
        scene.wall.helpShown = false
        try write(scene.compose(with: painter, toast: .paused), "paused", size, side)
    }

    private func write(_ bitmap: Bitmap, _ name: String, _ size: PixelSize, _ side: Int) throws {
        let folder = ProcessInfo.processInfo.environment["HYPERWALL_OVERLAY_PICTURES"] ?? "."
        let file = "\(folder)/overlay-\(size.width)x\(size.height)-\(side)x\(side)-\(name).png"
        try Data(try PictureEncoder.png(bitmap)).write(to: URL(fileURLWithPath: file))
    }
}

extension OverlayScene {
    /// Gives some cells every kind of trouble, and each mark at least once.
    mutating func failSome() {
        func change(_ index: Int, _ body: (inout CellSnapshot) -> Void) {
            if wall.cells.indices.contains(index) { body(&wall.cells[index]) }
        }
        change(0) {
            $0.state = "parked"
            $0.reason = FailureReason.refusedConnection(subject: "camera-7.local").words
            $0.failures = 5
            $0.retryInSeconds = 97
        }
        change(1) {
            $0.state = "buffering"
            $0.looping = true
            $0.sounding = true
        }
        change(2) {
            $0.state = "idle"; $0.title = ""
        }
        change(3) {
            $0.live = true
            $0.duration = nil
            $0.looping = true
        }
        change(4) {
            $0.state = "loading"
            $0.statistics.shownFrames = 0
        }
        change(5) {
            $0.state = "holding"
            $0.reason = nil
        }
        change(7) {
            $0.state = "backingOff"
            $0.reason = FailureReason.status(503, subject: "media.example.org").words
            $0.failures = 1
            $0.retryInSeconds = 4
        }
        change(8) { $0.paused = true }
    }
}

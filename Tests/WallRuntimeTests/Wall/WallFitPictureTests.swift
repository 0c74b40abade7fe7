import Display
import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Cover, contain and stretch, against a picture whose every side is known.
@Suite(.serialized) @RenderThread struct WallFitPictureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let renderer: String
        let fit: FitMode
        /// Of the clip.
        let clip: PixelSize
        /// Of the window.
        let size: PixelSize
        let grid: String
        var testDescription: String {
            "\(renderer) \(fit) \(clip.width)×\(clip.height) on \(size.width)×\(size.height) \(grid)"
        }
    }

    private nonisolated static let wide = PixelSize(width: 320, height: 180)
    private nonisolated static let narrow = PixelSize(width: 240, height: 180)

    private nonisolated static let cases: [Case] = ["software", "gl"].flatMap { renderer in
        FitMode.allCases.flatMap { fit in
            [
                (narrow, PixelSize(width: 640, height: 360), "1x1"),
                (wide, PixelSize(width: 480, height: 360), "1x1"),
                (wide, PixelSize(width: 853, height: 479), "2x2"),
                (narrow, PixelSize(width: 853, height: 479), "2x1"),
            ].map { Case(renderer: renderer, fit: fit, clip: $0.0, size: $0.1, grid: $0.2) }
        }
    }

    @Test(arguments: cases) func aPictureStandsInItsCellAsAsked(test: Case) throws {
        let path = try ClipStore.path(
            .compass(width: test.clip.width, height: test.clip.height, seconds: 60, rate: 5))
        try WallStage.run(
            test.renderer, test.size, grid: test.grid, settings: ["FIT": test.fit.rawValue],
            items: [.file(path: path, mount: "/")]
        ) { stage in
            var wrong: [String] = ["nothing was shown"]
            _ = try stage.turn {
                guard stage.allPlay else { return false }
                let picture = try stage.picture()
                wrong = stage.tiles.flatMap {
                    Self.wrongPixels(in: $0.rect, of: picture, clip: test.clip, fit: test.fit)
                }
                return wrong.isEmpty
            }
            #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(8))")
        }
    }

    /// Compares a cell with what the fit makes of the clip, on a close lattice;
    /// places within three pixels of an edge of colours are left out.
    private nonisolated static func wrongPixels(
        in rect: PixelRect, of picture: Bitmap, clip: PixelSize, fit: FitMode
    ) -> [String] {
        var wrong: [String] = []
        for row in 0...24 {
            for column in 0...24 {
                let x = column * (rect.width - 1) / 24
                let y = row * (rect.height - 1) / 24
                var expected: Set<UInt32> = []
                for near in [-3, 0, 3] {
                    for other in [-3, 0, 3] {
                        expected.insert(
                            color(
                                Double(x + near) + 0.5, Double(y + other) + 0.5, rect.size, clip,
                                fit))
                    }
                }
                guard let color = expected.first, expected.count == 1 else { continue }
                let seen = picture.pixels[(rect.y + y) * picture.width + rect.x + x]
                if colorDistance(seen, color) > 16 {
                    wrong.append(
                        "\(x),\(y) of \(rect.size): \(String(seen, radix: 16)), "
                            + "not \(String(color, radix: 16))")
                }
            }
        }
        return wrong
    }

    /// The colour at a place of a cell, worked out from the sizes alone.
    private nonisolated static func color(
        _ x: Double, _ y: Double, _ cell: PixelSize, _ clip: PixelSize, _ fit: FitMode
    ) -> UInt32 {
        let across = Double(cell.width) / Double(clip.width)
        let down = Double(cell.height) / Double(clip.height)
        let scale: (x: Double, y: Double) =
            switch fit {
            case .stretch: (across, down)
            case .cover: (max(across, down), max(across, down))
            case .contain: (min(across, down), min(across, down))
            }
        let u = ((x - Double(cell.width) / 2) / scale.x) / Double(clip.width) + 0.5
        let v = ((y - Double(cell.height) / 2) / scale.y) / Double(clip.height) + 0.5
        // Beyond a cell that is filled there is nothing to compare with; beside
        // the picture of one that is not there is black.
        guard fit == .contain, !(0...1).contains(u) || !(0...1).contains(v) else {
            return Clip.compassColor(x: min(max(u, 0), 1), y: min(max(v, 0), 1))
        }
        return 0
    }
}

import Foundation
import Geometry
import TestSupport
import WallPolicy

/// What the X server shows, pixel by pixel.
struct WallPicture {
    let width: Int
    let height: Int
    /// Red, green, blue, row by row.
    private let bytes: [UInt8]

    /// Takes one.
    init(of server: XServer, width: Int, height: Int) async throws {
        let run = try await onThread { [display = server.display] in
            try ProgramRun.of(
                "ffmpeg",
                [
                    "-nostdin", "-v", "error", "-f", "x11grab", "-draw_mouse", "0", "-video_size",
                    "\(width)x\(height)", "-i", display, "-frames:v", "1", "-f", "rawvideo",
                    "-pix_fmt", "rgb24", "-",
                ])
        }
        guard run.output.count == width * height * 3 else {
            throw WallProcess.Timeout(description: "no picture of the screen: \(run.errors)")
        }
        self.width = width
        self.height = height
        bytes = run.output
    }

    /// `0xRRGGBB`; black outside.
    subscript(x: Int, y: Int) -> UInt32 {
        guard 0..<width ~= x, 0..<height ~= y else { return 0 }
        let at = (y * width + x) * 3
        return bytes[at..<at + 3].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The ruler that a cell shows: where overlays leave the picture free.
    func ruler(in rect: PixelRect) -> (color: RulerColor?, part: Double?) {
        let y = rect.y + rect.height * 42 / 100
        let row = (rect.x..<rect.maxX).map { self[$0, y] }
        let color = RulerColor.allCases.first { color in
            row.count { colorDistance($0, color.rawValue) < 40 } * 10 > row.count * 6
        }
        let white = row.indices.filter { colorDistance(row[$0], 0xFFFFFF) < 40 }
        guard let first = white.first, let last = white.last, rect.width > 40 else {
            return (color, nil)
        }
        // The bar has a 32nd of the width itself.
        let bar = Double(rect.width) / 32
        let part = (Double(first + last + 1) / 2 - bar / 2) / (Double(rect.width) - bar)
        return (color, part)
    }

    /// How many pixels of a place have nearly this colour.
    func count(_ color: UInt32, in rect: PixelRect) -> Int {
        var count = 0
        for y in rect.y..<rect.maxY {
            for x in rect.x..<rect.maxX where colorDistance(self[x, y], color) < 24 { count += 1 }
        }
        return count
    }

    /// How many pixels of a place differ from another picture's.
    func difference(from other: WallPicture, in rect: PixelRect) -> Int {
        var count = 0
        for y in rect.y..<rect.maxY {
            for x in rect.x..<rect.maxX where colorDistance(self[x, y], other[x, y]) > 40 {
                count += 1
            }
        }
        return count
    }
}

/// What the items of the page's wall look like: item `n` has the colour `n % 5`.
enum RulerColor: UInt32, CaseIterable {
    case red = 0xC00000
    case green = 0x00A000
    case blue = 0x0000D0
    case yellow = 0xD0C000
    case violet = 0xA000A0

    /// The colour of an item by its title, `Item 00000007`; nil for another title.
    init?(title: String) {
        guard let digits = title.firstMatch(of: /Item ([0-9]+)/)?.1, let number = Int(digits)
        else { return nil }
        self = Self.allCases[number % Self.allCases.count]
    }
}

extension WallPicture {
    /// The colour of signs and of the ring: the wall's accent.
    private static let accent: UInt32 = 0x4DB5FF

    /// Pixels of the accent among the signs of a cell's label, of a quarter of the screen: not
    /// in the progress beneath them.
    func signs(in rect: PixelRect) -> Int {
        count(
            Self.accent,
            in: PixelRect(x: rect.x + 120, y: rect.y + 148, width: 140, height: 18))
    }

    /// Whether there is a ring round a cell.
    func ring(around rect: PixelRect) -> Bool {
        let edge = PixelRect(x: rect.x, y: rect.y + 20, width: 4, height: rect.height - 60)
        return count(Self.accent, in: edge) > edge.height / 2
    }
}

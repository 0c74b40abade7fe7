import Display
import Geometry
import Testing

extension Bitmap {
    /// The colour at a pixel.
    func color(_ x: Int, _ y: Int) -> Color {
        let value = pixels[y * width + x]
        return Color(hex: value & 0xFFFFFF, alpha: UInt8(value >> 24))
    }
}

extension Color {
    /// Whether no channel differs by more than `tolerance`.
    func isClose(to other: Color, tolerance: Int) -> Bool {
        [
            (red, other.red), (green, other.green), (blue, other.blue),
            (alpha, other.alpha),
        ]
        .allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
    }

    /// This colour laid over an opaque one, worked out in floating point.
    func over(_ below: Color, alpha: Double) -> Color {
        func mix(_ above: UInt8, _ below: UInt8) -> UInt8 {
            UInt8((Double(above) * alpha + Double(below) * (1 - alpha)).rounded())
        }
        return Color(
            red: mix(red, below.red), green: mix(green, below.green),
            blue: mix(blue, below.blue))
    }
}

/// Expects a pixel to have a colour.
func expectPixel(
    _ bitmap: Bitmap, _ x: Int, _ y: Int, is color: Color, tolerance: Int = 0,
    _ where: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
    let seen = bitmap.color(x, y)
    #expect(
        seen.isClose(to: color, tolerance: tolerance),
        "\(`where` ?? "") at \(x),\(y): \(seen), expected \(color)",
        sourceLocation: sourceLocation)
}

/// Expects a rectangle to have one colour at its corners and in its middle.
func expectRect(
    _ bitmap: Bitmap, _ rect: PixelRect, is color: Color, tolerance: Int = 0,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for (x, y) in [
        (rect.x, rect.y), (rect.maxX - 1, rect.y), (rect.x, rect.maxY - 1),
        (rect.maxX - 1, rect.maxY - 1), (rect.x + rect.width / 2, rect.y + rect.height / 2),
    ] {
        expectPixel(
            bitmap, x, y, is: color, tolerance: tolerance, "\(rect)",
            sourceLocation: sourceLocation)
    }
}

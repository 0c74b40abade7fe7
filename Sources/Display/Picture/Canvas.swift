public import Geometry

/// Pixels that are painted on before they become a `Bitmap`: premultiplied,
/// `0xAARRGGBB`. Everything outside is clipped; nothing here can fail.
public struct Canvas {
    /// Width and height.
    public let size: PixelSize
    /// `size.width * size.height` pixels, rows top to bottom.
    var pixels: [UInt32]

    /// The most pixels on either side: twice an 8K display. A larger canvas is cut.
    public static let longestSide = 16_384

    /// A transparent canvas.
    public init(size: PixelSize) {
        self.size = PixelSize(
            width: min(size.width, Self.longestSide), height: min(size.height, Self.longestSide))
        pixels = Array(repeating: 0, count: self.size.width * self.size.height)
    }

    /// What was painted.
    public func bitmap() -> Bitmap { Bitmap(size: size, pixels: pixels) }

    /// The whole canvas.
    public var bounds: PixelRect {
        PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    }

    /// Lays a colour over a rectangle.
    public mutating func fill(_ rect: PixelRect, _ color: Color) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty, color.alpha > 0 else { return }
        let source = color.premultiplied
        let width = size.width
        pixels.withUnsafeMutableBufferPointer { pixels in
            for y in area.y..<area.maxY {
                let row = y * width
                for x in area.x..<area.maxX {
                    pixels[row + x] = Pixel.over(source, pixels[row + x])
                }
            }
        }
    }

    /// Lays a gradient over a rectangle, from `top` to `bottom`. The middle is
    /// eased, so that a scrim has no visible edge.
    public mutating func fillGradient(_ rect: PixelRect, top: Color, bottom: Color) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        for y in area.y..<area.maxY {
            let part = (Double(y - rect.y) + 0.5) / Double(rect.height)
            fill(
                PixelRect(x: area.x, y: y, width: area.width, height: 1),
                top.mixed(with: bottom, part: part * part * (3 - 2 * part)))
        }
    }

    /// Lays a picture over the canvas, its top left corner at (`x`, `y`).
    public mutating func draw(_ bitmap: Bitmap, x: Int, y: Int) {
        let target = PixelRect(x: x, y: y, width: bitmap.width, height: bitmap.height)
        let area = target.intersection(bounds)
        guard !area.isEmpty else { return }
        let width = size.width
        pixels.withUnsafeMutableBufferPointer { pixels in
            bitmap.pixels.withUnsafeBufferPointer { source in
                for row in area.y..<area.maxY {
                    let from = (row - y) * bitmap.width - x
                    let to = row * width
                    for column in area.x..<area.maxX {
                        pixels[to + column] = Pixel.over(
                            source[from + column], pixels[to + column])
                    }
                }
            }
        }
    }

    /// Lays a line of text over the canvas.
    /// - Parameters:
    ///   - x: its left edge.
    ///   - baseline: where letters without descenders stand.
    public mutating func draw(_ line: TextLine, x: Int, baseline: Int) {
        draw(line.bitmap, x: x, y: baseline - line.baseline)
    }

    /// Lays a colour over one pixel, as far as `coverage` says.
    mutating func blend(_ color: Color, coverage: Double, x: Int, y: Int) {
        guard coverage > 0, x >= 0, y >= 0, x < size.width, y < size.height else { return }
        let source = Pixel.scaled(color.premultiplied, UInt32(min(coverage, 1) * 255 + 0.5))
        let index = y * size.width + x
        pixels[index] = Pixel.over(source, pixels[index])
    }
}

/// Arithmetic on premultiplied `0xAARRGGBB` pixels.
enum Pixel {
    /// `source` laid over `target`.
    @inline(__always)
    static func over(_ source: UInt32, _ target: UInt32) -> UInt32 {
        let alpha = source >> 24
        if alpha == 255 { return source }
        if source == 0 { return target }
        return source &+ scaled(target, 255 - alpha)
    }

    /// All four parts times `factor` / 255. Two parts at a time; the division is
    /// the usual exact one for 8 bits: (v + 128 + ((v + 128) >> 8)) >> 8.
    @inline(__always)
    static func scaled(_ pixel: UInt32, _ factor: UInt32) -> UInt32 {
        var even = (pixel & 0x00FF_00FF) &* factor &+ 0x0080_0080
        even = ((even &+ ((even >> 8) & 0x00FF_00FF)) >> 8) & 0x00FF_00FF
        var odd = ((pixel >> 8) & 0x00FF_00FF) &* factor &+ 0x0080_0080
        odd = (odd &+ ((odd >> 8) & 0x00FF_00FF)) & 0xFF00_FF00
        return even | odd
    }
}

extension Color {
    /// A colour between this one (`part` 0) and another (`part` 1).
    func mixed(with other: Color, part: Double) -> Color {
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(min(max(Double(from) + (Double(to) - Double(from)) * part, 0), 255).rounded())
        }
        return Color(
            red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
            alpha: mix(alpha, other.alpha))
    }
}

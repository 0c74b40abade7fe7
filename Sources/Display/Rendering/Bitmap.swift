public import Geometry

/// A picture in memory: premultiplied, `0xAARRGGBB` a pixel, rows top to
/// bottom without padding (BGRA in memory on little-endian machines).
public final class Bitmap: Sendable {
    /// Its width and height.
    public let size: PixelSize
    /// `size.width * size.height` pixels.
    public let pixels: [UInt32]

    /// A picture; missing pixels are transparent, surplus ones are cut off.
    public init(size: PixelSize, pixels: [UInt32]) {
        self.size = size
        let count = size.width * size.height
        if pixels.count == count {
            self.pixels = pixels
        } else {
            self.pixels =
                Array(pixels.prefix(count))
                + Array(repeating: 0, count: max(0, count - pixels.count))
        }
    }

    /// Pixels from left to right.
    public var width: Int { size.width }
    /// Pixels from top to bottom.
    public var height: Int { size.height }
}

/// A colour with straight (not premultiplied) alpha.
public struct Color: Sendable, Hashable {
    /// 0…255.
    public let red: UInt8
    /// 0…255.
    public let green: UInt8
    /// 0…255.
    public let blue: UInt8
    /// 0 transparent … 255 opaque.
    public let alpha: UInt8

    /// A colour from its parts.
    public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    /// A colour from `0xRRGGBB`.
    public init(hex: UInt32, alpha: UInt8 = 255) {
        self.init(
            red: UInt8(hex >> 16 & 0xFF), green: UInt8(hex >> 8 & 0xFF), blue: UInt8(hex & 0xFF),
            alpha: alpha)
    }

    /// `0xAARRGGBB`, premultiplied.
    public var premultiplied: UInt32 {
        let a = UInt32(alpha)
        func scaled(_ value: UInt8) -> UInt32 { (UInt32(value) * a + 127) / 255 }
        return a << 24 | scaled(red) << 16 | scaled(green) << 8 | scaled(blue)
    }
}

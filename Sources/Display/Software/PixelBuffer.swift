import Geometry
import Glibc

/// Pixels of our own, 64-byte aligned as swscale's fast paths want them.
final class PixelBuffer {
    let size: PixelSize
    /// Bytes from one row to the next, a multiple of 64.
    let stride: Int
    let base: UnsafeMutableRawPointer

    /// - Throws: when there is no memory for it.
    init(size: PixelSize) throws(DisplayError) {
        self.size = size
        stride = (size.width * 4 + 63) & ~63
        var pointer: UnsafeMutableRawPointer?
        let bytes = max(64, stride * size.height)
        guard posix_memalign(&pointer, 64, bytes) == 0, let pointer else {
            throw DisplayError(.windowSurface, "no memory for \(size.width)×\(size.height) pixels")
        }
        base = pointer
        memset(base, 0, bytes)
    }

    deinit { free(base) }

    var view: PixelView { PixelView(base: base, stride: stride, size: size) }
}

/// A rectangle of 4-byte pixels somewhere in memory; owns nothing.
struct PixelView {
    let base: UnsafeMutableRawPointer
    /// Bytes from one row to the next.
    let stride: Int
    let size: PixelSize

    /// One row as pixels.
    func row(_ y: Int) -> UnsafeMutablePointer<UInt32> {
        (base + y * stride).assumingMemoryBound(to: UInt32.self)
    }

    /// A part of it; clipped to it.
    func part(_ rect: PixelRect) -> PixelView {
        let clipped = rect.intersection(
            PixelRect(x: 0, y: 0, width: size.width, height: size.height))
        return PixelView(
            base: base + clipped.y * stride + clipped.x * 4, stride: stride, size: clipped.size)
    }

    func copy(from other: PixelView) {
        let bytes = min(size.width, other.size.width) * 4
        for y in 0..<min(size.height, other.size.height) {
            memcpy(base + y * stride, other.base + y * other.stride, bytes)
        }
    }

    func fill(_ pixel: UInt32) {
        for y in 0..<size.height {
            row(y).update(repeating: pixel, count: size.width)
        }
    }
}

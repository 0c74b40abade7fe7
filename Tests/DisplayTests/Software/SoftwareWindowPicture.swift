// In a file of its own: Xlib, which comes with SDL, has a type `Window` too.
import CSDL2
import Display
import Geometry
import Testing

/// What a window really shows: SDL's pixels of it, whoever drew them.
func windowPicture(_ handle: OpaquePointer) throws -> Bitmap {
    let surface = try #require(SDL_GetWindowSurface(handle))
    let base = try #require(surface.pointee.pixels)
    let size = PixelSize(width: Int(surface.pointee.w), height: Int(surface.pointee.h))
    var pixels: [UInt32] = []
    for y in 0..<size.height {
        let row = (base + y * Int(surface.pointee.pitch)).assumingMemoryBound(to: UInt32.self)
        pixels += UnsafeBufferPointer(start: row, count: size.width).map { $0 | 0xFF00_0000 }
    }
    return Bitmap(size: size, pixels: pixels)
}

import CSDL2
import CSDLImage
public import Geometry
import Synchronization

/// Turns a JPEG or PNG file into a `Bitmap`. Callable from any thread.
public enum PictureDecoder {
    /// Pixels on either side of a file: more is refused before anything is read.
    public static let longestSide = 2_048

    /// SDL_image loads its PNG and JPEG libraries at first use without a lock.
    private static let oneAtATime = Mutex(())

    /// The picture, made smaller until it fits; nil when the bytes are none, or one too large.
    public static func bitmap(_ bytes: [UInt8], fitting box: PixelSize) -> Bitmap? {
        guard let size = PictureHeader.size(of: bytes), !size.isEmpty, !box.isEmpty,
            max(size.width, size.height) <= longestSide
        else { return nil }
        return oneAtATime.withLock { _ in decode(bytes) }?.scaled(toFit: box)
    }

    private static func decode(_ bytes: [UInt8]) -> Bitmap? {
        bytes.withUnsafeBytes { memory -> Bitmap? in
            guard let stream = SDL_RWFromConstMem(memory.baseAddress, Int32(memory.count)) else {
                return nil
            }
            defer { SDL_FreeRW(stream) }
            // These two alone: SDL_image knows many formats, and each is a risk.
            let isPNG = memory.first == 0x89
            guard let loaded = isPNG ? IMG_LoadPNG_RW(stream) : IMG_LoadJPG_RW(stream) else {
                return nil
            }
            defer { SDL_FreeSurface(loaded) }
            guard
                let surface = SDL_ConvertSurfaceFormat(
                    loaded, SDL_PIXELFORMAT_ARGB8888.rawValue, 0)
            else { return nil }
            defer { SDL_FreeSurface(surface) }
            return copy(surface)
        }
    }

    private static func copy(_ surface: UnsafeMutablePointer<SDL_Surface>) -> Bitmap? {
        let size = PixelSize(width: Int(surface.pointee.w), height: Int(surface.pointee.h))
        guard let pixels = surface.pointee.pixels, !size.isEmpty else { return nil }
        let pitch = Int(surface.pointee.pitch)
        var result: [UInt32] = []
        result.reserveCapacity(size.width * size.height)
        for row in 0..<size.height {
            let line = (pixels + row * pitch).assumingMemoryBound(to: UInt32.self)
            for column in 0..<size.width {
                let pixel = line[column]
                let color = Color(
                    red: UInt8(pixel >> 16 & 0xFF), green: UInt8(pixel >> 8 & 0xFF),
                    blue: UInt8(pixel & 0xFF), alpha: UInt8(pixel >> 24))
                result.append(color.premultiplied)
            }
        }
        return Bitmap(size: size, pixels: result)
    }
}

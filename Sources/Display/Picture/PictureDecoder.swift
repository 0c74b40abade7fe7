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

extension Bitmap {
    /// The same picture, no larger than the box, its shape kept; never made larger.
    public func scaled(toFit box: PixelSize) -> Bitmap {
        guard !size.isEmpty, !box.isEmpty, width > box.width || height > box.height else {
            return self
        }
        let factor = min(
            Double(box.width) / Double(width), Double(box.height) / Double(height))
        let target = PixelSize(
            width: max(1, Int((Double(width) * factor).rounded())),
            height: max(1, Int((Double(height) * factor).rounded())))
        var result: [UInt32] = []
        result.reserveCapacity(target.width * target.height)
        for y in 0..<target.height {
            let rows = Self.span(y, of: target.height, in: height)
            for x in 0..<target.width {
                result.append(mean(Self.span(x, of: target.width, in: width), rows))
            }
        }
        return Bitmap(size: target, pixels: result)
    }

    /// The source pixels under one of the target's.
    private static func span(_ index: Int, of target: Int, in source: Int) -> Range<Int> {
        let first = index * source / target
        return first..<max(first + 1, (index + 1) * source / target)
    }

    /// The mean of a rectangle; premultiplied, so that the channels can be added.
    private func mean(_ columns: Range<Int>, _ rows: Range<Int>) -> UInt32 {
        var sums: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        for row in rows {
            for column in columns {
                let pixel = pixels[row * width + column]
                sums.0 += pixel >> 24
                sums.1 += pixel >> 16 & 0xFF
                sums.2 += pixel >> 8 & 0xFF
                sums.3 += pixel & 0xFF
            }
        }
        let count = UInt32(rows.count * columns.count)
        func part(_ sum: UInt32) -> UInt32 { (sum + count / 2) / count }
        return part(sums.0) << 24 | part(sums.1) << 16 | part(sums.2) << 8 | part(sums.3)
    }
}

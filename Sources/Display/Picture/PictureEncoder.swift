import CSDL2
import CSDLImage
import Geometry
import Synchronization

/// Turns a `Bitmap` into a file's bytes. What is transparent becomes black:
/// these are pictures of a screen. Callable from any thread.
public enum PictureEncoder {
    /// SDL_image loads its PNG and JPEG libraries at first use without a lock.
    private static let oneAtATime = Mutex(())

    /// A PNG file.
    public static func png(_ bitmap: Bitmap) throws(DisplayError) -> [UInt8] {
        try encode(bitmap) { surface, stream in IMG_SavePNG_RW(surface, stream, 0) }
    }

    /// A JPEG file.
    /// - Parameter quality: 1…100; outside it is clamped.
    public static func jpeg(_ bitmap: Bitmap, quality: Int) throws(DisplayError) -> [UInt8] {
        let quality = Int32(min(max(quality, 1), 100))
        return try encode(bitmap) { surface, stream in
            IMG_SaveJPG_RW(surface, stream, 0, quality)
        }
    }

    private static func encode(
        _ bitmap: Bitmap,
        _ save: (UnsafeMutablePointer<SDL_Surface>, UnsafeMutablePointer<SDL_RWops>) -> Int32
    ) throws(DisplayError) -> [UInt8] {
        guard !bitmap.size.isEmpty else {
            throw DisplayError(.encodePicture, "there is no pixel in it")
        }
        let sink = ByteSink()
        // 32 bits of which the alpha byte is not looked at: premultiplied
        // colours without their alpha are the picture over black.
        let status: Result<Void, DisplayError> = oneAtATime.withLock { _ in
            var pixels = bitmap.pixels
            return pixels.withUnsafeMutableBytes { memory -> Result<Void, DisplayError> in
                guard
                    let surface = SDL_CreateRGBSurfaceWithFormatFrom(
                        memory.baseAddress, Int32(bitmap.width), Int32(bitmap.height), 32,
                        Int32(bitmap.width * 4), SDL_PIXELFORMAT_RGB888.rawValue)
                else { return .failure(DisplayError(.encodePicture, sdlError())) }
                defer { SDL_FreeSurface(surface) }
                guard let stream = sink.makeStream() else {
                    return .failure(DisplayError(.encodePicture, sdlError()))
                }
                defer { SDL_FreeRW(stream) }
                guard save(surface, stream) == 0, !sink.bytes.isEmpty else {
                    return .failure(DisplayError(.encodePicture, sdlError()))
                }
                return .success(())
            }
        }
        try status.get()
        return sink.bytes
    }
}

/// Memory that SDL_image writes a file into; SDL has none that grows.
private final class ByteSink {
    /// The most bytes of one picture: an uncompressed 8K frame with room.
    static let longest = 256 * 1_024 * 1_024
    var bytes: [UInt8] = []
    var position = 0

    /// A stream that writes here, to be freed with `SDL_FreeRW` while this lives.
    func makeStream() -> UnsafeMutablePointer<SDL_RWops>? {
        guard let stream = SDL_AllocRW() else { return nil }
        stream.pointee.type = UInt32(SDL_RWOPS_UNKNOWN)
        stream.pointee.hidden.unknown.data1 = Unmanaged.passUnretained(self).toOpaque()
        stream.pointee.size = { context in
            guard let sink = ByteSink.behind(context) else { return -1 }
            return Int64(sink.bytes.count)
        }
        stream.pointee.seek = { context, offset, whence in
            guard let sink = ByteSink.behind(context) else { return -1 }
            return sink.seek(offset, whence)
        }
        stream.pointee.read = { _, _, _, _ in 0 }
        stream.pointee.write = { context, data, size, count in
            guard let sink = ByteSink.behind(context), let data else { return 0 }
            return sink.write(data, size, count)
        }
        stream.pointee.close = { _ in 0 }
        return stream
    }

    static func behind(_ context: UnsafeMutablePointer<SDL_RWops>?) -> ByteSink? {
        guard let data = context?.pointee.hidden.unknown.data1 else { return nil }
        return Unmanaged<ByteSink>.fromOpaque(data).takeUnretainedValue()
    }

    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        let base: Int64 =
            switch whence {
            case RW_SEEK_SET: 0
            case RW_SEEK_CUR: Int64(position)
            default: Int64(bytes.count)
            }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0, target <= Int64(Self.longest) else { return -1 }
        position = Int(target)
        return target
    }

    func write(_ data: UnsafeRawPointer, _ size: Int, _ count: Int) -> Int {
        let (length, overflow) = size.multipliedReportingOverflow(by: count)
        guard !overflow, length >= 0, length <= Self.longest - position else { return 0 }
        if position + length > bytes.count {
            bytes.append(
                contentsOf: repeatElement(0, count: position + length - bytes.count))
        }
        bytes.withUnsafeMutableBytes { memory in
            guard let base = memory.baseAddress, length > 0 else { return }
            (base + position).copyMemory(from: data, byteCount: length)
        }
        position += length
        return count
    }
}

/// SDL's words for what went wrong last on this thread.
private func sdlError() -> String { String(cString: SDL_GetError()) }

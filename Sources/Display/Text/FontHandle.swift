import CSDL2
import CSDLTTF
import Geometry
import Synchronization

/// Opening and closing fonts changes FreeType's one library object, which all
/// painters of a process share and which is not safe for two threads.
let freeTypeLock = Mutex(())

/// One font file open at one size. Its owner must close it.
final class FontHandle {
    /// SDL_ttf's font; nil once closed.
    private var font: OpaquePointer?
    /// Whether letters grow with the size; a font of pictures has one size.
    let isScalable: Bool
    /// What its letters measure.
    let metrics: TextMetrics
    /// The face of a collection that was opened.
    let faceIndex: Int

    /// Opens a file.
    /// - Parameters:
    ///   - pixels: of an em. SDL_ttf counts points at 72 a inch, which are pixels.
    ///   - faceIndex: the face of a collection (`.ttc`); 0 elsewhere.
    init(path: String, pixels: Int, faceIndex: Int = 0) throws(DisplayError) {
        guard
            let font = freeTypeLock.withLock({ _ in
                TTF_OpenFontIndex(path, Int32(pixels), faceIndex)
            })
        else {
            throw DisplayError(.text, String(cString: SDL_GetError()))
        }
        self.font = font
        self.faceIndex = faceIndex
        var (minimumX, maximumX, minimumY, maximumY, advance) =
            (Int32(0), Int32(0), Int32(0), Int32(0), Int32(0))
        let hasCapital =
            TTF_GlyphMetrics32(font, 0x48, &minimumX, &maximumX, &minimumY, &maximumY, &advance)
            == 0
        let ascent = Int(TTF_FontAscent(font))
        let descent = max(0, -Int(TTF_FontDescent(font)))
        metrics = TextMetrics(
            ascent: max(ascent, 1), descent: descent,
            lineSkip: max(Int(TTF_FontLineSkip(font)), 1),
            capHeight: hasCapital && maximumY > 0 ? Int(maximumY) : max(ascent * 3 / 4, 1))
        // A font of pictures ignores the size it is opened at.
        isScalable = TTF_FontHeight(font) <= Int32(pixels) * 3
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL)
        TTF_SetFontKerning(font, 1)
    }

    deinit {
        assert(font == nil, "a font was not closed")
        close()
    }

    /// Gives the font back; the second call does nothing.
    func close() {
        guard let font else { return }
        self.font = nil
        freeTypeLock.withLock { _ in TTF_CloseFont(font) }
    }

    /// Whether it has a glyph of its own for a code point.
    func provides(_ scalar: Unicode.Scalar) -> Bool {
        guard let font else { return false }
        return TTF_GlyphIsProvided32(font, scalar.value) != 0
    }

    /// How many faces the file has.
    var faceCount: Int { font.map { Int(TTF_FontFaces($0)) } ?? 0 }

    /// Sets what the next measurement and drawing assume about their text.
    private func prepare(_ font: OpaquePointer, rightToLeft: Bool, script: Script) {
        // Both fail only when SDL_ttf was built without HarfBuzz: letters are
        // then drawn unjoined, which is still better than nothing.
        _ = TTF_SetFontDirection(font, rightToLeft ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR)
        _ = TTF_SetFontScriptName(font, script.code)
    }

    /// The width that a text would be drawn with, pixels; 0 when it cannot be.
    func width(of text: String, rightToLeft: Bool, script: Script) -> Int {
        guard let font else { return 0 }
        prepare(font, rightToLeft: rightToLeft, script: script)
        var width: Int32 = 0
        guard TTF_SizeUTF8(font, text, &width, nil) == 0 else { return 0 }
        return Int(width)
    }

    /// Draws a text; nil when there is nothing to see.
    func draw(_ text: String, color: Color, rightToLeft: Bool, script: Script) -> DrawnRun? {
        guard let font else { return nil }
        prepare(font, rightToLeft: rightToLeft, script: script)
        let ink = SDL_Color(r: color.red, g: color.green, b: color.blue, a: 255)
        guard let surface = TTF_RenderUTF8_Blended(font, text, ink) else { return nil }
        defer { SDL_FreeSurface(surface) }
        return DrawnRun(surface: surface, ascent: metrics.ascent, alpha: color.alpha)
    }
}

/// The pixels of one run, premultiplied.
struct DrawnRun {
    var size: PixelSize
    var pixels: [UInt32]
    /// From its top to the baseline.
    var ascent: Int

    /// Copies what SDL_ttf drew (32 bits, straight alpha).
    fileprivate init?(
        surface: UnsafeMutablePointer<SDL_Surface>, ascent: Int, alpha: UInt8
    ) {
        let (width, height) = (Int(surface.pointee.w), Int(surface.pointee.h))
        let pitch = Int(surface.pointee.pitch)
        guard width > 0, height > 0, pitch >= width * 4, let base = surface.pointee.pixels,
            surface.pointee.format.pointee.format == SDL_PIXELFORMAT_ARGB8888.rawValue
        else { return nil }
        guard SDL_LockSurface(surface) == 0 else { return nil }
        defer { SDL_UnlockSurface(surface) }
        size = PixelSize(width: width, height: height)
        self.ascent = ascent
        let factor = UInt32(alpha)
        pixels = [UInt32](unsafeUninitializedCapacity: width * height) { target, count in
            for y in 0..<height {
                let row = (base + y * pitch).assumingMemoryBound(to: UInt32.self)
                for x in 0..<width {
                    let straight = row[x]
                    let visible = Pixel.scaled(straight | 0xFF00_0000, straight >> 24)
                    target[y * width + x] = factor == 255 ? visible : Pixel.scaled(visible, factor)
                }
            }
            count = width * height
        }
    }

    /// The same picture, smaller, each pixel the mean of those it replaces.
    func scaled(to target: PixelSize) -> DrawnRun {
        guard !target.isEmpty, !size.isEmpty else { return self }
        var result = self
        result.size = target
        result.ascent = ascent * target.height / size.height
        result.pixels = Array(repeating: 0, count: target.width * target.height)
        for y in 0..<target.height {
            let rows = span(y, target.height, size.height)
            for x in 0..<target.width {
                let columns = span(x, target.width, size.width)
                var (a, r, g, b, count) = (UInt32(0), UInt32(0), UInt32(0), UInt32(0), UInt32(0))
                for row in rows {
                    for column in columns {
                        let pixel = pixels[row * size.width + column]
                        a += pixel >> 24
                        r += pixel >> 16 & 0xFF
                        g += pixel >> 8 & 0xFF
                        b += pixel & 0xFF
                        count += 1
                    }
                }
                result.pixels[y * target.width + x] =
                    (a / count) << 24 | (r / count) << 16 | (g / count) << 8 | b / count
            }
        }
        return result
    }

    private func span(_ index: Int, _ count: Int, _ source: Int) -> Range<Int> {
        let first = index * source / count
        return first..<max(first + 1, (index + 1) * source / count)
    }
}

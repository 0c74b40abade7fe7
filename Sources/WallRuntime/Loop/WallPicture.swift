import Display
import Geometry

/// What the wall showed at one moment: a picture for each display, as they were copied. Putting
/// them together is work for another thread than the drawing one.
struct WallPicture: Sendable {
    /// One display.
    struct Part: Sendable {
        /// The display's number.
        let display: Int
        /// As a person sees it, turned displays upright.
        let bitmap: Bitmap
    }

    /// In the order of the displays.
    let parts: [Part]

    /// What a display showed; nil when there was no such display.
    subscript(display number: Int) -> Bitmap? {
        parts.first { $0.display == number }?.bitmap
    }

    /// All displays side by side.
    /// - Throws: `DisplayError` when there is none.
    func whole() throws(DisplayError) -> Bitmap {
        if parts.count == 1 { return parts[0].bitmap }
        let size = PixelSize(
            width: parts.reduce(0) { $0 + $1.bitmap.width },
            height: parts.map(\.bitmap.height).max() ?? 0)
        guard !size.isEmpty else { throw DisplayError(.capture, "there is no display") }
        var canvas = Canvas(size: size)
        var x = 0
        for part in parts {
            canvas.draw(part.bitmap, x: x, y: 0)
            x += part.bitmap.width
        }
        return canvas.bitmap()
    }
}

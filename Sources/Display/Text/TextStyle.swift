import Geometry

/// How a line of text looks.
public struct TextStyle: Sendable, Hashable {
    /// Which cut of the typeface.
    public enum Face: Sendable, Hashable, CaseIterable {
        /// Running text.
        case regular
        /// Headings.
        case bold
        /// Columns that must line up.
        case monospaced
    }

    /// The smallest and the largest height that text is drawn at, pixels.
    public static let sizes = 6...256

    /// Which cut.
    public let face: Face
    /// Pixels of an em, 6…256.
    public let pixels: Int
    /// Its colour. Emoji keep their own.
    public let color: Color

    /// A style; a size outside 6…256 is clamped.
    public init(_ face: Face, pixels: Int, color: Color) {
        self.face = face
        self.pixels = min(max(pixels, Self.sizes.lowerBound), Self.sizes.upperBound)
        self.color = color
    }
}

/// Where a line that is too long loses its letters.
public enum Truncation: Sendable, Hashable {
    /// `A very long ti…`
    case end
    /// `/media/…/film.mp4`
    case middle
}

/// One line of drawn text.
public struct TextLine: Sendable {
    /// The letters on nothing.
    public let bitmap: Bitmap
    /// Pixels from the bitmap's top to the line that letters stand on.
    public let baseline: Int
    /// Pixels from left to right; 0 when there is nothing to see.
    public var width: Int { bitmap.width }
    /// Pixels from top to bottom.
    public var height: Int { bitmap.height }

    /// A line.
    init(bitmap: Bitmap, baseline: Int) {
        self.bitmap = bitmap
        self.baseline = baseline
    }

    /// A line without letters.
    static let empty = TextLine(
        bitmap: Bitmap(size: PixelSize(width: 0, height: 0), pixels: []), baseline: 0)
}

/// What a style's letters measure, pixels.
public struct TextMetrics: Sendable, Hashable {
    /// From the baseline up.
    public let ascent: Int
    /// From the baseline down, positive.
    public let descent: Int
    /// From one baseline to the next.
    public let lineSkip: Int
    /// The height of a capital letter.
    public let capHeight: Int
}

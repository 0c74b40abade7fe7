import Display
import Geometry

/// The look of everything that is written on the wall: dark, quiet, and one
/// accent. Sizes follow the display, so that they are read from across a room.
enum OverlayTheme {
    /// Headings and titles.
    static let ink = Color(hex: 0xF5F7FA)
    /// Running text.
    static let inkSoft = Color(hex: 0xC3CAD4)
    /// Captions.
    static let inkFaint = Color(hex: 0x97A1AE)
    /// What is chosen or moves.
    static let accent = Color(hex: 0x4DB5FF)
    /// What a person should look at.
    static let amber = Color(hex: 0xFFB648)
    /// What went wrong, and what is live.
    static let coral = Color(hex: 0xFF6B61)
    /// Panels over the picture.
    static let panel = Color(hex: 0x11151B, alpha: 249)
    /// Small panels that stay for long let more of the picture through.
    static let glass = Color(hex: 0x0C0F14, alpha: 222)
    /// The edge of a panel.
    static let hairline = Color(hex: 0xFFFFFF, alpha: 26)
    /// What a bar fills.
    static let track = Color(hex: 0xFFFFFF, alpha: 56)
    /// A key in the help.
    static let keyCap = Color(hex: 0x2A313B)
    /// Over a cell beneath its card.
    static let dim = Color(hex: 0x000000, alpha: 150)
    /// Over the wall beneath the help.
    static let dimWall = Color(hex: 0x000000, alpha: 130)

    /// How much larger than on a display of 1080 lines things are drawn. Never
    /// much smaller: letters on a small display are read from as far away.
    static func scale(of display: PixelSize) -> Double {
        let shortSide = min(display.width, display.height)
        guard shortSide > 0 else { return 1 }
        // The second is for windows so small that nothing else would fit.
        return min(max(Double(shortSide) / 1_080, min(Double(shortSide) / 620, 0.7)), 8)
    }
}

/// Sizes inside of one cell.
struct CellMeasure {
    /// Letters smaller than this cannot be read: a sign stands for words then.
    static let smallestText = 9

    /// The cell.
    let size: PixelSize
    /// Pixels of an em of a label's text; 0 when no text fits.
    let text: Int
    /// From the cell's edge to what stands in it.
    let margin: Int

    /// - Parameter display: the window: small cells of a large display are
    ///   read from as far as large ones.
    init(size: PixelSize, display: PixelSize) {
        self.size = size
        let (width, height) = (Double(size.width), Double(size.height))
        let natural = min(height * 0.05, width * 0.03)
        let smallest = 12.5 * max(OverlayTheme.scale(of: display), 0.88)
        let fitting = min(max(natural, smallest), height * 0.17, width * 0.095)
        let whole = Int(fitting.rounded())
        text = whole >= Self.smallestText ? whole : 0
        margin = max(4, Int((fitting * 0.9).rounded()))
    }

    /// The strip along the lower edge in which the label stands.
    var labelHeight: Int { ems(4.2) }

    /// A part of the text's size, at least one pixel.
    func ems(_ count: Double) -> Int { max(1, Int((Double(text) * count).rounded())) }
}

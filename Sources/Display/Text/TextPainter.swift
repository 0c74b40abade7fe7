import Geometry

/// Draws text in every script for which a font is installed, and remembers
/// what it drew. On the main thread; must be closed.
public final class TextPainter {
    private struct LineKey: Hashable {
        let text: String
        let style: TextStyle
        let maxWidth: Int
        let truncation: Truncation
    }

    private struct WidthKey: Hashable {
        let text: String
        let face: TextStyle.Face
        let pixels: Int
    }

    /// Drawn lines are remembered up to this many pixels: 16 MiB.
    static let mostRememberedPixels = 4 * 1_024 * 1_024
    /// Widths of texts that are remembered.
    static let mostRememberedWidths = 4_096

    private let shelf: FontShelf
    private var lines = BoundedCache<LineKey, TextLine>(limit: TextPainter.mostRememberedPixels)
    private var widths = BoundedCache<WidthKey, Int>(limit: TextPainter.mostRememberedWidths)
    /// Counts up when fonts were found for letters that were drawn as empty boxes:
    /// who keeps pictures of text then draws them again.
    public private(set) var generation = 0
    /// Lines drawn, not remembered, since the beginning: what tests and statistics look at.
    public private(set) var linesDrawn = 0

    /// A painter with the fonts of this machine. A machine without fonts is no
    /// error: nothing is drawn then, and `problem` says why.
    public init() { shelf = FontShelf(folders: FontFiles.usualFolders) }

    /// A painter with fonts from these folders alone.
    /// - Parameter fontFolders: absolute paths, searched with all below them.
    public init(fontFolders: [String]) {
        shelf = FontShelf(dejaVuFolders: fontFolders, folders: fontFolders)
    }

    /// Why nothing is drawn, in one sentence with the way out; nil when all is well.
    public var problem: String? { shelf.problem }

    /// Gives all fonts back; the second call does nothing.
    public func close() {
        _ = lines.removeAll()
        shelf.close()
    }

    /// What a style's letters measure; nil when there is no font.
    public func metrics(_ style: TextStyle) -> TextMetrics? {
        shelf.main(style.face, pixels: style.pixels)?.metrics
    }

    /// Looks whether the search for fonts has ended since the last call, and
    /// forgets what was drawn before. Costs nothing while no search goes on.
    public func update() {
        guard shelf.searchEnded() else { return }
        generation += 1
        _ = lines.removeAll()
        _ = widths.removeAll()
    }

    /// Waits until a search for fonts that goes on has ended: for tests.
    /// - Returns: false when it took longer.
    public func waitForFonts(seconds: Double) -> Bool {
        defer { update() }
        return shelf.waitForSearch(seconds: seconds)
    }

    /// Whether every letter of a text has a shape of its own here, so that none
    /// is shown as an empty box.
    public func hasFont(for text: String) -> Bool {
        let runs = shelf.runs(of: CleanText.line(text), face: .regular, pixels: 16)
        return !runs.isEmpty
            && runs.allSatisfy { run in
                run.text.unicodeScalars.allSatisfy {
                    $0.properties.isDefaultIgnorableCodePoint || run.font.provides($0)
                }
            }
    }

    /// The width of a text in one line, pixels.
    public func width(of text: String, _ style: TextStyle) -> Int {
        width(ofClean: CleanText.line(text), style)
    }

    /// Draws one line, or returns the one drawn before.
    /// - Parameters:
    ///   - text: anything; what cannot stand in a line is taken out.
    ///   - maxWidth: pixels; a longer text loses letters and gets an ellipsis.
    ///   - truncation: where it loses them.
    public func line(
        _ text: String, _ style: TextStyle, maxWidth: Int = Canvas.longestSide,
        truncation: Truncation = .end
    ) -> TextLine {
        guard maxWidth > 0, !text.isEmpty else { return .empty }
        let key = LineKey(text: text, style: style, maxWidth: maxWidth, truncation: truncation)
        if let line = lines.value(for: key) { return line }
        let clean = CleanText.line(text)
        let fitting = fit(clean, style, maxWidth: maxWidth, truncation: truncation)
        let line = draw(fitting, style)
        // A key may be long although its line is short.
        let cost = line.width * line.height + text.utf8.count / 4 + 64
        if cost <= Self.mostRememberedPixels / 4 { lines.keep(line, for: key, cost: cost) }
        return line
    }

    /// Draws a text in as many lines as it needs.
    /// - Parameters:
    ///   - maxWidth: pixels of a line.
    ///   - maxLines: the last of them gets an ellipsis when more would follow.
    public func lines(
        _ text: String, _ style: TextStyle, maxWidth: Int, maxLines: Int
    ) -> [TextLine] {
        guard maxWidth > 0, maxLines > 0 else { return [] }
        return wrap(CleanText.line(text), style, maxWidth: maxWidth, maxLines: maxLines)
            .map { line($0, style, maxWidth: maxWidth) }
            .filter { $0.width > 0 }
    }

    func width(ofClean text: String, _ style: TextStyle) -> Int {
        guard !text.isEmpty else { return 0 }
        let key = WidthKey(text: text, face: style.face, pixels: style.pixels)
        if let width = widths.value(for: key) { return width }
        let width = shelf.runs(of: text, face: style.face, pixels: style.pixels)
            .reduce(0) { $0 + self.width(of: $1, pixels: style.pixels) }
        widths.keep(width, for: key, cost: 1)
        return width
    }

    private func width(of run: TextRun, pixels: Int) -> Int {
        let width = run.font.width(of: run.text, rightToLeft: run.rightToLeft, script: run.script)
        guard run.isEmoji else { return width }
        let metrics = run.font.metrics
        return width * emojiHeight(pixels) / max(metrics.ascent + metrics.descent, 1)
    }

    /// Pictures stand as high as a letter with ascender and descender.
    private func emojiHeight(_ pixels: Int) -> Int { max(pixels * 118 / 100, 1) }

    private func draw(_ text: String, _ style: TextStyle) -> TextLine {
        guard let main = shelf.main(style.face, pixels: style.pixels) else { return .empty }
        linesDrawn += 1
        var pieces: [DrawnRun] = []
        for run in shelf.runs(of: text, face: style.face, pixels: style.pixels) {
            guard
                var piece = run.font.draw(
                    run.text, color: style.color, rightToLeft: run.rightToLeft, script: run.script)
            else { continue }
            if run.isEmoji {
                let height = emojiHeight(style.pixels)
                piece = piece.scaled(
                    to: PixelSize(
                        width: max(piece.size.width * height / piece.size.height, 1),
                        height: height))
                piece.ascent = height - main.metrics.descent * 9 / 10
            }
            pieces.append(piece)
        }
        guard !pieces.isEmpty else { return .empty }
        let ascent = max(main.metrics.ascent, pieces.map(\.ascent).max() ?? 0)
        let below = pieces.map { $0.size.height - $0.ascent }.max() ?? 0
        let width = min(pieces.reduce(0) { $0 + $1.size.width }, Canvas.longestSide)
        var canvas = Canvas(
            size: PixelSize(
                width: width, height: ascent + max(main.metrics.descent, below)))
        var x = 0
        for piece in pieces {
            canvas.draw(
                Bitmap(size: piece.size, pixels: piece.pixels), x: x, y: ascent - piece.ascent)
            x += piece.size.width
        }
        return TextLine(bitmap: canvas.bitmap(), baseline: ascent)
    }
}

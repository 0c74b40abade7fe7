import Display
import Geometry
import WallPolicy

/// What a cell says that shows no moving picture.
extension OverlayPainter {
    func drawCard(_ card: CellOverlay.Card, _ measure: CellMeasure) -> Drawing? {
        let sign = Self.sign(of: card.tone)
        guard measure.text > 0, text.problem == nil else { return drawLoneSign(sign, measure) }
        let (width, height) = (measure.size.width, measure.size.height)
        // A tiny cell is its own panel.
        let isTiny = width < measure.text * 12 || height < measure.text * 7
        let isNarrow = width < measure.text * 18
        let outer = isTiny ? 0 : isNarrow ? measure.ems(0.4) : measure.margin
        let pad = isTiny ? measure.ems(0.5) : measure.ems(isNarrow ? 0.8 : 1.3)
        let hasSign = !isTiny && width >= measure.text * 26
        let picture = hasSign ? card.picture.flatMap { self.picture(of: $0, measure) } : nil
        let signSide = picture?.width ?? measure.ems(2)
        let indent = hasSign ? signSide + measure.ems(1) : 0
        let panelLimit = min(width - 2 * outer, measure.ems(34))
        let room = panelLimit - 2 * pad - indent
        let lines = cardLines(
            card, measure, room: room, height: height - 2 * outer - 2 * pad)
        guard !lines.isEmpty else { return drawLoneSign(sign, measure) }
        let textHeight = lines.reduce(0) { $0 + $1.height }
        let widest = lines.map(\.line.width).max() ?? 0
        let panelWidth = isTiny ? width : min(panelLimit, widest + indent + 2 * pad)
        let inside = max(textHeight, picture?.height ?? 0)
        let panelHeight = isTiny ? height : inside + 2 * pad
        var canvas = Canvas(size: PixelSize(width: panelWidth, height: panelHeight))
        if isTiny {
            canvas.fill(canvas.bounds, OverlayTheme.glass)
        } else {
            canvas.fillRounded(
                canvas.bounds, radius: measure.ems(0.9), OverlayTheme.panel,
                border: OverlayTheme.hairline, borderWidth: max(1, measure.text / 18))
        }
        if let picture {
            canvas.draw(picture, x: pad, y: pad + (inside - picture.height) / 2)
        } else if hasSign {
            sign.sign.draw(
                on: &canvas,
                in: PixelRect(
                    x: pad, y: pad + measure.ems(0.05), width: signSide, height: signSide),
                sign.color)
        }
        var y = (panelHeight - textHeight) / 2
        for entry in lines {
            let x = isTiny ? (panelWidth - entry.line.width) / 2 : pad + indent
            canvas.draw(entry.line, x: x, baseline: y + entry.above)
            y += entry.height
        }
        return Drawing(
            bitmap: canvas.bitmap(), x: (width - panelWidth) / 2, y: (height - panelHeight) / 2)
    }

    /// An item's picture in the size of a card's.
    private func picture(of item: ItemID, _ measure: CellMeasure) -> Bitmap? {
        let box = PixelSize(
            width: min(measure.ems(9), measure.size.width / 4),
            height: min(measure.ems(7), measure.size.height / 2))
        return pictures(item)?.scaled(toFit: box)
    }

    /// A line of a card and the room that it takes.
    private struct CardLine {
        let line: TextLine
        /// From its top to its baseline.
        let above: Int
        let height: Int
    }

    /// As many of a card's lines as fit: the headline first, then when it goes
    /// on, then the title, then the reason.
    private func cardLines(
        _ card: CellOverlay.Card, _ measure: CellMeasure, room: Int, height: Int
    ) -> [CardLine] {
        // A headline that is too wide is set smaller before it loses letters.
        let large = TextStyle(.bold, pixels: measure.ems(1.25), color: OverlayTheme.ink)
        let small = TextStyle(.bold, pixels: measure.text, color: OverlayTheme.ink)
        let headStyle = text.width(of: card.headline, large) <= room ? large : small
        let titleStyle = TextStyle(.regular, pixels: measure.text, color: OverlayTheme.ink)
        let reasonStyle = TextStyle(
            .regular, pixels: measure.ems(0.92), color: OverlayTheme.inkSoft)
        let footStyle = TextStyle(
            .regular, pixels: measure.ems(0.92), color: Self.sign(of: card.tone).color)
        func entry(_ line: TextLine, _ style: TextStyle, gap: Double) -> CardLine {
            let skip = text.metrics(style)?.ascent ?? style.pixels
            let space = measure.ems(gap)
            return CardLine(
                line: line, above: space + skip * 9 / 10, height: space + skip * 12 / 10)
        }
        var left = height
        func take(_ lines: [CardLine]) -> [CardLine] {
            var taken: [CardLine] = []
            for line in lines where line.line.width > 0 && line.height <= left {
                left -= line.height
                taken.append(line)
            }
            return taken
        }
        let head = take(
            text.lines(
                card.headline, headStyle, maxWidth: room,
                maxLines: height > measure.text * 10 ? 2 : 1
            )
            .map { entry($0, headStyle, gap: 0.05) })
        let foot = [card.failures, card.countdown].filter { !$0.isEmpty }
        var footLines = foot.joined(separator: "  ·  ")
        // The countdown is worth more than the count.
        if text.width(of: footLines, footStyle) > room { footLines = foot.last ?? "" }
        let footEntries = take(
            text.lines(footLines, footStyle, maxWidth: room, maxLines: 1)
                .map { entry($0, footStyle, gap: 0.55) })
        let title = take(
            text.lines(card.title, titleStyle, maxWidth: room, maxLines: 1)
                .map { entry($0, titleStyle, gap: 0.3) })
        let most = max(0, min(4, left / max(measure.ems(1.25), 1)))
        let reason = take(
            text.lines(card.reason, reasonStyle, maxWidth: room, maxLines: most)
                .enumerated()
                .map { entry($1, reasonStyle, gap: $0 == 0 ? 0.4 : 0.1) })
        return head + title + reason + footEntries
    }

    private static func sign(of tone: CellOverlay.Card.Tone) -> (sign: OverlaySign, color: Color) {
        switch tone {
        case .trouble: (.warning, OverlayTheme.amber)
        case .waiting: (.waiting, OverlayTheme.accent)
        case .information: (.information, OverlayTheme.inkFaint)
        }
    }

    /// All that a cell shows that is too small for words.
    private func drawLoneSign(
        _ sign: (sign: OverlaySign, color: Color), _ measure: CellMeasure
    ) -> Drawing? {
        let side = min(measure.size.width, measure.size.height) * 5 / 10
        guard side >= 4 else { return nil }
        var canvas = Canvas(size: PixelSize(width: side, height: side))
        sign.sign.draw(on: &canvas, in: canvas.bounds, sign.color)
        return Drawing(
            bitmap: canvas.bitmap(), x: (measure.size.width - side) / 2,
            y: (measure.size.height - side) / 2)
    }

    func drawNotice(_ notice: CellOverlay.Notice, _ measure: CellMeasure) -> Drawing? {
        let (width, height) = (measure.size.width, measure.size.height)
        guard measure.text > 0, text.problem == nil else {
            return drawLoneSign((.waiting, OverlayTheme.inkFaint), measure)
        }
        let words = TextStyle(.regular, pixels: measure.text, color: OverlayTheme.inkSoft)
        let title = TextStyle(.bold, pixels: measure.text, color: OverlayTheme.ink)
        let (padX, padY) = (measure.ems(1), measure.ems(0.6))
        let gap = measure.ems(0.5)
        let room = width - 2 * measure.margin - 2 * padX
        let side = measure.ems(1.05)
        let hasSign = room > measure.text * 8
        let lead = hasSign ? side + gap : 0
        let line = text.line(notice.text, words, maxWidth: room - lead)
        let titleLine =
            notice.title.isEmpty || height < measure.text * 5
            ? nil : text.line(notice.title, title, maxWidth: min(room, measure.ems(30)))
        guard line.width > 0 else {
            return drawLoneSign((.waiting, OverlayTheme.inkFaint), measure)
        }
        let lineHeight = measure.ems(1.3)
        let rows = titleLine == nil ? 1 : 2
        let size = PixelSize(
            width: max(line.width + lead, titleLine?.width ?? 0) + 2 * padX,
            height: lineHeight * rows + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: rows == 1 ? size.height / 2 : measure.ems(0.9),
            OverlayTheme.glass)
        var baseline = padY + measure.ems(1)
        if let titleLine {
            canvas.draw(titleLine, x: (size.width - titleLine.width) / 2, baseline: baseline)
            baseline += lineHeight + measure.ems(0.1)
        }
        var x = (size.width - line.width - lead) / 2
        if hasSign {
            OverlaySign.waiting.draw(
                on: &canvas,
                in: PixelRect(
                    x: x, y: baseline - side + measure.ems(0.17), width: side, height: side),
                OverlayTheme.accent)
            x += lead
        }
        canvas.draw(line, x: x, baseline: baseline)
        return Drawing(
            bitmap: canvas.bitmap(), x: (width - size.width) / 2, y: (height - size.height) / 2)
    }
}

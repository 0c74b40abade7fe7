import Display
import Geometry
import WallPolicy

/// Clock, toast, banner, the word in the corner and the mark of a paused wall.
extension OverlayPainter {
    func drawClock(_ clock: ClockFace, _ measure: WindowMeasure) -> Drawing? {
        let timeStyle = TextStyle(.bold, pixels: measure.px(38), color: OverlayTheme.ink)
        let dateStyle = TextStyle(.regular, pixels: measure.px(18), color: OverlayTheme.inkSoft)
        let time = text.line(clock.time, timeStyle)
        let date = text.line(clock.date, dateStyle)
        guard time.width > 0 else { return nil }
        let (padX, padY) = (measure.px(22), measure.px(16))
        let capHeight = text.metrics(timeStyle)?.capHeight ?? timeStyle.pixels
        let below = date.width > 0 ? measure.px(28) : 0
        let size = PixelSize(
            width: max(time.width, date.width) + 2 * padX, height: capHeight + below + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: measure.px(16), OverlayTheme.panel,
            border: OverlayTheme.hairline, borderWidth: measure.px(1))
        canvas.draw(time, x: size.width - padX - time.width, baseline: padY + capHeight)
        canvas.draw(date, x: size.width - padX - date.width, baseline: padY + capHeight + below)
        return Drawing(
            bitmap: canvas.bitmap(), x: measure.size.width - measure.margin - size.width,
            y: measure.margin)
    }

    /// What somebody sent: a title above a few lines.
    private func drawMessage(
        _ title: String, _ words: String, _ measure: WindowMeasure
    ) -> Drawing? {
        let titleStyle = TextStyle(.bold, pixels: measure.px(28), color: OverlayTheme.ink)
        let style = TextStyle(.regular, pixels: measure.px(26), color: OverlayTheme.ink)
        let (padX, padY) = (measure.px(32), measure.px(24))
        let room = min(measure.size.width * 9 / 10, measure.px(1_100)) - 2 * padX
        guard room > 0 else { return nil }
        let head =
            title.isEmpty
            ? nil : text.line(title, titleStyle, maxWidth: room, truncation: .middle)
        let lines = words.isEmpty ? [] : text.lines(words, style, maxWidth: room, maxLines: 6)
        let widest = max(head?.width ?? 0, lines.map(\.width).max() ?? 0)
        guard widest > 0 else { return nil }
        let rowHeight = measure.px(36)
        let headRoom = head == nil ? 0 : measure.px(lines.isEmpty ? 34 : 44)
        let size = PixelSize(
            width: widest + 2 * padX, height: headRoom + lines.count * rowHeight + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: measure.px(20), OverlayTheme.panel,
            border: OverlayTheme.hairline, borderWidth: measure.px(1))
        if let head { canvas.draw(head, x: padX, baseline: padY + measure.px(26)) }
        var y = padY + headRoom
        for line in lines {
            canvas.draw(line, x: padX, baseline: y + measure.px(26))
            y += rowHeight
        }
        return Drawing(
            bitmap: canvas.bitmap(), x: (measure.size.width - size.width) / 2,
            y: max(0, measure.size.height - measure.px(90) - size.height))
    }

    func drawToast(_ toast: Toast, _ measure: WindowMeasure) -> Drawing? {
        if let title = toast.title { return drawMessage(title, toast.text, measure) }
        let style = TextStyle(.regular, pixels: measure.px(26), color: OverlayTheme.ink)
        let (padX, padY) = (measure.px(30), measure.px(17))
        let side = measure.px(28)
        let lead = toast.symbol == nil ? 0 : side + measure.px(14)
        let room = min(measure.size.width * 9 / 10, measure.px(1_500)) - 2 * padX - lead
        let line = text.line(toast.text, style, maxWidth: room, truncation: .middle)
        guard line.width > 0 || toast.symbol != nil else { return nil }
        let lineHeight = measure.px(34)
        let barRoom = toast.level == nil ? 0 : measure.px(20)
        let content = max(line.width + lead, toast.level == nil ? 0 : measure.px(280))
        let size = PixelSize(
            width: content + 2 * padX, height: lineHeight + barRoom + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: toast.level == nil ? size.height / 2 : measure.px(20),
            OverlayTheme.panel, border: OverlayTheme.hairline, borderWidth: measure.px(1))
        let baseline = padY + measure.px(26)
        if let symbol = toast.symbol {
            let sign = Self.sign(of: symbol)
            sign.sign.draw(
                on: &canvas,
                in: PixelRect(
                    x: padX, y: padY + (lineHeight - side) / 2, width: side, height: side),
                sign.color)
        }
        canvas.draw(line, x: padX + lead, baseline: baseline)
        if let level = toast.level {
            let barHeight = measure.px(6)
            canvas.drawProgress(
                PixelRect(
                    x: padX, y: size.height - padY - barHeight, width: content, height: barHeight),
                part: Double(level) / 100, track: OverlayTheme.track, color: OverlayTheme.accent)
        }
        return Drawing(
            bitmap: canvas.bitmap(), x: (measure.size.width - size.width) / 2,
            y: max(0, measure.size.height - measure.px(90) - size.height))
    }

    private static func sign(of symbol: Toast.Symbol) -> (sign: OverlaySign, color: Color) {
        switch symbol {
        case .paused: (.pause, OverlayTheme.ink)
        case .playing: (.play, OverlayTheme.ink)
        case .sound: (.sound, OverlayTheme.accent)
        case .muted: (.muted, OverlayTheme.inkSoft)
        case .warning: (.warning, OverlayTheme.amber)
        }
    }

    /// The most sentences of a banner; who needs all of them reads the log.
    private static let mostSentences = 4

    func drawBanner(_ sentences: [String], maxWidth: Int, _ measure: WindowMeasure) -> Drawing? {
        let style = TextStyle(.regular, pixels: measure.px(20), color: OverlayTheme.ink)
        let (padX, padY) = (measure.px(22), measure.px(16))
        let side = measure.px(26)
        let lead = side + measure.px(16)
        let room = min(maxWidth, measure.px(1_100)) - 2 * padX - lead
        guard room > 0 else { return nil }
        let lines = sentences.prefix(Self.mostSentences).map {
            text.lines($0, style, maxWidth: room, maxLines: 3)
        }
        let widest = lines.joined().map(\.width).max() ?? 0
        guard widest > 0 else { return nil }
        let rowHeight = measure.px(28)
        let between = measure.px(8)
        let rows = lines.reduce(0) { $0 + $1.count }
        let size = PixelSize(
            width: widest + lead + 2 * padX,
            height: rows * rowHeight + (lines.count - 1) * between + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: measure.px(16), OverlayTheme.panel,
            border: Color(hex: 0xFFB648, alpha: 90), borderWidth: measure.px(1))
        OverlaySign.warning.draw(
            on: &canvas,
            in: PixelRect(x: padX, y: padY + (rowHeight - side) / 2, width: side, height: side),
            OverlayTheme.amber)
        var y = padY
        for sentence in lines {
            for line in sentence {
                canvas.draw(line, x: padX + lead, baseline: y + measure.px(21))
                y += rowHeight
            }
            y += between
        }
        return Drawing(bitmap: canvas.bitmap(), x: measure.margin, y: measure.margin)
    }

    /// A word in the lower right corner that stays.
    func drawCorner(_ words: String, _ measure: WindowMeasure) -> Drawing? {
        let style = TextStyle(.regular, pixels: measure.px(20), color: OverlayTheme.ink)
        let (padX, padY) = (measure.px(18), measure.px(10))
        let side = measure.px(22)
        let lead = side + measure.px(12)
        let room = measure.size.width - 2 * measure.margin - 2 * padX - lead
        guard room > 0 else { return nil }
        let line = text.line(words, style, maxWidth: room)
        guard line.width > 0 else { return nil }
        let lineHeight = measure.px(28)
        let size = PixelSize(
            width: line.width + lead + 2 * padX, height: lineHeight + 2 * padY)
        var canvas = Canvas(size: size)
        canvas.fillRounded(
            canvas.bounds, radius: size.height / 2, OverlayTheme.panel,
            border: OverlayTheme.hairline, borderWidth: measure.px(1))
        OverlaySign.warning.draw(
            on: &canvas,
            in: PixelRect(x: padX, y: padY + (lineHeight - side) / 2, width: side, height: side),
            OverlayTheme.amber)
        canvas.draw(line, x: padX + lead, baseline: padY + measure.px(21))
        return Drawing(
            bitmap: canvas.bitmap(), x: measure.size.width - measure.margin - size.width,
            y: max(0, measure.size.height - measure.margin - size.height))
    }

    func drawPausedMark(_ measure: WindowMeasure) -> Drawing? {
        let side = measure.px(136)
        var canvas = Canvas(size: PixelSize(width: side, height: side))
        canvas.fillRounded(
            canvas.bounds, radius: side / 2, OverlayTheme.glass, border: OverlayTheme.hairline,
            borderWidth: measure.px(2))
        OverlaySign.pause.draw(
            on: &canvas, in: canvas.bounds.inset(by: side * 29 / 100), OverlayTheme.ink)
        return Drawing(
            bitmap: canvas.bitmap(), x: (measure.size.width - side) / 2,
            y: (measure.size.height - side) / 2)
    }
}

import Display
import Geometry
import WallPolicy

/// Title, position and state: a strip along the lower edge of a cell.
extension OverlayPainter {
    func drawLabel(_ label: CellOverlay.Label, _ measure: CellMeasure) -> Drawing? {
        let (width, height) = (measure.size.width, measure.size.height)
        guard measure.text > 0, width > 2 * measure.margin else { return nil }
        let strip = min(height, measure.labelHeight)
        var canvas = Canvas(size: PixelSize(width: width, height: strip))
        canvas.fillGradient(
            canvas.bounds, top: Color(hex: 0x05070A, alpha: 0),
            bottom: Color(hex: 0x05070A, alpha: 222))

        let barHeight = max(2, measure.ems(0.16))
        let bar = PixelRect(
            x: measure.margin, y: strip - measure.margin - barHeight / 2,
            width: width - 2 * measure.margin, height: barHeight)
        if let progress = label.progress {
            canvas.drawProgress(
                bar, part: Double(progress) / 1_000, track: OverlayTheme.track,
                color: OverlayTheme.accent)
        }
        // Also without a bar: titles of a row of cells stand on one line.
        let baseline = bar.y - measure.ems(0.62)

        var right = width - measure.margin
        // A narrow cell keeps the room for the title.
        let isWide = width >= measure.text * 17
        if isWide {
            right = drawTime(label, measure, on: &canvas, right: right, baseline: baseline)
        }
        right = drawSigns(label, measure, on: &canvas, right: right, baseline: baseline)
        let title = TextStyle(.bold, pixels: measure.text, color: OverlayTheme.ink)
        let room = right - measure.margin - (right < width - measure.margin ? measure.ems(0.4) : 0)
        canvas.draw(
            text.line(label.title, title, maxWidth: room), x: measure.margin, baseline: baseline)
        return Drawing(bitmap: canvas.bitmap(), x: 0, y: height - strip)
    }

    /// Position, or that it is live, from the right edge; returns where they begin.
    private func drawTime(
        _ label: CellOverlay.Label, _ measure: CellMeasure, on canvas: inout Canvas, right: Int,
        baseline: Int
    ) -> Int {
        let small = measure.ems(0.86)
        var right = right
        if label.isLive {
            let style = TextStyle(.bold, pixels: measure.ems(0.7), color: OverlayTheme.ink)
            let line = text.line(label.time, style)
            let capHeight = text.metrics(style)?.capHeight ?? small
            let (padX, padY) = (measure.ems(0.42), measure.ems(0.26))
            let pill = PixelRect(
                x: right - line.width - 2 * padX, y: baseline - capHeight - padY,
                width: line.width + 2 * padX, height: capHeight + 2 * padY)
            canvas.fillRounded(pill, radius: measure.ems(0.22), Color(hex: 0xD93A32))
            canvas.draw(line, x: pill.x + padX, baseline: baseline)
            right = pill.x - measure.ems(0.5)
        } else if !label.time.isEmpty {
            let style = TextStyle(.regular, pixels: small, color: OverlayTheme.inkSoft)
            let line = text.line(label.time, style)
            right -= line.width
            canvas.draw(line, x: right, baseline: baseline)
            right -= measure.ems(0.6)
        }
        return right
    }

    /// Sound, heart, loop and pause as signs; returns where they begin.
    private func drawSigns(
        _ label: CellOverlay.Label, _ measure: CellMeasure, on canvas: inout Canvas, right: Int,
        baseline: Int
    ) -> Int {
        var signs: [(OverlaySign, Color)] = []
        if label.isPaused { signs.append((.pause, OverlayTheme.ink)) }
        if label.isSounding { signs.append((.sound, OverlayTheme.accent)) }
        if label.isFavorite { signs.append((.heart, OverlayTheme.accent)) }
        if label.isLooping { signs.append((.loop, OverlayTheme.inkSoft)) }
        let side = measure.ems(1)
        var right = right
        for (sign, color) in signs where right - side > measure.size.width / 3 {
            right -= side
            sign.draw(
                on: &canvas,
                in: PixelRect(
                    x: right, y: baseline - side + measure.ems(0.13), width: side, height: side),
                color)
            right -= measure.ems(0.35)
        }
        return right
    }
}

import Display
import Geometry
import WallPolicy

/// Columns of figures: for a cell, and for the wall.
extension OverlayPainter {
    /// - Parameter below: pixels at the cell's lower edge that are taken.
    func drawStatistics(
        _ panel: StatisticsPanel, below: Int, _ measure: CellMeasure
    ) -> Drawing? {
        guard measure.text > 0 else { return nil }
        let pixels = max(measure.ems(0.82), CellMeasure.smallestText)
        let pad = measure.ems(0.7)
        let rowHeight = pixels * 14 / 10
        let place = measure.margin * 7 / 10
        let roomY = measure.size.height - max(below, place) - place - 2 * pad
        let count = max(1, min(panel.rows.count, roomY / max(rowHeight, 1)))
        // Alarming rows stay, the least important calm ones go.
        var rows = panel.rows
        while rows.count > count {
            rows.remove(at: rows.lastIndex { !$0.isAlarming } ?? rows.count - 1)
        }
        let drawn = drawRows(
            StatisticsPanel(rows: rows), pixels: pixels, pad: pad,
            maxWidth: measure.size.width - 2 * place, background: OverlayTheme.glass)
        return drawn.map { Drawing(bitmap: $0, x: place, y: place) }
    }

    func drawStatistics(_ panel: StatisticsPanel, _ measure: WindowMeasure) -> Drawing? {
        let drawn = drawRows(
            panel, pixels: measure.px(19), pad: measure.px(20),
            maxWidth: measure.size.width - 2 * measure.margin, background: OverlayTheme.panel)
        return drawn.map {
            Drawing(
                bitmap: $0, x: measure.size.width - measure.margin - $0.width, y: measure.margin)
        }
    }

    /// Captions on the left, figures flush right. DejaVu's digits are all of one
    /// width, so figures that change do not dance.
    private func drawRows(
        _ panel: StatisticsPanel, pixels: Int, pad: Int, maxWidth: Int, background: Color
    ) -> Bitmap? {
        let captionStyle = TextStyle(.regular, pixels: pixels, color: OverlayTheme.inkFaint)
        let room = maxWidth - 2 * pad
        guard room > 0 else { return nil }
        let gap = pixels * 3 / 2
        let rowHeight = pixels * 14 / 10
        var values = panel.rows.map { row in
            text.line(row.value, valueStyle(row, pixels), maxWidth: room)
        }
        let widestValue = values.map(\.width).max() ?? 0
        var captions = panel.rows.map { text.line($0.caption, captionStyle) }
        var captionWidth = captions.map(\.width).max() ?? 0
        if captionWidth + gap + widestValue > room {
            // Figures alone, when both do not fit.
            if widestValue + pixels * 4 > room {
                return drawValues(
                    panel.rows, pixels: pixels, pad: pad, room: room, background: background)
            } else {
                captionWidth = min(captionWidth, room / 2)
                captions = panel.rows.map {
                    text.line($0.caption, captionStyle, maxWidth: captionWidth)
                }
                values = panel.rows.map { row in
                    text.line(
                        row.value, valueStyle(row, pixels), maxWidth: room - captionWidth - gap / 2)
                }
            }
        }
        let valueWidth = values.map(\.width).max() ?? 0
        guard valueWidth > 0 else { return nil }
        let titleStyle = TextStyle(.bold, pixels: pixels * 11 / 10, color: OverlayTheme.ink)
        let title = panel.title.isEmpty ? nil : text.line(panel.title, titleStyle, maxWidth: room)
        let content = min(room, max(captionWidth + gap + valueWidth, title?.width ?? 0))
        let titleHeight = title == nil ? 0 : rowHeight * 3 / 2
        var canvas = Canvas(
            size: PixelSize(
                width: content + 2 * pad,
                height: titleHeight + rowHeight * panel.rows.count + 2 * pad))
        canvas.fillRounded(
            canvas.bounds, radius: pixels * 7 / 10, background, border: OverlayTheme.hairline,
            borderWidth: max(1, pixels / 18))
        if let title { canvas.draw(title, x: pad, baseline: pad + pixels) }
        for (index, value) in values.enumerated() {
            let baseline = pad + titleHeight + rowHeight * index + pixels * 105 / 100
            canvas.draw(captions[index], x: pad, baseline: baseline)
            canvas.draw(value, x: pad + content - value.width, baseline: baseline)
        }
        return canvas.bitmap()
    }

    /// Where captions have no room: the figures that are understood without.
    private func drawValues(
        _ rows: [StatisticsPanel.Row], pixels: Int, pad: Int, room: Int, background: Color
    ) -> Bitmap? {
        let lines = rows.filter { !$0.needsCaption || $0.isAlarming }.map { row in
            let words = row.needsCaption ? "\(row.value) \(row.caption.lowercased())" : row.value
            return text.line(words, valueStyle(row, pixels), maxWidth: room)
        }
        let widest = lines.map(\.width).max() ?? 0
        guard widest > 0 else { return nil }
        let rowHeight = pixels * 14 / 10
        var canvas = Canvas(
            size: PixelSize(width: widest + 2 * pad, height: rowHeight * lines.count + 2 * pad))
        canvas.fillRounded(
            canvas.bounds, radius: pixels * 7 / 10, background, border: OverlayTheme.hairline,
            borderWidth: max(1, pixels / 18))
        for (index, line) in lines.enumerated() {
            canvas.draw(line, x: pad, baseline: pad + rowHeight * index + pixels * 105 / 100)
        }
        return canvas.bitmap()
    }

    private func valueStyle(_ row: StatisticsPanel.Row, _ pixels: Int) -> TextStyle {
        TextStyle(
            .regular, pixels: pixels, color: row.isAlarming ? OverlayTheme.amber : OverlayTheme.ink)
    }
}

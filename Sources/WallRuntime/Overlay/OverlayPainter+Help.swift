import Display
import Geometry
import WallPolicy

/// The keys, as many columns as the window has room for.
extension OverlayPainter {
    /// The help at one size of letters.
    private struct HelpLayout {
        let pixels: Int
        let columns: [[HelpTable.Group]]
        let keysWidth: Int
        let meaningWidth: Int

        func ems(_ count: Double) -> Int { max(1, Int((Double(pixels) * count).rounded())) }
        var rowHeight: Int { ems(2) }
        var headHeight: Int { ems(1.7) }
        var groupGap: Int { ems(0.9) }
        var pad: Int { ems(2) }
        var titleHeight: Int { ems(3) }
        var columnGap: Int { ems(3) }
        var columnWidth: Int { keysWidth + ems(1.2) + meaningWidth }

        func height(of groups: [HelpTable.Group]) -> Int {
            groups.reduce(0) { $0 + headHeight + rowHeight * $1.rows.count }
                + groupGap * max(0, groups.count - 1)
        }

        var size: PixelSize {
            let tallest = columns.map(height).max() ?? 0
            return PixelSize(
                width: columnWidth * columns.count + columnGap * (columns.count - 1) + 2 * pad,
                height: titleHeight + tallest + 2 * pad)
        }
    }

    func drawHelp(_ help: HelpTable, _ measure: WindowMeasure) -> Drawing? {
        guard text.problem == nil, let layout = helpLayout(help, measure) else { return nil }
        var canvas = Canvas(size: layout.size)
        canvas.fillRounded(
            canvas.bounds, radius: layout.ems(1.2), OverlayTheme.panel,
            border: OverlayTheme.hairline, borderWidth: measure.px(1))
        let title = TextStyle(.bold, pixels: layout.ems(1.5), color: OverlayTheme.ink)
        canvas.draw(
            text.line(Catalogue.helpTitle, title), x: layout.pad,
            baseline: layout.pad + layout.ems(1.3))
        var x = layout.pad
        for column in layout.columns {
            drawColumn(column, layout, on: &canvas, x: x)
            x += layout.columnWidth + layout.columnGap
        }
        let foot = TextStyle(.regular, pixels: layout.ems(0.9), color: OverlayTheme.inkFaint)
        let room = layout.size.width - 2 * layout.pad
        let line = text.line(Catalogue.helpFooter, foot, maxWidth: room)
        canvas.draw(
            line, x: layout.size.width - layout.pad - line.width,
            baseline: layout.pad + layout.ems(1.3))
        return Drawing(
            bitmap: canvas.bitmap(), x: (measure.size.width - layout.size.width) / 2,
            y: (measure.size.height - layout.size.height) / 2)
    }

    private func drawColumn(
        _ groups: [HelpTable.Group], _ layout: HelpLayout, on canvas: inout Canvas, x: Int
    ) {
        let head = TextStyle(.bold, pixels: layout.ems(0.82), color: OverlayTheme.accent)
        let meaning = TextStyle(.regular, pixels: layout.pixels, color: OverlayTheme.inkSoft)
        var y = layout.pad + layout.titleHeight
        for group in groups {
            canvas.draw(
                text.line(group.title.uppercased(), head), x: x, baseline: y + layout.ems(0.8))
            y += layout.headHeight
            for row in group.rows {
                let baseline = y + layout.ems(1.1)
                drawKeys(row.keys, layout, on: &canvas, x: x, baseline: baseline)
                canvas.draw(
                    text.line(row.meaning, meaning, maxWidth: layout.meaningWidth),
                    x: x + layout.keysWidth + layout.ems(1.2), baseline: baseline)
                y += layout.rowHeight
            }
            y += layout.groupGap
        }
    }

    private func drawKeys(
        _ keys: [String], _ layout: HelpLayout, on canvas: inout Canvas, x: Int, baseline: Int
    ) {
        var x = x
        let height = layout.ems(1.6)
        for key in keys {
            let width = keyWidth(key, pixels: layout.pixels)
            let isKey = !HelpTable.joiners.contains(key)
            let color = isKey ? OverlayTheme.ink : OverlayTheme.inkFaint
            let line = text.line(
                key, TextStyle(.regular, pixels: layout.ems(0.88), color: color))
            if isKey {
                let cap = PixelRect(
                    x: x, y: baseline - layout.ems(1.14), width: width, height: height)
                canvas.fillRounded(
                    cap, radius: layout.ems(0.36), OverlayTheme.keyCap,
                    border: OverlayTheme.hairline, borderWidth: max(1, layout.pixels / 18))
            }
            canvas.draw(line, x: x + (width - line.width) / 2, baseline: baseline)
            x += width + max(1, layout.pixels / 4)
        }
    }

    private func keyWidth(_ key: String, pixels: Int) -> Int {
        let style = TextStyle(.regular, pixels: pixels * 88 / 100, color: OverlayTheme.ink)
        let width = text.width(of: key, style)
        if HelpTable.joiners.contains(key) { return width + pixels / 4 }
        return max(width + pixels, pixels * 16 / 10)
    }

    /// The largest letters at which the help fits, in the fewest columns.
    private func helpLayout(_ help: HelpTable, _ measure: WindowMeasure) -> HelpLayout? {
        let isPortrait = measure.size.height > measure.size.width
        let room = PixelSize(
            width: measure.size.width - measure.margin, height: measure.size.height - measure.margin
        )
        var pixels = measure.px(22)
        while pixels >= 7 {
            let style = TextStyle(.regular, pixels: pixels, color: OverlayTheme.ink)
            let keys = help.rows.map { row in
                row.keys.reduce(0) { $0 + keyWidth($1, pixels: pixels) + max(1, pixels / 4) }
            }
            let meanings = help.rows.map { text.width(of: $0.meaning, style) }
            for count in isPortrait ? [1, 2, 3] : [2, 3, 1] {
                let layout = HelpLayout(
                    pixels: pixels, columns: Self.split(help.groups, into: count),
                    keysWidth: keys.max() ?? 0, meaningWidth: meanings.max() ?? 0)
                if layout.size.width <= room.width, layout.size.height <= room.height {
                    return layout
                }
            }
            pixels -= 1
        }
        return nil
    }

    /// Groups in columns of about the same height, in order.
    private static func split(
        _ groups: [HelpTable.Group], into count: Int
    ) -> [[HelpTable.Group]] {
        func weight(_ group: HelpTable.Group) -> Int { group.rows.count + 2 }
        let total = groups.reduce(0) { $0 + weight($1) }
        var columns: [[HelpTable.Group]] = [[]]
        var filled = 0
        for group in groups {
            // A group belongs to the column in which its middle lies.
            let column = min((2 * filled + weight(group)) * count / max(2 * total, 1), count - 1)
            while columns.count <= column { columns.append([]) }
            columns[column].append(group)
            filled += weight(group)
        }
        return columns.filter { !$0.isEmpty }
    }
}

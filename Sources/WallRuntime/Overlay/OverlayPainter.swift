import Display
import Geometry
import WallPolicy

/// Turns what the policy wants written into layers for the renderer. What did
/// not change is not drawn again: the same `Bitmap` object comes back, and a
/// cell with nothing over it costs nothing. On the main thread; must be closed.
final class OverlayPainter {
    /// A place on the wall that shows one thing at a time.
    private struct Slot: Hashable {
        enum Kind: Hashable {
            case label, card, notice, cellStatistics
            case help, statistics, clock, toast, banner, corner, paused
        }
        let kind: Kind
        /// The cell's or the display's.
        let number: Int
    }

    /// What is drawn in a slot.
    private enum Content: Equatable {
        case label(CellOverlay.Label)
        case card(CellOverlay.Card)
        case notice(CellOverlay.Notice)
        case panel(StatisticsPanel, below: Int)
        case help(HelpTable)
        case clock(ClockFace)
        case toast(Toast)
        case banner([String], maxWidth: Int)
        case corner(String)
        case paused
    }

    private struct Remembered {
        let content: Content
        let area: PixelSize
        let display: PixelSize
        let drawing: Drawing?
    }

    /// A picture and its place in its cell or window.
    struct Drawing {
        let bitmap: Bitmap
        let x: Int
        let y: Int
    }

    /// Slots that are remembered: a dozen displays with 64 cells each. More is
    /// forgotten at once.
    private static let mostSlots = 2_048

    /// Draws the letters; the parts of this painter in other files use it.
    let text: TextPainter
    /// Where the pictures of items are.
    var pictures: (ItemID) -> Bitmap? = { _ in nil }
    private var slots: [Slot: Remembered] = [:]
    private var generation = 0
    /// Pictures drawn, not remembered, since the beginning.
    private(set) var picturesDrawn = 0

    /// A painter with this machine's fonts.
    init(text: TextPainter = TextPainter()) { self.text = text }

    /// Why there are no words on the wall, in one sentence; nil when there are.
    var problem: String? { text.problem }

    /// Gives the fonts back; the second call does nothing.
    func close() {
        slots = [:]
        text.close()
    }

    /// What stands over a cell, bottom first, in window coordinates.
    /// - Parameter rect: the cell's place in its window.
    func layers(for cell: CellOverlay, rect: PixelRect) -> [Layer] {
        guard !rect.isEmpty else { return [] }
        forgetBoxes()
        let measure = CellMeasure(size: rect.size, display: cell.displaySize)
        var layers: [Layer] = []
        func put(_ kind: Slot.Kind, _ content: Content?, _ draw: () -> Drawing?) {
            let slot = Slot(kind: kind, number: cell.number)
            let drawing = remembered(
                slot, content, area: rect.size, display: cell.displaySize, draw)
            guard let drawing else { return }
            layers.append(drawing.layer(from: rect))
        }
        if cell.card?.dims == true {
            layers.append(Layer(rect: rect, content: .fill(OverlayTheme.dim)))
        }
        put(.label, cell.label.map(Content.label)) {
            cell.label.flatMap { drawLabel($0, measure) }
        }
        put(.card, cell.card.map(Content.card)) { cell.card.flatMap { drawCard($0, measure) } }
        // The scrim of a label fades out above its words.
        let below = cell.label == nil ? 0 : measure.labelHeight * 7 / 10
        put(.cellStatistics, cell.statistics.map { .panel($0, below: below) }) {
            cell.statistics.flatMap { drawStatistics($0, below: below, measure) }
        }
        put(.notice, cell.notice.map(Content.notice)) {
            cell.notice.flatMap { drawNotice($0, measure) }
        }
        if cell.isFocused { layers += Self.ring(around: rect, display: cell.displaySize) }
        return layers
    }

    /// The focus: a line of the accent, and a shadow inside of it that keeps it
    /// visible on a bright sky.
    private static func ring(around rect: PixelRect, display: PixelSize) -> [Layer] {
        let most = max(2, Int(4 * OverlayTheme.scale(of: display)))
        let thickness = min(max(max(rect.width, rect.height) / 160, 2), most)
        guard min(rect.width, rect.height) > 8 * thickness else {
            return [Layer(rect: rect, content: .ring(OverlayTheme.accent, thickness: 1))]
        }
        let inside = rect.inset(by: thickness)
        return [
            Layer(
                rect: inside,
                content: .ring(Color(hex: 0x000000, alpha: 96), thickness: max(1, thickness / 2))),
            Layer(rect: rect, content: .ring(OverlayTheme.accent, thickness: thickness)),
        ]
    }

    /// What stands over a window, bottom first, in window coordinates.
    /// - Parameter size: of the window, laid out.
    func layers(for window: WindowOverlay, size: PixelSize) -> [Layer] {
        guard !size.isEmpty else { return [] }
        forgetBoxes()
        let all = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
        let measure = WindowMeasure(size: size)
        var layers: [Layer] = []
        func put(
            _ kind: Slot.Kind, _ content: Content?, _ draw: () -> Drawing?
        ) -> Drawing? {
            let slot = Slot(kind: kind, number: window.display)
            let drawing = remembered(slot, content, area: size, display: size, draw)
            if let drawing { layers.append(drawing.layer(from: all)) }
            return drawing
        }
        let showsMark = window.isPaused && window.help == nil
        _ = put(.paused, showsMark ? .paused : nil) { drawPausedMark(measure) }
        let clock = put(.clock, window.clock.map(Content.clock)) {
            window.clock.flatMap { drawClock($0, measure) }
        }
        let clockWidth = clock.map { $0.bitmap.width + measure.margin } ?? 0
        let clockBottom = clock.map { $0.y + $0.bitmap.height } ?? 0
        if let panel = window.statistics {
            // Under the clock when there is one: its slot does not know that.
            let drawing = remembered(
                Slot(kind: .statistics, number: window.display), .panel(panel, below: 0),
                area: size,
                display: size
            ) { drawStatistics(panel, measure) }
            if let drawing {
                let y = clockBottom > 0 ? clockBottom + measure.margin / 2 : drawing.y
                layers.append(
                    Drawing(bitmap: drawing.bitmap, x: drawing.x, y: y).layer(from: all))
            }
        } else {
            slots[Slot(kind: .statistics, number: window.display)] = nil
        }
        let bannerWidth = size.width - clockWidth - 2 * measure.margin
        _ = put(
            .banner,
            window.banner.isEmpty ? nil : .banner(window.banner, maxWidth: bannerWidth)
        ) { drawBanner(window.banner, maxWidth: bannerWidth, measure) }
        _ = put(.corner, window.notice.map(Content.corner)) {
            window.notice.flatMap { drawCorner($0, measure) }
        }
        if window.help != nil {
            layers.append(Layer(rect: all, content: .fill(OverlayTheme.dimWall)))
        }
        _ = put(.help, window.help.map(Content.help)) {
            window.help.flatMap { drawHelp($0, measure) }
        }
        _ = put(.toast, window.toast.map(Content.toast)) {
            window.toast.flatMap { drawToast($0, measure) }
        }
        return layers
    }

    /// Draws everything again when fonts were found for letters that had none.
    private func forgetBoxes() {
        text.update()
        guard generation != text.generation else { return }
        generation = text.generation
        slots = [:]
    }

    /// What the slot shows already, or what `draw` makes of the new content.
    private func remembered(
        _ slot: Slot, _ content: Content?, area: PixelSize, display: PixelSize,
        _ draw: () -> Drawing?
    ) -> Drawing? {
        guard let content else {
            if !slots.isEmpty { slots[slot] = nil }
            return nil
        }
        if let old = slots[slot], old.area == area, old.display == display, old.content == content {
            return old.drawing
        }
        if slots.count >= Self.mostSlots { slots = [:] }
        picturesDrawn += 1
        let drawing = draw()
        slots[slot] = Remembered(content: content, area: area, display: display, drawing: drawing)
        return drawing
    }
}

extension OverlayPainter.Drawing {
    /// The picture as a layer, clipped to the cell or window that it belongs to.
    fileprivate func layer(from area: PixelRect) -> Layer {
        let place = PixelRect(
            x: area.x + x, y: area.y + y, width: bitmap.width, height: bitmap.height)
        return Layer(rect: place, content: .bitmap(bitmap))
    }
}

/// Sizes inside of one window.
struct WindowMeasure {
    /// The window.
    let size: PixelSize
    /// Compared with a display of 1080 lines.
    let scale: Double
    /// From the window's edge to what stands in it.
    let margin: Int

    init(size: PixelSize) {
        self.size = size
        scale = OverlayTheme.scale(of: size)
        margin = max(8, Int((32 * scale).rounded()))
    }

    /// Pixels for so many pixels of a display of 1080 lines, at least one.
    func px(_ count: Double) -> Int { max(1, Int((count * scale).rounded())) }
}

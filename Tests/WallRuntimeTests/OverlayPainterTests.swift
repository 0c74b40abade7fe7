import Display
import Geometry
import Testing
import WallPolicy

@testable import WallRuntime

@Suite struct OverlayPainterTests {
    private func withPainter<T>(_ body: (OverlayPainter) throws -> T) rethrows -> T {
        let painter = OverlayPainter()
        defer { painter.close() }
        return try body(painter)
    }

    private func bitmaps(_ layers: [Layer]) -> [Bitmap] {
        layers.compactMap { if case .bitmap(let bitmap) = $0.content { bitmap } else { nil } }
    }

    @Test func nothingShownIsNothingDrawn() {
        withPainter { painter in
            let size = PixelSize(width: 1_920, height: 1_080)
            let cell = CellOverlay(number: 1, displaySize: size)
            #expect(
                painter.layers(for: cell, rect: PixelRect(x: 0, y: 0, width: 960, height: 540))
                    .isEmpty)
            #expect(painter.layers(for: WindowOverlay(display: 1), size: size).isEmpty)
            #expect(painter.picturesDrawn == 0)
        }
    }

    @Test func theFocusIsARingAroundTheCell() throws {
        try withPainter { painter in
            var cell = CellOverlay(number: 1, displaySize: PixelSize(width: 1_920, height: 1_080))
            cell.isFocused = true
            let rect = PixelRect(x: 960, y: 540, width: 960, height: 540)
            let ring = try #require(painter.layers(for: cell, rect: rect).last)
            #expect(ring.rect == rect)
            guard case .ring(_, let thickness) = ring.content else {
                Issue.record("no ring")
                return
            }
            #expect((2...4).contains(thickness))
        }
    }

    @Test func whatDidNotChangeIsTheSameBitmap() {
        withPainter { painter in
            var scene = OverlayScene(
                size: PixelSize(width: 1_280, height: 720), columns: 3, rows: 3)
            scene.wall.statisticsShown = true
            func draw() -> [Bitmap] {
                let cells = scene.wall.cells.flatMap { cell in
                    bitmaps(
                        painter.layers(
                            for: CellOverlay(cell: cell, in: scene.wall, focusShown: true),
                            rect: cell.rect))
                }
                let time = LocalTime(hour: 9, minute: 5, weekday: 1, day: 2, month: 3)
                let window = WindowOverlay(
                    display: 1, in: scene.wall, time: time, toast: .loopOn, banner: ["A sentence."],
                    kiosk: true)
                return cells + bitmaps(painter.layers(for: window, size: scene.size))
            }
            let first = draw()
            let drawn = painter.picturesDrawn
            #expect(first.count == 9 * 2 + 4)
            let second = draw()
            #expect(zip(first, second).allSatisfy { $0 === $1 })
            #expect(painter.picturesDrawn == drawn)
            // One cell's second passes: one label is drawn, nothing else.
            scene.wall.cells[4].position = 4_000
            #expect(zip(first, draw()).count { $0 !== $1 } == 1)
            #expect(painter.picturesDrawn == drawn + 1)
            // A cell that moves without changing its size keeps its pictures.
            let old = scene.wall.cells[0].rect
            scene.wall.cells[0].rect = PixelRect(
                x: old.x + 7, y: old.y, width: old.width, height: old.height)
            _ = draw()
            #expect(painter.picturesDrawn == drawn + 1)
        }
    }

    /// From a wall of 4K to a cell of a thumbnail: everything stays inside.
    @Test(arguments: [
        PixelSize(width: 1_920, height: 1_080), PixelSize(width: 960, height: 540),
        PixelSize(width: 240, height: 135), PixelSize(width: 135, height: 240),
        PixelSize(width: 100, height: 60), PixelSize(width: 40, height: 22),
        PixelSize(width: 22, height: 40), PixelSize(width: 7, height: 5),
        PixelSize(width: 1, height: 1), PixelSize(width: 600, height: 12),
    ])
    func nothingLeavesItsCell(size: PixelSize) {
        withPainter { painter in
            let rect = PixelRect(x: 300, y: 200, width: size.width, height: size.height)
            for display in [
                size, PixelSize(width: 1_920, height: 1_080),
                PixelSize(width: 7_680, height: 4_320),
            ] {
                var wall = WallSnapshot()
                wall.displays = [
                    DisplaySnapshot(
                        number: 1, name: "", size: display, refreshRate: 0, rotation: .none,
                        cells: [1], fullscreen: true)
                ]
                wall.labelsShown = true
                wall.statisticsShown = true
                wall.focus = 1
                for state in ["playing", "buffering", "loading", "parked", "idle", "holding"] {
                    var cell = CellSnapshot(number: 1, id: "", display: 1, rect: rect)
                    cell.state = state
                    cell.title = String(repeating: "Harbour مرحبا ", count: 20)
                    cell.reason = String(repeating: "Because of a very long reason. ", count: 20)
                    cell.failures = 5
                    cell.retryInSeconds = 60
                    cell.position = 10
                    cell.duration = 20
                    cell.looping = true
                    cell.sounding = true
                    cell.paused = true
                    cell.statistics.codec = "hevc"
                    cell.statistics.shownFrames = state == "loading" ? 0 : 1
                    let overlay = CellOverlay(cell: cell, in: wall, focusShown: true)
                    for layer in painter.layers(for: overlay, rect: rect) {
                        #expect(
                            layer.rect.intersection(rect) == layer.rect, "\(state) \(display)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        PixelSize(width: 3_840, height: 2_160), PixelSize(width: 1_080, height: 1_920),
        PixelSize(width: 800, height: 480), PixelSize(width: 320, height: 176),
    ])
    func nothingLeavesItsWindow(size: PixelSize) {
        withPainter { painter in
            var window = WindowOverlay(display: 1)
            window.help = HelpTable(kiosk: true)
            window.toast = .snapshotFailed(why: String(repeating: "no room ", count: 40))
            window.banner = Array(
                repeating: String(repeating: "A long sentence. ", count: 9), count: 9)
            window.clock = ClockFace(
                time: LocalTime(hour: 9, minute: 5, weekday: 3, day: 30, month: 9))
            window.isPaused = true
            let all = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
            let layers = painter.layers(for: window, size: size)
            #expect(layers.count >= 4)
            for layer in layers { #expect(layer.rect.intersection(all) == layer.rect) }
        }
    }

    /// A cell that is too small for words still shows that something is wrong.
    @Test func aTinyCellShowsASign() {
        withPainter { painter in
            var cell = CellOverlay(number: 1, displaySize: PixelSize(width: 320, height: 176))
            var card = CellOverlay.Card()
            card.tone = .trouble
            card.headline = Catalogue.mediaUnavailable
            cell.card = card
            let layers = painter.layers(
                for: cell, rect: PixelRect(x: 0, y: 0, width: 40, height: 22))
            #expect(bitmaps(layers).contains { $0.pixels.contains { $0 >> 24 > 200 } })
        }
    }

    @Test func wordsGrowWithTheDisplay() {
        withPainter { painter in
            func labelHeight(_ size: PixelSize) -> Int {
                var cell = CellOverlay(number: 1, displaySize: size)
                var label = CellOverlay.Label()
                label.title = "Harbour"
                cell.label = label
                let rect = PixelRect(x: 0, y: 0, width: size.width / 8, height: size.height / 8)
                return bitmaps(painter.layers(for: cell, rect: rect)).first?.height ?? 0
            }
            let small = labelHeight(PixelSize(width: 1_920, height: 1_080))
            let large = labelHeight(PixelSize(width: 3_840, height: 2_160))
            #expect(small > 0)
            #expect(large > small * 18 / 10)
        }
    }

    @Test func withoutFontsSignsAndRingsStay() {
        let painter = OverlayPainter(text: TextPainter(fontFolders: ["/nonexistent"]))
        defer { painter.close() }
        #expect(painter.problem != nil)
        var scene = OverlayScene(size: PixelSize(width: 640, height: 360), columns: 2, rows: 2)
        scene.wall.cells[0].state = "parked"
        scene.wall.statisticsShown = true
        scene.wall.helpShown = true
        scene.wall.paused = true
        let overlay = CellOverlay(cell: scene.wall.cells[0], in: scene.wall, focusShown: true)
        let layers = painter.layers(for: overlay, rect: scene.wall.cells[0].rect)
        #expect(bitmaps(layers).count == 1)
        let window = WindowOverlay(
            display: 1, in: scene.wall, time: nil, toast: .volume(3), banner: ["Words."],
            kiosk: false)
        _ = painter.layers(for: window, size: scene.size)
    }
}

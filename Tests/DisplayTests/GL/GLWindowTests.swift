import CGL
import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct GLWindowTests {
    /// What the window itself gets, top row first.
    private nonisolated func backBuffer(_ renderer: GLRenderer, _ window: Window) throws -> Bitmap {
        try #require(try renderer.compose(window))
        let size = window.size
        var pixels = [UInt32](repeating: 0, count: size.width * size.height)
        glReadPixels(
            0, 0, GLsizei(size.width), GLsizei(size.height), GLenum(GL_BGRA),
            GLenum(GL_UNSIGNED_BYTE), &pixels)
        // GL's row 0 is a window's bottom.
        let rows = (0..<size.height).reversed().flatMap { row in
            pixels[row * size.width..<(row + 1) * size.width].map { $0 | 0xFF00_0000 }
        }
        return Bitmap(size: size, pixels: rows)
    }

    @Test(arguments: Rotation.allCases)
    func theWindowIsTurnedAsTheDisplayHangs(rotation: Rotation) throws {
        let physical = PixelSize(width: 121, height: 64)
        try GLStage.run(physical, rotation: rotation) { renderer, window in
            let logical = window.logicalSize
            let rects = cellRects(columns: 2, rows: 3, in: logical)
            let colors = [0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0x00FFFF, 0xFF00FF].map {
                Color(hex: $0)
            }
            try renderer.draw(
                rects.indices.map {
                    TileUpdate(
                        tile: TileID($0), rect: rects[$0],
                        base: .frame(PaintedSource(colors[$0], marker: .white)), layers: [])
                }, in: window, now: 0)
            let picture = try renderer.capture(window)
            #expect(picture.size == logical)
            let shown = try backBuffer(renderer, window)
            #expect(shown.size == physical)
            for (rect, color) in zip(rects, colors) {
                let marker = PixelRect(
                    x: rect.x, y: rect.y, width: rect.width / 4, height: rect.height / 4)
                let corner = PixelRect(x: rect.maxX - 2, y: rect.maxY - 2, width: 2, height: 2)
                let top = PixelRect(x: rect.maxX - 2, y: rect.y, width: 2, height: 2)
                for (part, expected) in [(marker, Color.white), (corner, color), (top, color)] {
                    expectRect(picture, part, is: expected)
                    expectRect(shown, rotation.physicalRect(of: part, on: physical), is: expected)
                }
            }
            try renderer.present(window)
        }
    }

    @Test func aWindowStartsBlackAndAfterAResizeToo() throws {
        try GLStage.run(PixelSize(width: 50, height: 30)) { renderer, window in
            func all() -> PixelRect {
                let size = window.logicalSize
                return PixelRect(x: 0, y: 0, width: size.width, height: size.height)
            }
            expectRect(try renderer.capture(window), all(), is: .black)
            func paint() throws {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(1), rect: all(), base: .frame(PaintedSource(.pureGreen)),
                            layers: [])
                    ], in: window, now: 0)
                try renderer.present(window)
                expectRect(try renderer.capture(window), all(), is: .pureGreen)
            }
            try paint()
            expectRect(try backBuffer(renderer, window), all(), is: .pureGreen)
            // From here on not the window's own pixels: this driver's stay as they were.
            resize(windowOf: window.handle, to: PixelSize(width: 90, height: 70))
            #expect(window.size == PixelSize(width: 90, height: 70))
            try renderer.attach(window)
            #expect(try renderer.capture(window).size == window.size)
            expectRect(try renderer.capture(window), all(), is: .black)
            try paint()
            // Attached again without another size.
            try renderer.attach(window)
            expectRect(try renderer.capture(window), all(), is: .black)
        }
    }

    @Test func aWindowMayGoWithoutTheOther() throws {
        let size = PixelSize(width: 40, height: 40)
        let rect = PixelRect(x: 0, y: 0, width: 40, height: 40)
        try GLStage.run([size, size]) { stage in
            let renderer = stage.renderer
            func paint(_ window: Window, _ tile: Int, _ color: Color) throws {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(tile), rect: rect, base: .frame(PaintedSource(color)),
                            layers: [], itemChanged: true)
                    ], in: window, now: Double(tile))
                try renderer.present(window)
            }
            let first = stage.windows[0]
            let second = stage.windows[1]
            try paint(first, 1, .pureRed)
            try paint(second, 2, .pureGreen)
            expectRect(try renderer.capture(first), rect, is: .pureRed)
            expectRect(try renderer.capture(second), rect, is: .pureGreen)
            expectRect(try backBuffer(renderer, first), rect, is: .pureRed)
            expectRect(try backBuffer(renderer, second), rect, is: .pureGreen)
            try paint(first, 1, .white)
            #expect(renderer.tilesInMotion(in: first, now: 1) == [TileID(1)])
            #expect(renderer.tilesInMotion(in: second, now: 1).isEmpty)

            // The one that goes is the one that the context is current on.
            try paint(second, 2, .pureGreen)
            stage.close(second)
            try renderer.draw(
                [TileUpdate(tile: TileID(1), rect: rect, base: .kept, layers: [])],
                in: first, now: 9)
            try renderer.present(first)
            expectRect(try backBuffer(renderer, first), rect, is: .white)

            // And a display comes back.
            let third = try stage.open(size)
            expectRect(try renderer.capture(third), rect, is: .black)
            try renderer.draw(
                [TileUpdate(tile: TileID(2), rect: rect, base: .kept, layers: [])],
                in: third, now: 9)
            expectRect(try renderer.capture(third), rect, is: .pureGreen)
        }
    }

    @Test func anUnknownWindowIsAnError() throws {
        try GLStage.run(PixelSize(width: 20, height: 20)) { renderer, window in
            renderer.detach(window)
            renderer.detach(window)
            #expect(throws: DisplayError(.draw, "the window was not prepared")) {
                try renderer.draw([], in: window, now: 0)
            }
            #expect(throws: DisplayError(.present, "the window was not prepared")) {
                try renderer.present(window)
            }
            #expect(throws: DisplayError(.capture, "the window has no picture")) {
                try renderer.capture(window)
            }
        }
    }

    @Test func onlyTheFastestDisplaySetsThePace() {
        #expect(SwapPacing.pacer(of: []) == nil)
        #expect(SwapPacing.pacer(of: [(window: 3, refreshRate: 0)]) == 3)
        #expect(
            SwapPacing.pacer(of: [
                (window: 1, refreshRate: 30), (window: 2, refreshRate: 144),
                (window: 3, refreshRate: 60),
            ]) == 2)
        // Of equals always the same.
        #expect(
            SwapPacing.pacer(of: [
                (window: 9, refreshRate: 60), (window: 4, refreshRate: 60),
                (window: 5, refreshRate: 60),
            ]) == 4)
    }
}

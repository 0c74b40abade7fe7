import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct SoftwareRendererTests {
    // MARK: Tiles

    @Test(
        arguments: [(1, 1), (2, 2), (3, 2), (8, 8)],
        [(320, 180), (321, 183), (97, 211), (853, 479)]
    )
    func everyCellShowsItsVideo(grid: (Int, Int), side: (Int, Int)) throws {
        let size = PixelSize(width: side.0, height: side.1)
        try SoftwareStage.run(size) { renderer, window in
            let rects = cellRects(columns: grid.0, rows: grid.1, in: size)
            let sources = rects.indices.map { MemorySource(Self.color(of: $0)) }
            let updates = rects.indices.map {
                TileUpdate(tile: TileID($0), rect: rects[$0], base: .frame(sources[$0]), layers: [])
            }
            try renderer.draw(updates, in: window, now: 0)
            try renderer.present(window)
            for picture in [try renderer.capture(window), try windowPicture(window.handle)] {
                #expect(picture.size == size)
                for (index, rect) in rects.enumerated() {
                    expectRect(picture, rect, is: Self.color(of: index))
                }
            }
            for (index, rect) in rects.enumerated() {
                #expect(sources[index].sizes == [rect.size])
            }
        }
    }

    /// Colours that differ from cell to cell in every channel.
    private nonisolated static func color(of index: Int) -> Color {
        Color(
            red: UInt8(40 + index * 3), green: UInt8(250 - index * 3),
            blue: UInt8(index * 37 % 256))
    }

    @Test(arguments: Rotation.allCases, [(121, 64), (64, 121), (853, 479)])
    func theWindowIsTurnedAsTheDisplayHangs(rotation: Rotation, side: (Int, Int)) throws {
        let physical = PixelSize(width: side.0, height: side.1)
        try SoftwareStage.run(physical, rotation: rotation) { renderer, window in
            let logical = window.logicalSize
            let rects = cellRects(columns: 2, rows: 3, in: logical)
            let colors = [0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0x00FFFF, 0xFF00FF].map {
                Color(hex: $0)
            }
            try renderer.draw(
                rects.indices.map {
                    TileUpdate(
                        tile: TileID($0), rect: rects[$0],
                        base: .frame(MemorySource(colors[$0], marker: .white)), layers: [])
                }, in: window, now: 0)
            try renderer.present(window)
            let picture = try renderer.capture(window)
            #expect(picture.size == logical)
            let shown = try windowPicture(window.handle)
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
            #expect(renderer.detail.contains("rotated") == (rotation != .none))
        }
    }

    @Test func otherTilesAreLeftAlone() throws {
        let size = PixelSize(width: 64, height: 32)
        try SoftwareStage.run(size) { renderer, window in
            let rects = cellRects(columns: 2, rows: 1, in: size)
            let other = MemorySource(.pureGreen)
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(0), rect: rects[0], base: .frame(MemorySource(.pureRed)),
                        layers: []),
                    TileUpdate(
                        tile: TileID(1), rect: rects[1], base: .frame(other), layers: []),
                ], in: window, now: 0)
            // A layer that reaches over the edge is cut off there.
            let layer = Layer(
                rect: PixelRect(x: 0, y: 0, width: 64, height: 32), content: .fill(.white))
            try renderer.draw(
                [TileUpdate(tile: TileID(0), rect: rects[0], base: .kept, layers: [layer])],
                in: window, now: 0)
            let picture = try renderer.capture(window)
            expectRect(picture, rects[0], is: .white)
            expectRect(picture, rects[1], is: .pureGreen)
            #expect(other.sizes.count == 1)
        }
    }

    @Test func aFrameThatFailsIsBlackNotRubbish() throws {
        let size = PixelSize(width: 32, height: 32)
        let rect = PixelRect(x: 0, y: 0, width: 32, height: 32)
        let corner = PixelRect(x: 28, y: 28, width: 4, height: 4)
        let layer = Layer(rect: corner, content: .fill(.white))
        for layers in [[], [layer]] {
            try SoftwareStage.run(size) { renderer, window in
                let bases = [
                    TileUpdate.Base.frame(MemorySource(.pureGreen)), .frame(SpoilingSource()),
                    .kept,
                ]
                for base in bases {
                    try renderer.draw(
                        [TileUpdate(tile: TileID(1), rect: rect, base: base, layers: layers)],
                        in: window, now: 0)
                }
                let picture = try renderer.capture(window)
                expectRect(picture, PixelRect(x: 0, y: 0, width: 28, height: 28), is: .black)
                expectRect(picture, corner, is: layers.isEmpty ? .black : .white)
            }
        }
    }

    /// A tile may stand over the window for the moment between a resize and
    /// the next layout; nothing outside the window's pixels may be written.
    @Test(arguments: [[], [Layer(rect: wide, content: .fill(Color(hex: 0x808080, alpha: 128)))]])
    func aTileMayReachOverTheWindow(layers: [Layer]) throws {
        let size = PixelSize(width: 40, height: 40)
        try SoftwareStage.run(size) { renderer, window in
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(1), rect: PixelRect(x: 20, y: 20, width: 80, height: 80),
                        base: .frame(MemorySource(.pureBlue)), layers: layers),
                    TileUpdate(
                        tile: TileID(2), rect: PixelRect(x: 0, y: 0, width: 0, height: 9),
                        base: .frame(MemorySource(.pureGreen)), layers: layers),
                    TileUpdate(
                        tile: TileID(3), rect: PixelRect(x: 200, y: 200, width: 9, height: 9),
                        base: .frame(MemorySource(.pureGreen)), layers: layers),
                    TileUpdate(
                        tile: TileID(4), rect: PixelRect(x: -10, y: -10, width: 20, height: 20),
                        base: .frame(MemorySource(.pureRed)), layers: layers),
                ], in: window, now: 0)
            try renderer.present(window)
            let picture = try renderer.capture(window)
            let half = layers.isEmpty ? 1.0 : 1 - 128 / 255.0
            let blue = Color.pureBlue.over(Color(hex: 0x808080), alpha: half)
            let red = Color.pureRed.over(Color(hex: 0x808080), alpha: half)
            expectRect(
                picture, PixelRect(x: 20, y: 20, width: 20, height: 20), is: blue, tolerance: 1)
            expectRect(picture, PixelRect(x: 0, y: 0, width: 10, height: 10), is: red, tolerance: 1)
            expectPixel(picture, 15, 15, is: .black)
            expectPixel(picture, 30, 5, is: .black)
        }
    }

    private nonisolated static let wide = PixelRect(x: -50, y: -50, width: 500, height: 500)

    // MARK: Windows

    @Test func aWindowStartsBlackAndAfterAResizeToo() throws {
        try SoftwareStage.run(PixelSize(width: 50, height: 30)) { renderer, window in
            func all() -> PixelRect {
                let size = window.logicalSize
                return PixelRect(x: 0, y: 0, width: size.width, height: size.height)
            }
            func paint() throws {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(1), rect: all(), base: .frame(MemorySource(.pureGreen)),
                            layers: [])
                    ], in: window, now: 0)
                try renderer.present(window)
                expectRect(try renderer.capture(window), all(), is: .pureGreen)
                expectRect(try windowPicture(window.handle), all(), is: .pureGreen)
            }
            expectRect(try renderer.capture(window), all(), is: .black)
            try paint()
            for size in [PixelSize(width: 90, height: 70), PixelSize(width: 31, height: 17)] {
                resize(windowOf: window.handle, to: size)
                #expect(window.size == size)
                try renderer.attach(window)
                #expect(try renderer.capture(window).size == size)
                expectRect(try renderer.capture(window), all(), is: .black)
                try paint()
            }
        }
    }

    /// The window has another size already, its event has not been read yet:
    /// drawing is harmless, the present says so, and attaching again mends it.
    @Test func aWindowResizedInTheMidstIsMendedByAttaching() throws {
        let rect = PixelRect(x: 0, y: 0, width: 50, height: 30)
        for size in [PixelSize(width: 90, height: 70), PixelSize(width: 20, height: 10)] {
            try SoftwareStage.run(rect.size) { renderer, window in
                func draw() throws {
                    try renderer.draw(
                        [
                            TileUpdate(
                                tile: TileID(1), rect: rect,
                                base: .frame(MemorySource(.pureGreen)), layers: [])
                        ], in: window, now: 0)
                }
                try draw()
                try renderer.present(window)
                // There and back again: the size is the same, the pixels are not.
                for step in [size, rect.size] {
                    resize(windowOf: window.handle, to: step)
                    try draw()
                    #expect(throws: DisplayError.self) { try renderer.present(window) }
                }
                try renderer.attach(window)
                try draw()
                try renderer.present(window)
                expectRect(try windowPicture(window.handle), rect, is: .pureGreen)
            }
        }
    }

    @Test func aWindowMayGoWithoutTheOther() throws {
        let size = PixelSize(width: 40, height: 40)
        let rect = PixelRect(x: 0, y: 0, width: 40, height: 40)
        try SoftwareStage.run([size, size]) { stage in
            let renderer = stage.renderer
            func paint(_ window: Window, _ tile: Int, _ color: Color) throws {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(tile), rect: rect, base: .frame(MemorySource(color)),
                            layers: [])
                    ], in: window, now: 0)
                try renderer.present(window)
            }
            let first = stage.windows[0]
            let second = stage.windows[1]
            try paint(first, 1, .pureRed)
            try paint(second, 2, .pureGreen)
            expectRect(try windowPicture(first.handle), rect, is: .pureRed)
            expectRect(try windowPicture(second.handle), rect, is: .pureGreen)
            stage.close(second)
            try paint(first, 1, .white)
            expectRect(try windowPicture(first.handle), rect, is: .white)
            let third = try stage.open(size)
            expectRect(try renderer.capture(third), rect, is: .black)
            try paint(third, 2, .pureBlue)
            expectRect(try renderer.capture(third), rect, is: .pureBlue)
        }
    }

    @Test func aWindowThatIsGoneHasNoPicture() throws {
        try SoftwareStage.run(PixelSize(width: 20, height: 20)) { renderer, window in
            renderer.detach(window)
            renderer.detach(window)
            #expect(renderer.detail == "no window")
            #expect(throws: DisplayError(.capture, "the window is gone")) {
                try renderer.capture(window)
            }
        }
    }
}

import CGL
import Geometry
import TestSupport
import Testing

@testable import Display

/// All suites that hold SDL run on `RenderThread`, one test at a time.
@Suite(.serialized) @RenderThread struct GLRendererTests {
    // MARK: Tiles

    @Test(arguments: [(1, 1), (2, 2), (3, 2), (8, 8)], [(640, 360), (641, 363), (97, 211)])
    func everyCellShowsItsVideo(grid: (Int, Int), side: (Int, Int)) throws {
        let size = PixelSize(width: side.0, height: side.1)
        try GLStage.run(size) { renderer, window in
            let rects = cellRects(columns: grid.0, rows: grid.1, in: size)
            let sources = rects.indices.map { PaintedSource(Self.color(of: $0)) }
            let updates = rects.indices.map {
                TileUpdate(tile: TileID($0), rect: rects[$0], base: .frame(sources[$0]), layers: [])
            }
            try renderer.draw(updates, in: window, now: 0)
            try renderer.present(window)
            let picture = try renderer.capture(window)
            #expect(picture.size == size)
            for (index, rect) in rects.enumerated() {
                expectRect(picture, rect, is: Self.color(of: index))
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

    @Test func aVideoStandsUpright() throws {
        let size = PixelSize(width: 80, height: 40)
        try GLStage.run(size) { renderer, window in
            let rects = cellRects(columns: 2, rows: 1, in: size)
            try renderer.draw(
                rects.indices.map {
                    TileUpdate(
                        tile: TileID($0), rect: rects[$0],
                        base: .frame(PaintedSource(.pureBlue, marker: .pureRed)), layers: [])
                }, in: window, now: 0)
            let picture = try renderer.capture(window)
            for rect in rects {
                expectRect(
                    picture, PixelRect(x: rect.x, y: rect.y, width: 10, height: 10), is: .pureRed)
                expectPixel(picture, rect.maxX - 1, rect.y, is: .pureBlue)
                expectPixel(picture, rect.x, rect.maxY - 1, is: .pureBlue)
                expectPixel(picture, rect.x + 10, rect.y, is: .pureBlue)
                expectPixel(picture, rect.x, rect.y + 10, is: .pureBlue)
            }
        }
    }

    /// A compositor would show the desktop through a window with alpha.
    @Test func theAlphaOfAFrameMeansNothing() throws {
        let size = PixelSize(width: 16, height: 16)
        let rect = PixelRect(x: 0, y: 0, width: 16, height: 16)
        try GLStage.run(size) { renderer, window in
            let dim = Layer(rect: rect, content: .fill(Color(hex: 0, alpha: 90)))
            for (layers, changed) in [([], false), ([dim], false), ([dim], true)] {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(1), rect: rect,
                            base: .frame(PaintedSource(.pureGreen)), layers: layers,
                            itemChanged: changed)
                    ], in: window, now: 0)
                let canvas = try #require(renderer.canvas(of: window))
                glBindFramebuffer(GLenum(GL_FRAMEBUFFER), canvas.framebuffer)
                var pixel: UInt32 = 0
                glReadPixels(8, 8, 1, 1, GLenum(GL_RGBA), GLenum(GL_UNSIGNED_BYTE), &pixel)
                #expect(pixel >> 24 >= 254)
            }
        }
    }

    @Test func otherTilesAreLeftAlone() throws {
        let size = PixelSize(width: 64, height: 32)
        try GLStage.run(size) { renderer, window in
            let rects = cellRects(columns: 2, rows: 1, in: size)
            let other = PaintedSource(.pureGreen)
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(0), rect: rects[0], base: .frame(PaintedSource(.pureRed)),
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

    @Test func keptChangesOnlyTheLayers() throws {
        let size = PixelSize(width: 60, height: 40)
        try GLStage.run(size) { renderer, window in
            let rect = PixelRect(x: 0, y: 0, width: 60, height: 40)
            let source = PaintedSource(.pureBlue, marker: .pureRed)
            let dim = Layer(rect: rect, content: .fill(Color(hex: 0, alpha: 128)))
            func draw(_ base: TileUpdate.Base, _ layers: [Layer]) throws -> Bitmap {
                try renderer.draw(
                    [TileUpdate(tile: TileID(1), rect: rect, base: base, layers: layers)],
                    in: window, now: 0)
                return try renderer.capture(window)
            }
            let bare = try draw(.frame(source), [])
            let dimmed = try draw(.kept, [dim])
            expectPixel(dimmed, 59, 39, is: Color(hex: 0x00007F), tolerance: 1)
            // Not dimmed twice, and bare again without the layer.
            #expect(try draw(.kept, [dim]).pixels == dimmed.pixels)
            #expect(try draw(.kept, []).pixels == bare.pixels)
            #expect(source.sizes.count == 1)
        }
    }

    @Test func aColorReplacesTheVideoAndStays() throws {
        let size = PixelSize(width: 32, height: 32)
        try GLStage.run(size) { renderer, window in
            let rect = PixelRect(x: 0, y: 0, width: 32, height: 32)
            for base in [
                TileUpdate.Base.frame(PaintedSource(.pureGreen)), .color(Color(hex: 0x123456)),
                .kept,
            ] {
                try renderer.draw(
                    [TileUpdate(tile: TileID(1), rect: rect, base: base, layers: [])],
                    in: window, now: 0)
            }
            expectRect(try renderer.capture(window), rect, is: Color(hex: 0x123456))
        }
    }

    @Test func aFrameThatFailsIsBlackNotRubbish() throws {
        let size = PixelSize(width: 32, height: 32)
        try GLStage.run(size) { renderer, window in
            let rect = PixelRect(x: 0, y: 0, width: 32, height: 32)
            for base in [TileUpdate.Base.frame(PaintedSource(.pureGreen)), .frame(FailingSource())]
            {
                try renderer.draw(
                    [TileUpdate(tile: TileID(1), rect: rect, base: base, layers: [])],
                    in: window, now: 0)
            }
            expectRect(try renderer.capture(window), rect, is: .black)
        }
    }

    @Test func aTileThatMovesKeepsItsPictureUntilTheNextFrame() throws {
        let size = PixelSize(width: 80, height: 80)
        try GLStage.run(size) { renderer, window in
            let source = PaintedSource(.pureBlue, marker: .pureRed)
            let small = PixelRect(x: 40, y: 40, width: 40, height: 40)
            let large = PixelRect(x: 0, y: 0, width: 80, height: 80)
            try renderer.draw(
                [TileUpdate(tile: TileID(1), rect: small, base: .frame(source), layers: [])],
                in: window, now: 0)
            try renderer.draw(
                [TileUpdate(tile: TileID(1), rect: large, base: .kept, layers: [])],
                in: window, now: 0)
            let stretched = try renderer.capture(window)
            expectRect(stretched, PixelRect(x: 0, y: 0, width: 18, height: 18), is: .pureRed)
            expectPixel(stretched, 79, 79, is: .pureBlue)
            try renderer.draw(
                [TileUpdate(tile: TileID(1), rect: large, base: .frame(source), layers: [])],
                in: window, now: 0)
            #expect(source.sizes == [small.size, large.size])
            expectPixel(try renderer.capture(window), 20, 20, is: .pureBlue)
        }
    }

    @Test func aTileMayReachOverTheWindow() throws {
        let size = PixelSize(width: 40, height: 40)
        try GLStage.run(size) { renderer, window in
            let rect = PixelRect(x: -20, y: -20, width: 80, height: 80)
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(1), rect: rect,
                        base: .frame(PaintedSource(.pureBlue, marker: .pureRed)), layers: []),
                    TileUpdate(
                        tile: TileID(2), rect: PixelRect(x: 0, y: 0, width: 0, height: 9),
                        base: .frame(PaintedSource(.pureGreen)), layers: []),
                ], in: window, now: 0)
            expectRect(
                try renderer.capture(window), PixelRect(x: 0, y: 0, width: 40, height: 40),
                is: .pureBlue)
        }
    }

    @Test func forgottenTilesHoldNothing() throws {
        let size = PixelSize(width: 32, height: 32)
        try GLStage.run(size) { renderer, window in
            let rect = PixelRect(x: 0, y: 0, width: 32, height: 32)
            let before = liveTextures()
            for round in 0..<20 {
                try renderer.draw(
                    [
                        TileUpdate(
                            tile: TileID(1), rect: rect, base: .frame(PaintedSource(.pureGreen)),
                            layers: [], itemChanged: true)
                    ], in: window, now: Double(round) * 0.1)
                #expect(liveTextures() <= before + 2)
            }
            renderer.forget(TileID(1))
            #expect(liveTextures() == before)
            try renderer.draw(
                [TileUpdate(tile: TileID(1), rect: rect, base: .kept, layers: [])],
                in: window, now: 0)
            expectRect(try renderer.capture(window), rect, is: .black)
        }
    }
}

/// Textures that live in the context that is current.
func liveTextures() -> Int {
    (1..<2000).count { glIsTexture(GLuint($0)) != 0 }
}

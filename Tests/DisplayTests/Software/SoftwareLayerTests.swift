import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct SoftwareLayerTests {
    private nonisolated static let size = PixelSize(width: 64, height: 48)
    private nonisolated static let all = PixelRect(x: 0, y: 0, width: 64, height: 48)

    /// One tile over the whole window, drawn step by step.
    private final class Tile {
        let renderer: SoftwareRenderer
        let window: Window

        init(_ renderer: SoftwareRenderer, _ window: Window) {
            self.renderer = renderer
            self.window = window
        }

        func draw(_ base: TileUpdate.Base, _ layers: [Layer] = []) throws -> Bitmap {
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(1), rect: SoftwareLayerTests.all, base: base, layers: layers)
                ], in: window, now: 0)
            return try renderer.capture(window)
        }
    }

    private nonisolated func stage(_ test: (Tile) throws -> Void) throws {
        for rotation in [Rotation.none, .half] {
            try SoftwareStage.run(Self.size, rotation: rotation) { try test(Tile($0, $1)) }
        }
    }

    @Test(arguments: [0, 1, 64, 128, 200, 254, 255] as [UInt8])
    func aFillIsBlendedByItsAlpha(alpha: UInt8) throws {
        try stage { tile in
            let base = Color(hex: 0xC86432)
            let fill = Color(hex: 0x20A0FF, alpha: alpha)
            let rect = PixelRect(x: 5, y: 7, width: 20, height: 11)
            let picture = try tile.draw(
                .frame(MemorySource(base)), [Layer(rect: rect, content: .fill(fill))])
            expectRect(
                picture, rect, is: fill.over(base, alpha: Double(alpha) / 255), tolerance: 1)
            for (x, y) in [(4, 7), (25, 7), (5, 6), (5, 18)] {
                expectPixel(picture, x, y, is: base)
            }
        }
    }

    @Test func aBitmapIsDrawnPixelForPixelWithItsTransparency() throws {
        let half = Color(hex: 0xFF0000, alpha: 128)
        let bitmap = Bitmap(
            size: PixelSize(width: 3, height: 2),
            pixels: [
                Color.pureRed.premultiplied, 0, half.premultiplied,
                Color.pureGreen.premultiplied, Color(hex: 0x102030).premultiplied,
                Color.pureBlue.premultiplied,
            ])
        let base = Color(hex: 0x406080)
        try stage { tile in
            let picture = try tile.draw(
                .frame(MemorySource(base)),
                [
                    Layer(
                        rect: PixelRect(x: 10, y: 20, width: 30, height: 20),
                        content: .bitmap(bitmap))
                ])
            expectPixel(picture, 10, 20, is: .pureRed)
            expectPixel(picture, 11, 20, is: base)
            expectPixel(picture, 12, 20, is: half.over(base, alpha: 128 / 255), tolerance: 1)
            expectPixel(picture, 10, 21, is: .pureGreen)
            expectPixel(picture, 11, 21, is: Color(hex: 0x102030))
            expectPixel(picture, 12, 21, is: .pureBlue)
            // Not stretched over its rectangle, and nothing around it.
            for (x, y) in [(13, 20), (10, 22), (9, 20), (10, 19), (30, 30)] {
                expectPixel(picture, x, y, is: base)
            }
        }
    }

    @Test func aBitmapIsCutOffAtItsRectangleAndAtTheTile() throws {
        let bitmap = Bitmap(
            size: PixelSize(width: 40, height: 40),
            pixels: (0..<1600).map { $0 / 40 < 20 ? Color.pureRed.premultiplied : 0xFFFF_FFFF })
        try stage { tile in
            let picture = try tile.draw(
                .frame(MemorySource(.pureBlue)),
                [
                    Layer(
                        rect: PixelRect(x: 2, y: 2, width: 4, height: 5), content: .bitmap(bitmap)),
                    Layer(
                        rect: PixelRect(x: 50, y: -20, width: 40, height: 40),
                        content: .bitmap(bitmap)),
                    Layer(
                        rect: PixelRect(x: -39, y: 30, width: 40, height: 40),
                        content: .bitmap(bitmap)),
                ])
            expectRect(picture, PixelRect(x: 2, y: 2, width: 4, height: 5), is: .pureRed)
            for (x, y) in [(6, 2), (2, 7), (1, 2), (2, 1)] {
                expectPixel(picture, x, y, is: .pureBlue)
            }
            // Its upper half is above the window.
            expectRect(picture, PixelRect(x: 50, y: 0, width: 14, height: 20), is: .white)
            expectPixel(picture, 63, 20, is: .pureBlue)
            expectPixel(picture, 0, 47, is: .pureRed)
            expectPixel(picture, 1, 47, is: .pureBlue)
        }
    }

    @Test(arguments: [1, 4, 100]) func aRingLiesOnTheBorderOnly(thickness: Int) throws {
        let ring = Color(hex: 0xFFD000)
        let rect = PixelRect(x: 8, y: 6, width: 40, height: 30)
        try stage { tile in
            let picture = try tile.draw(
                .frame(MemorySource(.pureBlue)),
                [Layer(rect: rect, content: .ring(ring, thickness: thickness))])
            for y in 0..<48 {
                for x in 0..<64 {
                    let inside = rect.inset(by: thickness).contains(x: x, y: y)
                    let isRing = rect.contains(x: x, y: y) && !inside
                    expectPixel(picture, x, y, is: isRing ? ring : .pureBlue)
                }
            }
        }
    }

    /// Its sides must not overlap: a corner blended twice would be darker.
    @Test func aHalfTransparentRingIsBlendedOnce() throws {
        let ring = Color(hex: 0xFFD000, alpha: 100)
        let blended = ring.over(Color(hex: 0x204060), alpha: 100 / 255)
        try stage { tile in
            let picture = try tile.draw(
                .frame(MemorySource(Color(hex: 0x204060))),
                [Layer(rect: Self.all, content: .ring(ring, thickness: 3))])
            for (x, y) in [(0, 0), (2, 2), (63, 0), (0, 47), (63, 47), (30, 1), (1, 20)] {
                expectPixel(picture, x, y, is: blended, tolerance: 1)
            }
        }
    }

    @Test func layersLieInOrder() throws {
        try stage { tile in
            let picture = try tile.draw(
                .frame(MemorySource(.pureBlue)),
                [
                    Layer(rect: Self.all, content: .fill(.pureRed)),
                    Layer(rect: Self.all, content: .fill(.pureGreen)),
                    Layer(
                        rect: PixelRect(x: 0, y: 0, width: 9, height: 9), content: .fill(.white)),
                ])
            expectPixel(picture, 8, 8, is: .white)
            expectPixel(picture, 9, 9, is: .pureGreen)
        }
    }

    // MARK: Kept

    private nonisolated static let dim = Layer(
        rect: all, content: .fill(Color(hex: 0, alpha: 128)))
    private nonisolated static let label = Layer(
        rect: PixelRect(x: 4, y: 30, width: 20, height: 10),
        content: .fill(Color(hex: 0xFFFFFF, alpha: 60)))

    /// Layers come and go over a picture that stands still (a paused cell),
    /// in every order; each time exactly they are over the clean picture.
    @Test func layersComeAndGoOverAStandingPicture() throws {
        try stage { tile in
            let source = MemorySource(.pureBlue, marker: .pureRed)
            let bare = try tile.draw(.frame(source))
            let dimmed = try tile.draw(.kept, [Self.dim])
            expectPixel(dimmed, 63, 47, is: Color(hex: 0x00007F), tolerance: 1)
            expectPixel(dimmed, 0, 0, is: Color(hex: 0x7F0000), tolerance: 1)
            let labelled = try tile.draw(.kept, [Self.label])
            #expect(labelled.pixels != dimmed.pixels)
            let both = try tile.draw(.kept, [Self.dim, Self.label])
            for _ in 0..<3 {
                #expect(try tile.draw(.kept, [Self.dim]).pixels == dimmed.pixels)
                #expect(try tile.draw(.kept).pixels == bare.pixels)
                #expect(try tile.draw(.kept, [Self.label]).pixels == labelled.pixels)
                #expect(try tile.draw(.kept, [Self.dim, Self.label]).pixels == both.pixels)
                #expect(try tile.draw(.kept).pixels == bare.pixels)
                #expect(try tile.draw(.kept).pixels == bare.pixels)
            }
            #expect(source.sizes.count == 1)
        }
    }

    /// The same with pictures that go on, with and without layers.
    @Test func aPictureBeneathLayersIsTheLastOne() throws {
        try stage { tile in
            _ = try tile.draw(.frame(MemorySource(.pureRed)), [Self.dim])
            _ = try tile.draw(.frame(MemorySource(.pureGreen)), [Self.dim])
            expectRect(try tile.draw(.kept), Self.all, is: .pureGreen)
            _ = try tile.draw(.frame(MemorySource(.pureBlue)))
            expectRect(
                try tile.draw(.kept, [Self.dim]), Self.all, is: Color(hex: 0x00007F), tolerance: 1)
            expectRect(try tile.draw(.kept), Self.all, is: .pureBlue)
            _ = try tile.draw(.kept, [Self.dim])
            _ = try tile.draw(.frame(MemorySource(.white)), [Self.label])
            expectRect(try tile.draw(.kept), Self.all, is: .white)
        }
    }

    @Test func aColorReplacesTheVideoAndStays() throws {
        let color = Color(hex: 0x123456)
        try stage { tile in
            _ = try tile.draw(.frame(MemorySource(.pureGreen)), [Self.dim])
            expectRect(try tile.draw(.color(color)), Self.all, is: color)
            expectRect(try tile.draw(.kept), Self.all, is: color)
            let dimmed = try tile.draw(.kept, [Self.dim])
            expectRect(dimmed, Self.all, is: Color(hex: 0x091A2B), tolerance: 1)
            expectRect(try tile.draw(.kept), Self.all, is: color)
            // And the video comes back, with a layer over it and without.
            _ = try tile.draw(.color(color), [Self.label])
            _ = try tile.draw(.frame(MemorySource(.pureGreen)), [Self.label])
            expectRect(try tile.draw(.kept), Self.all, is: .pureGreen)
        }
    }

    @Test func aForgottenTileHasNoPictureOfItsOwn() throws {
        try stage { tile in
            _ = try tile.draw(.frame(MemorySource(.pureGreen)), [Self.dim])
            tile.renderer.forget(TileID(1))
            // The same number for another cell: nothing of the old one comes up.
            expectRect(try tile.draw(.kept), Self.all, is: .black)
        }
    }

    @Test func aTileOfAnotherSizeIsBlackUntilItsFrame() throws {
        try stage { tile in
            _ = try tile.draw(.frame(MemorySource(.pureGreen)), [Self.dim])
            let small = PixelRect(x: 10, y: 10, width: 20, height: 20)
            func draw(_ base: TileUpdate.Base) throws -> Bitmap {
                try tile.renderer.draw(
                    [TileUpdate(tile: TileID(1), rect: small, base: base, layers: [])],
                    in: tile.window, now: 0)
                return try tile.renderer.capture(tile.window)
            }
            expectRect(try draw(.kept), small, is: .black)
            expectRect(try draw(.frame(MemorySource(.pureBlue))), small, is: .pureBlue)
        }
    }
}

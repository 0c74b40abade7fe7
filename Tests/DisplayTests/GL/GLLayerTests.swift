import Geometry
import TestSupport
import Testing

@testable import Display

@Suite(.serialized) @RenderThread struct GLLayerTests {
    private nonisolated static let size = PixelSize(width: 64, height: 48)
    private nonisolated static let all = PixelRect(x: 0, y: 0, width: 64, height: 48)

    /// What one tile over the whole window shows with these layers.
    private nonisolated func drawn(_ layers: [Layer], over color: Color) throws -> Bitmap {
        var picture: Bitmap?
        try GLStage.run(Self.size) { renderer, window in
            try renderer.draw(
                [
                    TileUpdate(
                        tile: TileID(1), rect: Self.all, base: .frame(PaintedSource(color)),
                        layers: layers)
                ], in: window, now: 0)
            picture = try renderer.capture(window)
        }
        return try #require(picture)
    }

    @Test(arguments: [0, 1, 64, 128, 200, 255] as [UInt8])
    func aFillIsBlendedByItsAlpha(alpha: UInt8) throws {
        let base = Color(hex: 0xC86432)
        let fill = Color(hex: 0x20A0FF, alpha: alpha)
        let rect = PixelRect(x: 5, y: 7, width: 20, height: 11)
        let picture = try drawn([Layer(rect: rect, content: .fill(fill))], over: base)
        expectRect(
            picture, rect, is: fill.over(base, alpha: Double(alpha) / 255), tolerance: 2)
        for (x, y) in [(4, 7), (25, 7), (5, 6), (5, 18)] { expectPixel(picture, x, y, is: base) }
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
        let picture = try drawn(
            [
                Layer(
                    rect: PixelRect(x: 10, y: 20, width: 30, height: 20), content: .bitmap(bitmap))
            ], over: base)
        expectPixel(picture, 10, 20, is: .pureRed)
        expectPixel(picture, 11, 20, is: base)
        expectPixel(picture, 12, 20, is: half.over(base, alpha: 128 / 255), tolerance: 2)
        expectPixel(picture, 10, 21, is: .pureGreen)
        expectPixel(picture, 11, 21, is: Color(hex: 0x102030))
        expectPixel(picture, 12, 21, is: .pureBlue)
        // Not stretched over its rectangle, and nothing around it.
        for (x, y) in [(13, 20), (10, 22), (9, 20), (10, 19), (30, 30)] {
            expectPixel(picture, x, y, is: base)
        }
    }

    @Test func aBitmapIsCutOffAtItsRectangleAndAtTheTile() throws {
        let bitmap = Bitmap(
            size: PixelSize(width: 40, height: 40),
            pixels: (0..<1600).map { $0 / 40 < 20 ? Color.pureRed.premultiplied : 0xFFFF_FFFF })
        let picture = try drawn(
            [
                Layer(
                    rect: PixelRect(x: 2, y: 2, width: 4, height: 5), content: .bitmap(bitmap)),
                Layer(
                    rect: PixelRect(x: 50, y: -20, width: 40, height: 40),
                    content: .bitmap(bitmap)),
            ], over: .pureBlue)
        expectRect(picture, PixelRect(x: 2, y: 2, width: 4, height: 5), is: .pureRed)
        for (x, y) in [(6, 2), (2, 7), (1, 2), (2, 1)] { expectPixel(picture, x, y, is: .pureBlue) }
        // Its upper half is above the window.
        expectRect(picture, PixelRect(x: 50, y: 0, width: 14, height: 20), is: .white)
        expectPixel(picture, 63, 20, is: .pureBlue)
    }

    @Test func aRingLiesOnTheBorderOnly() throws {
        let ring = Color(hex: 0xFFD000)
        let rect = PixelRect(x: 8, y: 6, width: 40, height: 30)
        let picture = try drawn(
            [Layer(rect: rect, content: .ring(ring, thickness: 4))], over: .pureBlue)
        for (x, y) in [
            (8, 6), (47, 6), (8, 35), (47, 35), (28, 6), (28, 9), (28, 35), (28, 32), (8, 20),
            (11, 20), (47, 20), (44, 20),
        ] { expectPixel(picture, x, y, is: ring) }
        for (x, y) in [
            (28, 10), (28, 31), (12, 20), (43, 20), (28, 20), (7, 6), (48, 6), (8, 5), (8, 36),
        ] { expectPixel(picture, x, y, is: .pureBlue) }
        // The inner corner is round: the ring's colour stands where a plain
        // frame would have a hole, and goes over smoothly.
        expectPixel(picture, 12, 10, is: ring)
        let diagonal = (12..<18).map { picture.color($0, $0 - 2) }
        #expect(diagonal.contains { $0 != ring && $0 != .pureBlue })
        #expect(diagonal.last == .pureBlue)
    }

    @Test func aHalfTransparentRingIsBlended() throws {
        let ring = Color(hex: 0xFFD000, alpha: 100)
        let picture = try drawn(
            [Layer(rect: Self.all, content: .ring(ring, thickness: 3))],
            over: Color(hex: 0x204060))
        expectPixel(
            picture, 30, 1, is: ring.over(Color(hex: 0x204060), alpha: 100 / 255), tolerance: 2)
    }

    @Test func layersLieInOrder() throws {
        let picture = try drawn(
            [
                Layer(rect: Self.all, content: .fill(.pureRed)),
                Layer(rect: Self.all, content: .fill(.pureGreen)),
                Layer(
                    rect: PixelRect(x: 0, y: 0, width: 9, height: 9), content: .fill(.white)),
            ], over: .pureBlue)
        expectPixel(picture, 8, 8, is: .white)
        expectPixel(picture, 9, 9, is: .pureGreen)
    }

    @Test func aBitmapIsUploadedOnceAndGivenUpWhenNobodyHasIt() throws {
        try GLStage.run(Self.size) { renderer, window in
            func draw(_ bitmaps: [Bitmap]) throws {
                let layers = bitmaps.map { Layer(rect: Self.all, content: .bitmap($0)) }
                try renderer.draw(
                    [TileUpdate(tile: TileID(1), rect: Self.all, base: .kept, layers: layers)],
                    in: window, now: 0)
            }
            func text() -> Bitmap {
                Bitmap(size: PixelSize(width: 4, height: 4), pixels: [])
            }
            let label = text()
            for _ in 0..<5 { try draw([label]) }
            #expect(renderer.bitmaps.uploads == 1)
            // A clock: a new text each time, of which only the last is kept.
            for _ in 0..<50 { try draw([label, text()]) }
            #expect(renderer.bitmaps.uploads == 51)
            #expect(renderer.bitmaps.count == 2)
            // Held by somebody: bounded all the same.
            let many = (0..<BitmapTextures.countMax + 10).map { _ in text() }
            try draw(many)
            #expect(renderer.bitmaps.count == BitmapTextures.countMax)
        }
    }
}

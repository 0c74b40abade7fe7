import Display
import Geometry
import Testing

@testable import WallRuntime

/// Pictures of a wall of several displays, one of which hangs upright.
@Suite struct WallPictureTests {
    private static func plain(_ width: Int, _ height: Int, _ pixel: UInt32) -> Bitmap {
        Bitmap(
            size: PixelSize(width: width, height: height),
            pixels: [UInt32](repeating: pixel, count: width * height))
    }

    private static let picture = WallPicture(parts: [
        .init(display: 1, bitmap: plain(9, 16, 0xFFFF_0000)),
        .init(display: 2, bitmap: plain(16, 9, 0xFF00_FF00)),
    ])

    @Test func aDisplayIsFoundByItsNumberAndNotByItsPlace() {
        #expect(Self.picture[display: 2]?.size == PixelSize(width: 16, height: 9))
        #expect(Self.picture[display: 2]?.pixels.first == 0xFF00_FF00)
        #expect(Self.picture[display: 3] == nil)
    }

    @Test func theWholeHasThemSideBySide() throws {
        let whole = try Self.picture.whole()
        #expect(whole.size == PixelSize(width: 25, height: 16))
        #expect(whole.pixels[0] == 0xFFFF_0000 && whole.pixels[9] == 0xFF00_FF00)
        #expect(throws: DisplayError.self) { try WallPicture(parts: []).whole() }
    }
}

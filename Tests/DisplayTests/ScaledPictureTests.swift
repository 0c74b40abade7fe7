import Geometry
import Testing

@testable import Display

/// Parts of a picture made smaller.
@Suite struct ScaledPictureTests {
    /// Pixels that are all different, and opaque.
    private let picture = Bitmap(
        size: PixelSize(width: 97, height: 61),
        pixels: (0..<97 * 61).map { 0xFF00_0000 | UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) })

    /// The mean of one channel, as a person would work it out.
    private func mean(_ rect: PixelRect, _ shift: UInt32) -> UInt32 {
        var sum: UInt32 = 0
        for y in rect.y..<(rect.y + rect.height) {
            for x in rect.x..<(rect.x + rect.width) {
                sum += picture.pixels[y * picture.width + x] >> shift & 0xFF
            }
        }
        let count = UInt32(rect.width * rect.height)
        return (sum + count / 2) / count
    }

    @Test(arguments: [
        PixelRect(x: 0, y: 0, width: 97, height: 61), PixelRect(x: 13, y: 7, width: 60, height: 40),
        PixelRect(x: 96, y: 60, width: 1, height: 1), PixelRect(x: 5, y: 0, width: 92, height: 3),
    ])
    func eachPixelIsTheMeanOfThoseThatItReplaces(part: PixelRect) throws {
        for box in [(32, 18), (1, 1), (7, 60), (200, 200)] {
            let small = try #require(
                picture.scaled(part, toFit: PixelSize(width: box.0, height: box.1)))
            #expect(small.width <= box.0 && small.height <= box.1 && !small.size.isEmpty)
            var wrong = 0
            for (index, pixel) in small.pixels.enumerated() {
                let (x, y) = (index % small.width, index / small.width)
                let (left, top) = (x * part.width / small.width, y * part.height / small.height)
                let rect = PixelRect(
                    x: part.x + left, y: part.y + top,
                    width: max(1, (x + 1) * part.width / small.width - left),
                    height: max(1, (y + 1) * part.height / small.height - top))
                for shift in [0, 8, 16, 24] as [UInt32] {
                    if pixel >> shift & 0xFF != mean(rect, shift) { wrong += 1 }
                }
            }
            #expect(wrong == 0, "channels of \(small.pixels.count) pixels")
        }
    }

    @Test(arguments: [
        PixelRect(x: -1, y: 0, width: 5, height: 5), PixelRect(x: 93, y: 0, width: 5, height: 5),
        PixelRect(x: 0, y: 58, width: 5, height: 5), PixelRect(x: 0, y: 0, width: 0, height: 5),
    ])
    func whatDoesNotLieWithinIsNoPart(part: PixelRect) {
        #expect(picture.scaled(part, toFit: PixelSize(width: 9, height: 9)) == nil)
    }
}

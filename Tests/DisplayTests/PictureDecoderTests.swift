import Display
import Geometry
import Testing

/// Pictures that came from outside.
struct PictureDecoderTests {
    /// Red on the left, blue on the right.
    private func picture(_ width: Int, _ height: Int) -> Bitmap {
        let pixels = (0..<width * height).map { index -> UInt32 in
            index % width < width / 2 ? 0xFFFF_0000 : 0xFF00_00FF
        }
        return Bitmap(size: PixelSize(width: width, height: height), pixels: pixels)
    }

    @Test func bothFormatsComeBackInTheSizeThatFits() throws {
        let box = PixelSize(width: 64, height: 64)
        let files = [
            try PictureEncoder.png(picture(320, 160)),
            try PictureEncoder.jpeg(picture(320, 160), quality: 95),
        ]
        for file in files {
            #expect(PictureHeader.size(of: file) == PixelSize(width: 320, height: 160))
            let found = try #require(PictureDecoder.bitmap(file, fitting: box))
            #expect(found.size == PixelSize(width: 64, height: 32))
            let (left, right) = (found.pixels[16 * 64 + 4], found.pixels[16 * 64 + 60])
            #expect(left >> 16 & 0xFF > 240 && left & 0xFF < 20 && left >> 24 == 255)
            #expect(right & 0xFF > 240 && right >> 16 & 0xFF < 20)
        }
    }

    @Test func aSmallOneIsLeftAsItIs() throws {
        let file = try PictureEncoder.png(picture(10, 6))
        let found = PictureDecoder.bitmap(file, fitting: PixelSize(width: 64, height: 64))
        #expect(found?.size == PixelSize(width: 10, height: 6))
    }

    @Test func rubbishIsNoPicture() throws {
        let box = PixelSize(width: 64, height: 64)
        #expect(PictureDecoder.bitmap([], fitting: box) == nil)
        #expect(PictureDecoder.bitmap(Array("<html>".utf8), fitting: box) == nil)
        #expect(PictureDecoder.bitmap([0xFF, 0xD8, 0xFF, 0xC0], fitting: box) == nil)
        let file = try PictureEncoder.jpeg(picture(320, 160), quality: 90)
        for length in stride(from: 0, to: file.count, by: 7) {
            // Cut off anywhere: a part of a picture, or none, and no crash.
            _ = PictureDecoder.bitmap(Array(file.prefix(length)), fitting: box)
        }
    }

    @Test func whatClaimsToBeHugeIsNotEvenRead() throws {
        var file = try PictureEncoder.png(picture(10, 6))
        file.replaceSubrange(16..<24, with: [0, 0, 0x80, 0, 0, 0, 0x80, 0])
        #expect(PictureHeader.size(of: file) == PixelSize(width: 32768, height: 32768))
        #expect(PictureDecoder.bitmap(file, fitting: PixelSize(width: 64, height: 64)) == nil)
    }
}

import Display
import Foundation
import Geometry
import Testing

/// Shapes and files: pixels as a person would see them.
@Suite struct TextCanvasTests {
    private func pixel(_ bitmap: Bitmap, _ x: Int, _ y: Int) -> UInt32 {
        bitmap.pixels[y * bitmap.width + x]
    }

    @Test func coloursLieOverEachOther() {
        var canvas = Canvas(size: PixelSize(width: 2, height: 1))
        canvas.fill(canvas.bounds, Color(hex: 0x0000FF))
        canvas.fill(PixelRect(x: 1, y: 0, width: 9, height: 9), Color(hex: 0xFF0000, alpha: 128))
        #expect(pixel(canvas.bitmap(), 0, 0) == 0xFF00_00FF)
        #expect(pixel(canvas.bitmap(), 1, 0) == 0xFF80_007F)
    }

    @Test func cornersAreRoundAndSmooth() {
        var canvas = Canvas(size: PixelSize(width: 40, height: 30))
        canvas.fillRounded(canvas.bounds, radius: 10, Color(hex: 0xFFFFFF))
        let bitmap = canvas.bitmap()
        for (x, y) in [(0, 0), (39, 0), (0, 29), (39, 29)] { #expect(pixel(bitmap, x, y) == 0) }
        #expect(pixel(bitmap, 20, 0) == 0xFFFF_FFFF)
        #expect(pixel(bitmap, 0, 15) == 0xFFFF_FFFF)
        #expect(bitmap.pixels.contains { $0 >> 24 > 40 && $0 >> 24 < 215 })
        // No pixel is painted twice: half a colour stays half everywhere.
        var half = Canvas(size: PixelSize(width: 40, height: 30))
        half.fillRounded(half.bounds, radius: 10, Color(hex: 0xFFFFFF, alpha: 128))
        #expect(half.bitmap().pixels.map { $0 >> 24 }.max() == 128)
    }

    @Test func nothingIsPaintedOutside() {
        var canvas = Canvas(size: PixelSize(width: 8, height: 8))
        canvas.fillRounded(
            PixelRect(x: -20, y: -20, width: 100, height: 100), radius: 30, Color(hex: 0xFFFFFF))
        canvas.drawProgress(
            PixelRect(x: 5, y: 5, width: 50, height: 50), part: .infinity,
            track: Color(hex: 0), color: Color(hex: 0xFF))
        canvas.fillGradient(
            PixelRect(x: 4, y: -9, width: 90, height: 90), top: Color(hex: 0), bottom: Color(hex: 1)
        )
        canvas.draw(
            Bitmap(size: PixelSize(width: 4, height: 4), pixels: Array(repeating: 1, count: 16)),
            x: -2, y: 6)
        #expect(canvas.bitmap().pixels.count == 64)
        #expect(Canvas(size: PixelSize(width: 0, height: 5)).bitmap().pixels.isEmpty)
    }

    @Test func aBarIsAsLongAsItsPart() {
        var canvas = Canvas(size: PixelSize(width: 100, height: 4))
        canvas.drawProgress(
            canvas.bounds, part: 0.25, track: Color(hex: 0x202020), color: Color(hex: 0x4DB5FF))
        let row = (0..<100).map { pixel(canvas.bitmap(), $0, 1) }
        #expect(row[12] == 0xFF4D_B5FF)
        #expect(row[50] == 0xFF20_2020)
        #expect((22...26).contains(row.count { $0 == 0xFF4D_B5FF }))
    }

    @Test func picturesBecomeFiles() throws {
        let colours: [UInt32] = [0xFFFF_0000, 0xFF00_FF00, 0xFF00_00FF, 0xFF10_2030]
        let bitmap = Bitmap(
            size: PixelSize(width: 64, height: 64),
            pixels: (0..<4_096).map { colours[($0 / 32 % 2) + ($0 / 2_048) * 2] })
        let png = try PictureEncoder.png(bitmap)
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(try decoded(png) == bitmap.pixels)
        let fine = try PictureEncoder.jpeg(bitmap, quality: 95)
        let coarse = try PictureEncoder.jpeg(bitmap, quality: 5)
        #expect(fine.starts(with: [0xFF, 0xD8, 0xFF]))
        #expect(coarse.count < fine.count)
        let seen = try decoded(fine)
        #expect(abs(Int(seen[0] >> 16 & 0xFF) - 255) < 24 && seen[0] >> 8 & 0xFF < 24)
        #expect(throws: DisplayError.self) {
            try PictureEncoder.png(Bitmap(size: PixelSize(width: 0, height: 4), pixels: []))
        }
    }

    @Test func picturesAreWrittenFromManyThreads() async throws {
        let bitmap = Bitmap(
            size: PixelSize(width: 32, height: 32),
            pixels: Array(repeating: 0xFF33_6699, count: 1_024))
        let first = try PictureEncoder.png(bitmap)
        await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<16 { group.addTask { try? PictureEncoder.png(bitmap) } }
            for await png in group { #expect(png == first) }
        }
    }

    /// Pixels of a file, by a program that has nothing to do with the encoder.
    private func decoded(_ file: [UInt8]) throws -> [UInt32] {
        let folder = FileManager.default.temporaryDirectory
        let input = folder.appendingPathComponent("picture-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: input) }
        try Data(file).write(to: input)
        let ffmpeg = Process()
        ffmpeg.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        ffmpeg.arguments = [
            "ffmpeg", "-v", "error", "-i", input.path, "-f", "rawvideo", "-pix_fmt", "bgra", "-",
        ]
        let pipe = Pipe()
        ffmpeg.standardOutput = pipe
        try ffmpeg.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        ffmpeg.waitUntilExit()
        try #require(ffmpeg.terminationStatus == 0)
        return data.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    }
}

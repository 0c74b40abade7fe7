import Display
import Foundation
import Geometry
import Testing

/// What a person sees of text: ink, where it is, and that it fits.
@Suite struct TextTests {
    private let style = TextStyle(.regular, pixels: 24, color: Color(hex: 0xFFFFFF))

    private func withPainter<T>(_ body: (TextPainter) throws -> T) rethrows -> T {
        let painter = TextPainter()
        defer { painter.close() }
        return try body(painter)
    }

    private func ink(_ bitmap: Bitmap) -> Int { bitmap.pixels.count { $0 >> 24 > 127 } }

    @Test(arguments: [
        "Harbour", "Ωμέγα", "Байкал", "مرحبا", "שלום", "cafe\u{0301}", "A\u{0308}",
    ])
    func lettersLeaveInk(text: String) {
        withPainter { painter in
            #expect(painter.problem == nil)
            let line = painter.line(text, style)
            #expect(ink(line.bitmap) > 30)
            #expect(line.baseline > 10 && line.baseline < line.height)
        }
    }

    @Test func theColourIsKept() {
        withPainter { painter in
            let red = painter.line("H", TextStyle(.bold, pixels: 40, color: Color(hex: 0xFF0000)))
            #expect(red.bitmap.pixels.contains(0xFFFF_0000))
            #expect(!red.bitmap.pixels.contains { $0 & 0xFFFF != 0 })
            let faint = painter.line(
                "H", TextStyle(.bold, pixels: 40, color: Color(hex: 0xFFFFFF, alpha: 128)))
            #expect(faint.bitmap.pixels.map { $0 >> 24 }.max() == 128)
        }
    }

    @Test func aLineThatDidNotChangeIsNotDrawnAgain() {
        withPainter { painter in
            let first = painter.line("Harbour", style, maxWidth: 300)
            let second = painter.line("Harbour", style, maxWidth: 300)
            #expect(first.bitmap === second.bitmap)
            #expect(painter.linesDrawn == 1)
        }
    }

    @Test func noLineIsWiderThanItMayBe() {
        withPainter { painter in
            let title = String(repeating: "A title that goes on ", count: 2_000)
            for width in [1, 20, 57, 300, 1_000] {
                for truncation in [Truncation.end, .middle] {
                    let line = painter.line(title, style, maxWidth: width, truncation: truncation)
                    #expect(line.width <= width)
                }
            }
            #expect(painter.line(title, style, maxWidth: 300).width > 250)
        }
    }

    @Test func theMiddleIsLeftOutWhenAskedFor() {
        withPainter { painter in
            let name = "/media/disk/a/very/long/path/to/some/where/film.mkk"
            /// How far the last letter rises over the baseline.
            func rise(_ truncation: Truncation) -> Int {
                let line = painter.line(name, style, maxWidth: 300, truncation: truncation)
                let first = (0..<line.height).first { row in
                    let end = (row + 1) * line.width
                    return line.bitmap.pixels[(end - 10)..<end].contains { $0 >> 24 > 64 }
                }
                return line.baseline - (first ?? line.height)
            }
            // A k stands as high as a capital, an ellipsis hardly rises at all.
            #expect(rise(.middle) > 12)
            #expect((1...6).contains(rise(.end)))
        }
    }

    @Test func controlCharactersAndTurnedDirectionsAreTakenOut() {
        withPainter { painter in
            let plain = painter.line("Harbour at night", style)
            let dirty = painter.line(
                "\u{202E}Har\u{0}bour\u{7}\n\t at\u{2066} \u{1B}night\u{FEFF}\u{200B}", style)
            #expect(plain.bitmap.pixels == dirty.bitmap.pixels)
        }
    }

    @Test func aTowerOfAccentsStaysInItsLine() {
        withPainter { painter in
            let tower = "a" + String(repeating: "\u{0301}", count: 5_000)
            let line = painter.line(tower, style)
            #expect(line.height < 200)
            #expect(line.width < 200)
        }
    }

    @Test func emptyAndInvisibleTextsAreNothing() {
        withPainter { painter in
            for text in ["", " ", "\u{202E}", "\n\n", "\u{0}"] {
                #expect(painter.line(text, style).width == 0, "\(text.debugDescription)")
            }
        }
    }

    /// Right to left: the first letter stands on the right.
    @Test func directionsRunAsTheyShould() {
        withPainter { painter in
            let alone = painter.line("ש", style)
            let line = painter.line("שiii", style)
            // The base is right to left: the Latin part lies on the left.
            let right = (0..<line.height).map { row in
                Array(
                    line.bitmap.pixels[
                        ((row + 1) * line.width - alone.width)..<((row + 1) * line.width)])
            }
            let letter = (0..<alone.height).map { row in
                Array(alone.bitmap.pixels[(row * alone.width)..<((row + 1) * alone.width)])
            }
            #expect(right == letter)
        }
    }

    @Test func wordsAreWrappedAndTheRestIsLeftOut() {
        withPainter { painter in
            let text = "The file is not there. Was it moved, renamed, or is the disk away?"
            let lines = painter.lines(text, style, maxWidth: 260, maxLines: 2)
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.width <= 260 && $0.width > 120 })
            #expect(painter.lines(text, style, maxWidth: 260, maxLines: 9).count > 2)
            #expect(painter.lines("short", style, maxWidth: 260, maxLines: 9).count == 1)
            // A word that fits into a line of its own is not torn apart.
            let words = painter.lines("Media unavailable", style, maxWidth: 170, maxLines: 2)
            #expect(
                words.map(\.width) == ["Media", "unavailable"].map { painter.width(of: $0, style) })
            let long = String(repeating: "W", count: 100)
            let pieces = painter.lines(long, style, maxWidth: 260, maxLines: 3)
            #expect(pieces.count == 3)
            #expect(pieces.allSatisfy { $0.width <= 260 })
        }
    }

    @Test func aMachineWithoutFontsGoesOnWithoutWords() {
        let painter = TextPainter(fontFolders: ["/nonexistent"])
        defer { painter.close() }
        #expect(painter.problem?.contains("fonts-dejavu-core") == true)
        #expect(painter.line("Harbour", style).width == 0)
        #expect(painter.lines("Harbour", style, maxWidth: 100, maxLines: 2).isEmpty)
        #expect(painter.metrics(style) == nil)
    }

    /// Text from a hostile list must not stall the wall.
    @Test func anyCodePointCanBeDrawn() {
        withPainter { painter in
            var text = ""
            for value in stride(from: UInt32(0x80), to: 0x11_0000, by: 4_001) {
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            _ = painter.line(text, style, maxWidth: 2_000)
            #expect(painter.waitForFonts(seconds: 120))
            #expect(painter.line("Harbour", style).width > 0)
        }
    }

    @Test(arguments: [
        ("ภาพยนตร์", "truetype/noto/NotoSansThai-Regular.ttf"),
        ("हिमालय", "truetype/noto/NotoSansDevanagari-Regular.ttf"),
        ("東京", "opentype/noto/NotoSansCJK-Regular.ttc"),
        ("서울", "opentype/noto/NotoSansCJK-Regular.ttc"),
        ("😀", "truetype/noto/NotoColorEmoji.ttf"),
    ])
    func otherScriptsComeFromAnotherFont(text: String, file: String) {
        // Nothing to compare with where that font is not installed.
        guard FileManager.default.fileExists(atPath: "/usr/share/fonts/" + file) else { return }
        withPainter { painter in
            let alone = TextPainter(fontFolders: ["/usr/share/fonts/truetype/dejavu"])
            defer { alone.close() }
            let boxes = painter.line(text, style)
            #expect(painter.waitForFonts(seconds: 120))
            let line = painter.line(text, style)
            #expect(line.width > 0)
            #expect(line.bitmap.pixels != alone.line(text, style).bitmap.pixels)
            #expect(line.bitmap !== boxes.bitmap)
            #expect(painter.generation == 1)
            #expect(painter.hasFont(for: text))
        }
    }

    /// Files that call themselves fonts must neither crash nor hang the wall.
    @Test func brokenFontsArePassedOver() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("fonts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let dejaVu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
        let whole = try Data(contentsOf: URL(fileURLWithPath: dejaVu))
        try whole.write(to: folder.appendingPathComponent("DejaVuSans.ttf"))
        for (index, length) in [0, 3, 12, 13, 100, 400, 5_000, whole.count / 2].enumerated() {
            let file = folder.appendingPathComponent("NotoSansThai-\(index).ttf")
            try whole.prefix(length).write(to: file)
        }
        var noise = whole
        for index in stride(from: 4, to: 6_000, by: 3) { noise[index] = UInt8(index * 37 % 256) }
        try noise.write(to: folder.appendingPathComponent("NotoSansThai-noise.ttf"))
        let cmap = try #require(whole.range(of: Data("cmap".utf8)))
        var far = whole
        for index in 8..<16 { far[cmap.lowerBound + index] = 0xFF }
        try far.write(to: folder.appendingPathComponent("NotoSansThai-far.ttf"))
        try #require(
            mkfifo(folder.appendingPathComponent("NotoSansThai-pipe.ttf").path, 0o600) == 0)
        let painter = TextPainter(fontFolders: [folder.path])
        defer { painter.close() }
        _ = painter.line("ภาพยนตร์ 東京", style)
        #expect(painter.waitForFonts(seconds: 120))
        #expect(painter.line("ภาพยนตร์ 東京 Harbour", style).width > 0)
        #expect(!painter.hasFont(for: "東京"))
        #expect(painter.hasFont(for: "Harbour"))
    }

    @Test func whatWasForgottenIsDrawnAgain() {
        withPainter { painter in
            for pixels in 6...200 {
                _ = painter.line("Harbour", TextStyle(.bold, pixels: pixels, color: style.color))
            }
            // Far more fonts than are kept open: the first one works again.
            let line = painter.line("Sea", TextStyle(.bold, pixels: 6, color: style.color))
            #expect(line.width > 0)
        }
    }
}

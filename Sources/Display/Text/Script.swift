/// A writing system, as far as drawing needs to know it: what the shaper is
/// told and which font is looked for.
struct Script: Hashable, Sendable {
    /// The four letters of ISO 15924.
    let code: String
    /// What fonts for it have in their file's name, best first.
    let fontNames: [String]

    /// Spaces, digits, punctuation: written like what stands around.
    static let common = Script(code: "Zyyy", fontNames: ["Sans", "Symbols"])
    static let latin = Script(code: "Latn", fontNames: ["NotoSans-", "Sans"])
    static let arabic = Script(code: "Arab", fontNames: ["SansArabic", "NaskhArabic", "Arabic"])
    static let hebrew = Script(code: "Hebr", fontNames: ["SansHebrew", "Hebrew"])
    static let han = Script(
        code: "Hani", fontNames: ["SansCJK", "CJK", "Gothic", "Hei", "WenQuan"])
    static let kana = Script(code: "Kana", fontNames: ["SansCJK", "CJK", "Gothic"])
    static let hangul = Script(code: "Hang", fontNames: ["SansCJK", "CJK", "Nanum"])
    /// Pictures; drawn from a font of coloured ones.
    static let emoji = Script(code: "Zsye", fontNames: ["ColorEmoji", "Emoji"])

    /// The script of a code point.
    static func of(_ scalar: Unicode.Scalar) -> Script {
        let value = scalar.value
        if value < 0x80 {
            return scalar.properties.isAlphabetic ? latin : common
        }
        // The last range that begins at or before the value.
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= value { low = middle + 1 } else { high = middle }
        }
        guard low > 0, value <= ranges[low - 1].last else { return common }
        return ranges[low - 1].script
    }

    private struct Range: Sendable {
        let first: UInt32
        let last: UInt32
        let script: Script
    }

    private static func plain(_ code: String, _ name: String) -> Script {
        Script(code: code, fontNames: ["Sans\(name)", name])
    }

    /// By first code point. From Unicode's Blocks.txt: whole blocks, because
    /// what matters is the font and the shaper, not the last code point.
    private static let ranges: [Range] = [
        (0x00AA, 0x02AF, latin), (0x0370, 0x03FF, plain("Grek", "Greek")),
        (0x0400, 0x052F, plain("Cyrl", "Cyrillic")), (0x0530, 0x058F, plain("Armn", "Armenian")),
        (0x0590, 0x05FF, hebrew), (0x0600, 0x06FF, arabic),
        (0x0700, 0x074F, plain("Syrc", "Syriac")),
        (0x0750, 0x077F, arabic), (0x0780, 0x07BF, plain("Thaa", "Thaana")),
        (0x07C0, 0x07FF, plain("Nkoo", "NKo")), (0x0860, 0x08FF, arabic),
        (0x0900, 0x097F, plain("Deva", "Devanagari")), (0x0980, 0x09FF, plain("Beng", "Bengali")),
        (0x0A00, 0x0A7F, plain("Guru", "Gurmukhi")), (0x0A80, 0x0AFF, plain("Gujr", "Gujarati")),
        (0x0B00, 0x0B7F, plain("Orya", "Oriya")), (0x0B80, 0x0BFF, plain("Taml", "Tamil")),
        (0x0C00, 0x0C7F, plain("Telu", "Telugu")), (0x0C80, 0x0CFF, plain("Knda", "Kannada")),
        (0x0D00, 0x0D7F, plain("Mlym", "Malayalam")), (0x0D80, 0x0DFF, plain("Sinh", "Sinhala")),
        (0x0E00, 0x0E7F, plain("Thai", "Thai")), (0x0E80, 0x0EFF, plain("Laoo", "Lao")),
        (0x0F00, 0x0FFF, plain("Tibt", "Tibetan")), (0x1000, 0x109F, plain("Mymr", "Myanmar")),
        (0x10A0, 0x10FF, plain("Geor", "Georgian")), (0x1100, 0x11FF, hangul),
        (0x1200, 0x139F, plain("Ethi", "Ethiopic")), (0x13A0, 0x13FF, plain("Cher", "Cherokee")),
        (0x1780, 0x17FF, plain("Khmr", "Khmer")), (0x1800, 0x18AF, plain("Mong", "Mongolian")),
        (0x1C90, 0x1CBF, plain("Geor", "Georgian")), (0x1E00, 0x1EFF, latin),
        (0x1F00, 0x1FFF, plain("Grek", "Greek")), (0x2C60, 0x2C7F, latin),
        (0x2E80, 0x2FDF, han), (0x3005, 0x3007, han), (0x3040, 0x30FF, kana),
        (0x3130, 0x318F, hangul), (0x31F0, 0x31FF, kana), (0x3400, 0x4DBF, han),
        (0x4E00, 0x9FFF, han), (0xA720, 0xA7FF, latin), (0xAC00, 0xD7FF, hangul),
        (0xF900, 0xFAFF, han), (0xFB00, 0xFB06, latin), (0xFB1D, 0xFB4F, hebrew),
        (0xFB50, 0xFDFF, arabic), (0xFE70, 0xFEFE, arabic), (0xFF66, 0xFF9F, kana),
        (0x1F300, 0x1FAFF, emoji), (0x20000, 0x323AF, han),
    ].map { Range(first: $0.0, last: $0.1, script: $0.2) }
}

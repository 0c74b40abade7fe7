/// A piece of a line that one font draws in one direction.
struct TextRun {
    var text: String
    let font: FontHandle
    let script: Script
    let rightToLeft: Bool
    /// Drawn with its own colours, scaled to the size of the letters.
    let isEmoji: Bool
}

extension FontShelf {
    /// A clean line as runs in the order in which they are drawn from left to right.
    func runs(of line: String, face: TextStyle.Face, pixels: Int) -> [TextRun] {
        guard let main = main(face, pixels: pixels), !line.isEmpty else { return [] }
        let characters = Array(line)
        let scripts = Self.scripts(of: characters)
        let levels = Bidi.levels(
            of: characters.map { $0.unicodeScalars.first.map(Bidi.classOf) ?? .neutral })
        var runs: [TextRun] = []
        var runLevels: [UInt8] = []
        for (index, character) in characters.enumerated() {
            let script = scripts[index]
            let choice = font(
                for: character, script: script, main: main, previous: runs.last,
                bold: face == .bold,
                pixels: pixels)
            let rightToLeft = levels[index] % 2 == 1
            if let last = runs.last, last.font === choice.font, last.script == script,
                last.isEmoji == choice.isEmoji, runLevels.last == levels[index]
            {
                runs[runs.count - 1].text.append(character)
            } else {
                runs.append(
                    TextRun(
                        text: String(character), font: choice.font, script: script,
                        rightToLeft: rightToLeft, isEmoji: choice.isEmoji))
                runLevels.append(levels[index])
            }
        }
        return Bidi.visualOrder(runLevels).map { runs[$0] }
    }

    /// The script of each character; what belongs to none takes the one before
    /// it, at the beginning the one after it.
    private static func scripts(of characters: [Character]) -> [Script] {
        var scripts = characters.map { character in
            character.unicodeScalars.lazy.map(Script.of).first { $0 != .common } ?? .common
        }
        // Japanese mixes Chinese characters with its own letters.
        if scripts.contains(.kana) {
            for index in scripts.indices where scripts[index] == .han { scripts[index] = .kana }
        }
        var current = scripts.first { $0 != .common && $0 != .emoji } ?? .latin
        for (index, character) in characters.enumerated() {
            if isPicture(character) {
                scripts[index] = .emoji
            } else if scripts[index] == .common || scripts[index] == .emoji {
                // Symbols keep a script of their own for the search of a font.
                if character.unicodeScalars.first.map(isLikeASpace) ?? true {
                    scripts[index] = current
                }
            } else {
                current = scripts[index]
            }
        }
        return scripts
    }

    private static func isLikeASpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x2190 || (0x3000...0x303F).contains(scalar.value)
            || (0xFE00...0xFFEF).contains(scalar.value)
    }

    /// Whether a character wants to be a coloured picture.
    private static func isPicture(_ character: Character) -> Bool {
        guard let first = character.unicodeScalars.first else { return false }
        return first.properties.isEmojiPresentation
            || (first.properties.isEmoji && character.unicodeScalars.contains("\u{FE0F}"))
    }

    private func font(
        for character: Character, script: Script, main: FontHandle, previous: TextRun?,
        bold: Bool, pixels: Int
    ) -> (font: FontHandle, isEmoji: Bool) {
        // What is never seen needs no glyph.
        let visible = character.unicodeScalars.filter {
            !$0.properties.isDefaultIgnorableCodePoint
        }
        let scalars = Array(visible)
        guard let first = scalars.first else { return (previous?.font ?? main, false) }
        if script == .emoji {
            // The first code point decides: sequences are the font's own affair.
            if let font = fallback(for: [first], script: script, bold: false, pixels: pixels) {
                return (font, !font.isScalable)
            }
            return (main, false)
        }
        // A space between two words of a script stays in that script's font.
        if first == " ", let previous, !previous.isEmoji, previous.script == script,
            previous.font.provides(first)
        {
            return (previous.font, false)
        }
        if scalars.allSatisfy(main.provides) { return (main, false) }
        if let font = fallback(for: scalars, script: script, bold: bold, pixels: pixels) {
            return (font, !font.isScalable)
        }
        return (main, false)
    }
}

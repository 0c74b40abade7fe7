/// Text from outside (titles, names of files, servers' words) made fit for one
/// line: no control characters, no invisible marks that turn the direction of
/// what follows, no towers of accents, and never long.
enum CleanText {
    /// The most characters of one line; no display shows more.
    static let longestLine = 400
    /// The most code points that one character may be made of. Flags and
    /// families of emoji need up to 14.
    static let longestCharacter = 16

    /// The text in one line.
    static func line(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var lastWasSpace = true
        var marks = 0
        // Only so much is looked at, however long the text is.
        for scalar in text.unicodeScalars.prefix(longestLine * 8) {
            switch kind(of: scalar) {
            case .nothing: continue
            case .space:
                if !lastWasSpace { result.append(" ") }
                lastWasSpace = true
                marks = 0
            case .mark:
                marks += 1
                if marks < longestCharacter { result.append(scalar) }
            case .letter:
                result.append(scalar)
                lastWasSpace = false
                marks = 0
            }
        }
        if result.last == " " { result.removeLast() }
        let clean = String(result)
        return clean.count > longestLine ? String(clean.prefix(longestLine)) : clean
    }

    private enum Kind { case nothing, space, mark, letter }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            return scalar.value > 0x20 && scalar.value != 0x7F
                ? .letter : (scalar.value == 0x20 || isLineSpace(scalar.value) ? .space : .nothing)
        }
        switch scalar.value {
        // Joiners shape letters and emoji; they stay.
        case 0x200C, 0x200D: return .mark
        // Marks, embeddings, overrides and isolates of direction; the byte
        // order mark; tags; the soft hyphen.
        case 0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE00FF:
            return .nothing
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .unassigned: return .nothing
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
        case .nonspacingMark, .enclosingMark, .format: return .mark
        default: return .letter
        }
    }

    private static func isLineSpace(_ value: UInt32) -> Bool { (0x09...0x0D).contains(value) }
}

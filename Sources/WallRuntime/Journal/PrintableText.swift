/// Somebody else's words on a line of a terminal.
enum PrintableText {
    /// Without anything that moves a cursor, ends a line or turns the direction of
    /// text: C0, DEL, C1, line separators and bidirectional marks.
    /// - Parameter limit: characters that are kept.
    static func line(_ text: String, limit: Int = 200) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { isControl($0) ? "\u{FFFD}" : $0 }
        let isCut = text.unicodeScalars.dropFirst(limit).first != nil
        return String(String.UnicodeScalarView(scalars)) + (isCut ? "…" : "")
    }

    /// JSON text in which such characters are escaped: they can only stand in its
    /// strings, where an escape means the same.
    static func json(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

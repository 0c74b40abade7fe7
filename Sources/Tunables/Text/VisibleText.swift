/// Text from outside, fit for one line of a message: control characters are
/// replaced and no more than `limit` characters are kept.
func visible(_ text: String, limit: Int = 80) -> String {
    var scalars = String.UnicodeScalarView()
    var isCut = false
    for scalar in text.unicodeScalars {
        if scalars.count >= limit {
            isCut = true
            break
        }
        scalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(scalars) + (isCut ? "…" : "")
}

/// Whether a scalar acts on a terminal or a line instead of being seen: C0, DEL,
/// C1, line separators and the marks that turn the direction of text.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// Whether text can stand in a setting: no control character, a tab excepted.
func isPlainText(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { !isControl($0) || $0 == "\t" }
}

/// Text without spaces, tabs and line ends around it.
func trimmed(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
        let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
}

/// Whether a scalar is a space, a tab or a line end.
func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
}

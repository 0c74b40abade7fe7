/// One line of an env file, read as data: nothing in it is expanded or run.
///
/// Quotes and backslashes mean what they mean in a systemd `EnvironmentFile=`,
/// so that one file serves both. Two things are refused where systemd would
/// take them, because they are typing mistakes far more often: a quote that is
/// still open at the end of the line, and text behind a closing quote.
enum EnvironmentLine: Equatable {
    /// Empty, or a comment.
    case blank
    /// `NAME=value`.
    case assignment(name: String, value: String)
    /// Not understood; `name` when at least that was readable. The reason never
    /// repeats the value, which may be a secret.
    case bad(name: String?, reason: String)

    /// Reads a line without its line end.
    init(_ line: String) {
        let text = trimmed(line)
        guard let first = text.unicodeScalars.first, first != "#", first != ";" else {
            self = .blank
            return
        }
        guard let equals = text.unicodeScalars.firstIndex(of: "=") else {
            self = .bad(name: nil, reason: "has no “=”; write NAME=value")
            return
        }
        let name = trimmed(text[..<equals])
        if name.hasPrefix("export ") || name.hasPrefix("export\t") {
            let bare = trimmed(name.dropFirst("export".count))
            let isName = Self.isName(bare)
            self = .bad(
                name: isName ? bare : nil,
                reason: "begins with “export”, which only a shell knows; write "
                    + "\(isName ? visible(bare) : "NAME")=value")
            return
        }
        guard Self.isName(name) else {
            self = .bad(
                name: nil,
                reason: "has no valid name before the “=”; a name is letters, digits and "
                    + "underscores and does not begin with a digit")
            return
        }
        let rest = text.unicodeScalars[text.unicodeScalars.index(after: equals)...]
        guard rest.allSatisfy({ !isControl($0) || $0 == "\t" }) else {
            self = .bad(name: name, reason: "holds a control character")
            return
        }
        switch Self.value(of: trimmed(Substring(rest))) {
        case .success(let value): self = .assignment(name: name, value: value)
        case .failure(let fault): self = .bad(name: name, reason: fault.reason)
        }
    }

    private struct Fault: Error {
        let reason: String
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0)
                || $0 == UInt8(ascii: "_")
        }
    }

    /// Takes quotes and backslashes off a value.
    private static func value(of text: String) -> Result<String, Fault> {
        var value = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        var isClosed = false
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isClosed {
                // Blanks were trimmed away: anything here is text.
                return .failure(Fault(reason: "has text behind the closing quote"))
            }
            if isEscaped {
                isEscaped = false
                // Between double quotes a backslash is itself before anything
                // that needs no escape, as in a shell.
                if quote == "\"", !"\"\\`$".unicodeScalars.contains(scalar) { value.append("\\") }
                value.append(scalar)
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
            } else if scalar == quote {
                isClosed = true
            } else if quote == nil, value.isEmpty, scalar == "\"" || scalar == "'" {
                quote = scalar
            } else {
                value.append(scalar)
            }
        }
        if isEscaped {
            return .failure(Fault(reason: "ends in a backslash; a value stands on one line"))
        }
        if quote != nil, !isClosed {
            return .failure(Fault(reason: "has a quote that is not closed on the same line"))
        }
        return .success(String(value))
    }
}

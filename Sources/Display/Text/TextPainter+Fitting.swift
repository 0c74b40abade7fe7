extension TextPainter {
    /// What stands for letters that are not shown.
    static let ellipsis = "…"

    /// As much of a clean text as fits, with an ellipsis where letters are missing.
    func fit(_ text: String, _ style: TextStyle, maxWidth: Int, truncation: Truncation) -> String {
        guard width(ofClean: text, style) > maxWidth else { return text }
        let characters = Array(text)
        // The most characters whose line still fits. Wider with every
        // character, but for ligatures, of which the last check takes care.
        var (low, high) = (0, characters.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            let candidate = Self.shortened(characters, keeping: middle, truncation)
            if width(ofClean: candidate, style) <= maxWidth {
                low = middle
            } else {
                high = middle - 1
            }
        }
        let result = Self.shortened(characters, keeping: low, truncation)
        return low > 0 && width(ofClean: result, style) <= maxWidth ? result : ""
    }

    /// A clean text in lines: broken at spaces, and inside of words that are
    /// wider than a line or written without spaces.
    func wrap(_ text: String, _ style: TextStyle, maxWidth: Int, maxLines: Int) -> [String] {
        var rest = Substring(text)
        var lines: [String] = []
        while !rest.isEmpty, lines.count < maxLines {
            if lines.count == maxLines - 1 {
                lines.append(String(rest))
                break
            }
            let end = lineEnd(of: rest, style, maxWidth: maxWidth)
            lines.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return lines.map { line in
            line.last == " " ? String(line.dropLast()) : line
        }
    }

    private func lineEnd(of text: Substring, _ style: TextStyle, maxWidth: Int) -> String.Index {
        guard width(ofClean: String(text), style) > maxWidth else { return text.endIndex }
        let indices = Array(text.indices)
        var (low, high) = (1, indices.count)
        while low < high {
            let middle = (low + high + 1) / 2
            let end = middle < indices.count ? indices[middle] : text.endIndex
            if width(ofClean: String(text[..<end]), style) <= maxWidth {
                low = middle
            } else {
                high = middle - 1
            }
        }
        let fitting = low < indices.count ? indices[low] : text.endIndex
        if fitting < text.endIndex, text[fitting] == " " { return fitting }
        // The last space, unless the word after it fits into no line at all and
        // most of this one would stay empty.
        if let space = text[..<fitting].lastIndex(of: " ") {
            let word = text[text.index(after: space)...].prefix { $0 != " " }
            if text.distance(from: text.startIndex, to: space) * 3 > low
                || width(ofClean: String(word), style) <= maxWidth
            {
                return space
            }
        }
        return fitting
    }

    private static func shortened(
        _ characters: [Character], keeping count: Int, _ truncation: Truncation
    ) -> String {
        switch truncation {
        case .end:
            var kept = String(characters.prefix(count))
            while kept.last == " " { kept.removeLast() }
            return kept + ellipsis
        case .middle:
            let head = (count + 1) / 2
            return String(characters.prefix(head)) + ellipsis
                + String(characters.suffix(count - head))
        }
    }
}

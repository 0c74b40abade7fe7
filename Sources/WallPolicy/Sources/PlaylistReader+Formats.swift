extension Reading {
    /// Lines of an `.m3u`: `#EXTINF:LENGTH ATTRIBUTES,TITLE` before an entry, other `#` lines
    /// are remarks.
    mutating func readM3U() {
        var title: String?
        var length: String?
        for (number, text) in lines {
            if text.utf8.first != UInt8(ascii: "#") {
                add(text, title: title, length: length, line: number)
                title = nil
                length = nil
            } else if text.prefix(8).uppercased() == "#EXTINF:" {
                let rest = text.dropFirst(8)
                length = rest.prefix { $0 != "," && !$0.isWhitespace }.description
                title = Reading.extinfTitle(rest)
            }
        }
    }

    /// Lines of a `.pls`: entries by their number, whatever the order of the lines.
    mutating func readPLS() {
        var files: [Int: (line: Int, text: String)] = [:]
        var titles: [Int: String] = [:]
        var lengths: [Int: String] = [:]
        for (number, text) in lines {
            if text.hasPrefix("[") || text.hasPrefix(";") || text.hasPrefix("#") { continue }
            guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                report(number, "a line of a .pls list has the form File1=…")
                continue
            }
            let key = text[..<equals].lowercased().filter { !$0.isWhitespace }
            let value = text[text.utf8.index(after: equals)...].drop { $0.isWhitespace }
            guard let digits = key.firstIndex(where: { $0.isNumber }),
                let index = Int(key[digits...]), index >= 0
            else {
                // NumberOfEntries, Version and what players add of their own.
                if key.hasPrefix("file") { report(number, "“\(key.prefix(40))” has no number") }
                continue
            }
            switch key[..<digits] {
            case "file":
                if files[index] != nil {
                    report(number, "there is a second File\(index)")
                } else if value.isEmpty {
                    report(number, "File\(index) is empty")
                } else {
                    files[index] = (number, String(value))
                }
            case "title": titles[index] = value.isEmpty ? nil : String(value)
            case "length": lengths[index] = String(value)
            default: break
            }
        }
        for index in files.keys.sorted() {
            guard let file = files[index] else { continue }
            add(file.text, title: titles[index], length: lengths[index], line: file.line)
        }
    }

    /// What follows the first comma outside of quotes: attributes may hold commas in theirs.
    private static func extinfTitle(_ rest: Substring) -> String? {
        var isQuoted = false
        for index in rest.indices {
            if rest[index] == "\"" { isQuoted.toggle() }
            if rest[index] == "," && !isQuoted {
                let title = rest[rest.index(after: index)...].drop { $0.isWhitespace }
                return title.isEmpty ? nil : String(title)
            }
        }
        return nil
    }
}

/// Tells an HLS playlist from a list of items (RFC 8216, section 4.3).
enum HLSMarks {
    private static let marks = [
        "#EXT-X-TARGETDURATION", "#EXT-X-STREAM-INF", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-MEDIA:",
        "#EXT-X-PLAYLIST-TYPE", "#EXT-X-I-FRAME-STREAM-INF", "#EXT-X-PART-INF",
    ]

    /// What the lines say of themselves; nil for a list of items.
    static func read(
        _ lines: [(number: Int, text: String)], base: PlaylistBase
    ) -> PlaylistContents.HLS? {
        let isHLS = lines.contains { line in marks.contains { line.text.hasPrefix($0) } }
        guard isHLS else { return nil }
        guard let stream = lines.firstIndex(where: { $0.text.hasPrefix("#EXT-X-STREAM-INF") })
        else {
            let hasEnd = lines.contains { $0.text.hasPrefix("#EXT-X-ENDLIST") }
            return PlaylistContents.HLS(isLive: !hasEnd, firstVariant: nil)
        }
        let variant = lines[stream...].first { !$0.text.hasPrefix("#") }
        if let variant,
            case .success(.url(let url)) = PlaylistResolver(
                base: base, refusesLists: false
            ).resolve(variant.text)
        {
            return PlaylistContents.HLS(isLive: nil, firstVariant: url)
        }
        return PlaylistContents.HLS(isLive: nil, firstVariant: nil)
    }
}

extension OpenRules {
    /// The URL as it may be shown, logged and written: no user info, no query, no fragment.
    /// What is no URL with `//` (`data:…`) is cut to 60 characters before the first `?` and `#`.
    public static func redacted(_ url: String) -> String {
        // Bytes are compared, not characters: a `?` with an accent on it is no `?` as a character.
        let head = url[
            ..<(url.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
                ?? url.endIndex)]
        guard let scheme = URLParts.scheme(of: url) else {
            let tail = head.utf8.indexAfterLast(UInt8(ascii: "@"))
            let shown = tail == head.startIndex ? head : "…\(head[tail...])"
            return printable(shown.count > 60 ? shown.prefix(60) + "…" : shown)
        }
        let rest = head[head.utf8.index(head.startIndex, offsetBy: scheme.utf8.count + 3)...]
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = rest[..<slash]
        let host = authority[authority.utf8.indexAfterLast(UInt8(ascii: "@"))...]
        // A raw `/`, `?` or `#` in a password ends the authority inside of it. Then what should
        // be a port is none, and nothing of it is shown.
        if URLParts("\(scheme)://\(host)") == nil { return printable("\(scheme)://…") }
        return printable("\(scheme)://\(host)\(rest[slash...])")
    }

    /// What a URL fails together with: `origin:SCHEME://HOST:PORT`, the port filled in where
    /// the scheme has one by custom.
    public static func origin(of url: String) -> SourceID {
        guard let parts = URLParts(url) else {
            return SourceID(rawValue: "origin:\(redacted(url))")
        }
        let port = parts.port ?? defaultPorts[parts.scheme]
        let suffix = port.map { ":\($0)" } ?? ""
        return SourceID(rawValue: "origin:\(parts.scheme)://\(parts.host)\(suffix)")
    }

    /// Whether the URL's scheme alone says that it has no end. An HLS playlist over http tells
    /// only by its content: `PlaylistContents.hls`.
    public static func isLive(url: String) -> Bool {
        URLParts(url).map { liveSchemes.contains($0.scheme) } ?? false
    }

    /// The lasting name of a URL: FNV-1a, 64 bits, over all of its bytes, in hexadecimal. Two
    /// URLs that differ only in their query are two items.
    public static func itemID(url: String) -> ItemID {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in url.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return ItemID(
            rawValue: "url:" + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    /// RFC 9110, RFC 2326, RFC 7826 and Adobe's RTMP specification.
    private static let defaultPorts = [
        "http": 80, "https": 443, "rtsp": 554, "rtsps": 322, "rtmp": 1935,
    ]

    /// Without control characters, which could rewrite a terminal.
    private static func printable(_ text: some StringProtocol) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }
}

extension Substring.UTF8View {
    /// The place after the last `byte`, or the start when there is none.
    func indexAfterLast(_ byte: UInt8) -> Index {
        lastIndex(of: byte).map { index(after: $0) } ?? startIndex
    }
}

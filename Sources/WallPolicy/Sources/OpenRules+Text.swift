/// What may be said about addresses in words for people and logs.
extension OpenRules {
    /// The host of a URL, for sentences such as "HOST refused the connection";
    /// empty when there is none.
    public static func host(of url: String) -> String {
        let shown = redacted(url)
        guard let mark = shown.range(ofText: "://") else { return "" }
        return String(shown[mark.upperBound...].prefix { $0 != "/" })
    }

    /// The root of a web address's server: nothing of path, query and user info.
    public static func root(of url: String) -> String {
        let prefix = "origin:"
        let origin = origin(of: url).rawValue
        return (origin.hasPrefix(prefix) ? String(origin.dropFirst(prefix.count)) : origin) + "/"
    }

    /// A web address of the same host and port, to find out whether anybody is
    /// there at all; nil for what has no connection (srt, udp).
    public static func connectionProbe(for url: String) -> String? {
        let origin = origin(of: url).rawValue
        for scheme in ["rtsp", "rtsps", "rtmp"] {
            let prefix = "origin:\(scheme)://"
            if origin.hasPrefix(prefix) { return "http://\(origin.dropFirst(prefix.count))/" }
        }
        return nil
    }

    /// A line of somebody else's text with every URL in it redacted: no user
    /// info, no query, no fragment.
    public static func redactedText(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.range(ofText: "://") == nil ? String($0) : redactedWord($0) }
            .joined(separator: " ")
    }

    /// A word may have quotes or brackets around its URL.
    private static func redactedWord(_ word: Substring) -> String {
        let opening = word.prefix { !$0.isLetter }
        return opening + redacted(String(word.dropFirst(opening.count)))
    }
}

extension StringProtocol {
    /// The first place of `text`, or nil.
    func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<(index(start, offsetBy: text.count))
            }
            start = index(after: start)
        }
        return nil
    }
}

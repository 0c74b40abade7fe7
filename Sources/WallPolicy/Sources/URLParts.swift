/// The parts of a URL with an authority (`SCHEME://USER@HOST:PORT/PATH?QUERY#FRAGMENT`), cut
/// by RFC 3986 without decoding anything. The standard library has no URL type.
public struct URLParts: Sendable, Hashable {
    /// In small letters.
    public let scheme: String
    /// What stands before the `@`; may hold a password.
    public let userInfo: String?
    /// In small letters; IPv6 addresses keep their brackets; may be empty (`udp://@:1234`).
    public let host: String
    /// The port, if one is written.
    public let port: Int?
    /// From the first `/` on, may be empty.
    public let path: String
    /// Without the `?`; may hold a token.
    public let query: String?
    /// Without the `#`.
    public let fragment: String?

    /// The parts of `text`; nil when it has no `SCHEME://` or its port is no port.
    public init?(_ text: String) {
        guard let scheme = URLParts.scheme(of: text) else { return nil }
        var rest = Substring(text.utf8.dropFirst(scheme.utf8.count + 3))
        fragment = URLParts.cutTail(of: &rest, at: "#")
        query = URLParts.cutTail(of: &rest, at: "?")
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        path = String(rest[slash...])
        var authority = rest[..<slash]
        // The last `@` counts: passwords with a raw `@` in them are seen in the wild, and
        // taking the first would show the rest of such a password as the host.
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            userInfo = String(authority[..<at])
            authority = authority[authority.utf8.index(after: at)...]
        } else {
            userInfo = nil
        }
        let bracket = authority.utf8.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        if let colon = authority[bracket...].utf8.lastIndex(of: UInt8(ascii: ":")) {
            let digits = authority[authority.utf8.index(after: colon)...]
            if digits.isEmpty {
                port = nil
            } else {
                guard digits.utf8.allSatisfy({ (48...57).contains($0) }),
                    let number = Int(digits), (1...65535).contains(number)
                else { return nil }
                port = number
            }
            host = authority[..<colon].lowercased()
        } else {
            port = nil
            host = authority.lowercased()
        }
        self.scheme = scheme.lowercased()
    }

    /// The scheme as written when `text` starts with `SCHEME://`.
    public static func scheme(of text: String) -> String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            text[colon...].utf8.starts(with: "://".utf8)
        else { return nil }
        let scheme = text[..<colon]
        guard let first = scheme.utf8.first, isLetter(first),
            scheme.utf8.allSatisfy({
                isLetter($0) || (48...57).contains($0) || "+.-".utf8.contains($0)
            })
        else { return nil }
        return String(scheme)
    }

    /// The last part of the path without its folders, may be empty.
    public var lastPathComponent: String {
        String(path[path.utf8.indexAfterLast(UInt8(ascii: "/"))...])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func cutTail(of text: inout Substring, at mark: Unicode.Scalar) -> String? {
        guard let index = text.utf8.firstIndex(of: UInt8(ascii: mark)) else { return nil }
        let tail = String(text[text.utf8.index(after: index)...])
        text = text[..<index]
        return tail
    }
}

extension String.UTF8View {
    /// The place after the last `byte`, or the start when there is none.
    func indexAfterLast(_ byte: UInt8) -> Index {
        lastIndex(of: byte).map { index(after: $0) } ?? startIndex
    }
}

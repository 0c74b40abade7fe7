/// Takes secrets out of what is shown, logged or stored.
public enum Redaction {
    /// What stands for a secret that is set.
    public static let hidden = "(hidden)"

    /// A URL without user info, query and fragment; anything else (a path) as it is.
    ///
    /// A URL whose host and port cannot be told from a password (a `/` inside
    /// the password ends the authority early) is shown by its scheme alone.
    public static func location(_ text: String) -> String {
        guard let mark = schemeEnd(text) else { return text }
        let scheme = text[..<mark]
        let rest = text[text.index(mark, offsetBy: 3)...]
        let plain = rest.prefix { $0 != "?" && $0 != "#" }
        let authority = plain.prefix { $0 != "/" }
        let path = plain[authority.endIndex...]
        let host =
            authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
            ?? authority
        let mayBePassword = authority.contains(":") && path.contains("@")
        guard hasPlainPort(host), !mayBePassword else { return "\(scheme)://\(hidden)" }
        return "\(scheme)://\(host)\(path)"
    }

    /// Where `://` begins, if a URL's scheme stands before it.
    private static func schemeEnd(_ text: String) -> String.Index? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            return nil
        }
        let scheme = text[..<colon].utf8
        guard let first = scheme.first, isLetter(first) else { return nil }
        let rest = scheme.dropFirst()
        let fits = rest.allSatisfy {
            isLetter($0) || (48...57).contains($0) || "+-.".utf8.contains($0)
        }
        return fits ? colon : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// Whether what follows the host's colon, if anything, is a port.
    private static func hasPlainPort(_ host: Substring) -> Bool {
        let afterAddress = host.hasPrefix("[") ? host.drop { $0 != "]" }.dropFirst() : host
        guard let colon = afterAddress.firstIndex(of: ":") else { return true }
        return afterAddress[colon...].utf8.dropFirst().allSatisfy { (48...57).contains($0) }
    }
}

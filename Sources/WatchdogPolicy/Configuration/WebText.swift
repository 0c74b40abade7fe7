/// What is to be known about web addresses as text.
public enum WebText {
    /// Whether it is an http or https address with a host and without white space.
    public static func isAddress(_ text: String) -> Bool {
        guard let rest = afterScheme(text), text.utf8.count <= 4096,
            text.utf8.allSatisfy({ $0 > 32 && $0 != 127 })
        else { return false }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !(authority.split(separator: "@").last ?? "").isEmpty && !authority.hasSuffix("@")
    }

    /// The address without user info, query and fragment, for people: those may be secret.
    public static func shown(_ address: String) -> String {
        guard let rest = afterScheme(address) else { return "(no web address)" }
        let scheme = address.prefix(address.count - rest.count)
        let place = rest.prefix { $0 != "?" && $0 != "#" }
        let authority = place.prefix { $0 != "/" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return scheme + host + place.dropFirst(authority.count)
    }

    /// Scheme, user info, host and port of an address, and its path without query.
    public static func parts(_ address: String) -> (origin: String, path: String)? {
        guard let rest = afterScheme(address) else { return nil }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        return (address.prefix(address.count - rest.count) + authority, String(path))
    }

    /// Scheme, host and port of an address in one form: small letters, the port written
    /// out, this machine by its number; nil when it is no web address.
    static func origin(_ address: String) -> String? {
        guard let rest = afterScheme(address) else { return nil }
        let scheme = address.prefix(address.count - rest.count).lowercased()
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var place = (authority.split(separator: "@").last ?? "").lowercased()
        if !place.drop(while: { $0 != "]" }).contains(":"),
            place.contains("]") || !place.contains(":")
        {
            place += scheme == "https://" ? ":443" : ":80"
        }
        for name in ["localhost:", "[::1]:"] where place.hasPrefix(name) {
            place = "127.0.0.1:" + place.dropFirst(name.count)
        }
        return scheme + place
    }

    private static func afterScheme(_ text: String) -> Substring? {
        for scheme in ["http://", "https://"]
        where text.prefix(scheme.count).lowercased() == scheme {
            return text.dropFirst(scheme.count)
        }
        return nil
    }
}

extension Substring {
    fileprivate static func + (left: Substring, right: Substring) -> String {
        String(left) + String(right)
    }
}

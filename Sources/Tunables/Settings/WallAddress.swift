/// Where another machine's wall is asked: the address before which nothing but a path is missing.
public struct WallAddress: Sendable, Hashable {
    /// The port of a wall that nobody told another one (`HYPERWALL_HTTP`).
    public static let portDefault: UInt16 = 8585
    /// Longer addresses are none of a wall's, bytes.
    public static let bytesMax = 512

    /// `http://foyer:8585`, `https://walls.example/foyer`: without a slash at its end.
    public let base: String
    /// Whether nobody on the way can read what is sent.
    public let isEncrypted: Bool
    /// Whether it can only be this machine.
    public let isLoopback: Bool

    /// What is wrong with a text that is no address.
    public enum Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// No name, port or address as they are written.
        case malformed
        /// Another scheme than http and https.
        case scheme
        /// A name or a password stands in it.
        case userInfo
        /// A query or a fragment stands in it.
        case query

        /// A clause; it never holds the address, in which a password may stand.
        public var description: String {
            switch self {
            case .malformed: "this is no address"
            case .scheme: "only http and https are spoken"
            case .userInfo: "no password belongs into an address, a token belongs into a file"
            case .query: "an address ends before “?” and “#”"
            }
        }
    }

    /// Reads `foyer`, `foyer:8585`, `192.168.1.7`, `[::1]:8585`, `::1` (over http, to the port
    /// of a wall), and `http://…` and `https://…`, also with a path before that of the API.
    public init(_ text: String) throws(Problem) {
        guard (1...Self.bytesMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ 33...126 ~= $0 })
        else { throw .malformed }
        var rest = text[...]
        var scheme: String?
        if let mark = text.firstRange(of: "://") {
            let name = text[..<mark.lowerBound].lowercased()
            guard name == "http" || name == "https" else { throw .scheme }
            scheme = name
            rest = text[mark.upperBound...]
        }
        guard !rest.utf8.contains(UInt8(ascii: "@")) else { throw .userInfo }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw .query }
        let place = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(place.count))
        while path.hasSuffix("/") { path.removeLast() }
        guard scheme != nil || rest.count == place.count, Self.isPath(path),
            let (host, port) = Self.parts(place, isURL: scheme != nil)
        else { throw .malformed }
        let shown = host.contains(":") ? "[\(host)]" : host
        let wanted = port ?? (scheme == nil ? Self.portDefault : nil)
        base = "\(scheme ?? "http")://\(shown)\(wanted.map { ":\($0)" } ?? "")\(path)"
        isEncrypted = scheme == "https"
        isLoopback = Self.isLoopback(host)
    }

    /// `foyer:8585`: what a person is told, without what is usual.
    public var name: String {
        let plain = base.dropFirst(isEncrypted ? 0 : "http://".count)
        let usual = ":\(Self.portDefault)"
        return String(!isEncrypted && plain.hasSuffix(usual) ? plain.dropLast(usual.count) : plain)
    }

    /// Host, without brackets, and port.
    private static func parts(
        _ place: Substring, isURL: Bool
    ) -> (host: String, port: UInt16?)? {
        let text = place.lowercased()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            guard isIPv6(host) else { return nil }
            return port(rest).map { (host, $0) }
        }
        // An IPv6 address without its brackets has no port.
        if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1 {
            return !isURL && isIPv6(text) ? (text, nil) : nil
        }
        let host = String(text.prefix { $0 != ":" })
        guard isName(host) else { return nil }
        return port(text.dropFirst(host.count)).map { (host, $0) }
    }

    /// What follows a host: nothing, or a colon and a port; nil for anything else.
    private static func port(_ text: Substring) -> UInt16?? {
        if text.isEmpty { return .some(nil) }
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ 48...57 ~= $0 }), let port = UInt16(digits), port > 0
        else { return nil }
        return .some(port)
    }

    /// RFC 1123 names with underscores, which home networks have; 253 bytes by RFC 1035.
    private static func isName(_ host: String) -> Bool {
        host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy {
                        48...57 ~= $0 || 97...122 ~= $0 || $0 == UInt8(ascii: "-")
                            || $0 == UInt8(ascii: "_")
                    }
            }
    }

    private static func isIPv6(_ host: String) -> Bool {
        host.utf8.count <= 45 && host.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1
            && host.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 || ":.".utf8.contains($0) }
    }

    /// Letters of a path that no program takes for anything else, and no way up.
    private static func isPath(_ path: String) -> Bool {
        path.utf8.allSatisfy {
            48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || "/-._~".utf8.contains($0)
        } && !path.split(separator: "/").contains { $0 == ".." || $0 == "." }
    }

    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (isAddress && parts.first == "127")
    }
}

/// Where an address leads, in the parts that a connection needs. Read strictly, for
/// what libwebsockets takes is cut and printed by it without a look.
struct Target: Sendable, Hashable {
    /// Whether the connection is encrypted.
    let isSecure: Bool
    /// A name or an IP address, lower case, an IPv6 address without its brackets.
    let host: String
    /// The scheme's own when the address names none.
    let port: UInt16
    /// What the Host header says.
    let authority: String
    /// Path and query.
    let path: String

    /// libwebsockets prints the header into 128 bytes.
    private static let authorityBytesMax = 110
    /// libwebsockets prints the line of the request into 2048 bytes.
    private static let pathBytesMax = 1900

    /// Whether `host` is an IPv6 address.
    var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    /// - Throws: `WebSocketFailure.notAsked`, without a word of the address in it.
    init(_ url: String) throws(WebSocketFailure) {
        guard let mark = url.firstRange(of: "://") else { throw Self.noAddress }
        switch url[..<mark.lowerBound].lowercased() {
        case "http", "ws": isSecure = false
        case "https", "wss": isSecure = true
        default: throw Self.noAddress
        }
        let rest = url[mark.upperBound...].prefix { $0 != "#" }
        let place = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[place.endIndex...]
        guard !place.contains("@") else {
            throw .notAsked(detail: "the address holds a name or password before its host")
        }
        (host, port) = try Self.read(place, standard: isSecure ? 443 : 80)
        let shown = host.contains(":") ? "[\(host)]" : host
        authority = port == (isSecure ? 443 : 80) ? shown : "\(shown):\(port)"
        path = tail.hasPrefix("/") ? String(tail) : "/\(tail)"
        guard authority.utf8.count <= Self.authorityBytesMax,
            path.utf8.count <= Self.pathBytesMax
        else { throw .notAsked(detail: "the address is too long") }
        guard path.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw .notAsked(detail: "the address holds a character that must be encoded")
        }
    }

    private static let noAddress = WebSocketFailure.notAsked(
        detail: "the address is no http, https, ws or wss address")
    private static let malformed = WebSocketFailure.notAsked(detail: "the address is malformed")

    private static func read(
        _ place: Substring, standard: UInt16
    ) throws(WebSocketFailure) -> (host: String, port: UInt16) {
        let host: Substring
        let rest: Substring
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else { throw malformed }
            host = place[place.index(after: place.startIndex)..<end]
            rest = place[place.index(after: end)...]
            guard host.utf8.contains(UInt8(ascii: ":")),
                host.utf8.allSatisfy({
                    isHex($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                })
            else { throw malformed }
        } else {
            host = place.prefix { $0 != ":" }
            rest = place[host.endIndex...]
            guard !host.isEmpty, host.utf8.allSatisfy(isNamePart) else { throw malformed }
        }
        guard rest.isEmpty || rest.hasPrefix(":") else { throw malformed }
        let digits = rest.dropFirst()
        guard !digits.isEmpty else { return (host.lowercased(), standard) }
        guard let port = UInt16(digits), port > 0, digits.first != "+" else { throw malformed }
        return (host.lowercased(), port)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "-._".utf8.contains(byte)
    }
}

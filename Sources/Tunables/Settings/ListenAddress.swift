/// Where the wall's page and API listen.
public enum ListenAddress: Sendable, Hashable {
    /// Nowhere but on the socket.
    case off
    /// An address written out (IPv6 without brackets), `localhost`, or `*` for every one.
    case address(host: String, port: UInt16)

    /// Reads `off`, `127.0.0.1:8585`, `[::]:8585`, `*:8585`, `localhost:8585`; nil for others.
    public init?(_ text: String) {
        if text.lowercased() == "off" {
            self = .off
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ 48...57 ~= $0 }),
            let port = UInt16(digits)
        else { return nil }
        let host = text[..<colon].lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") {
            let bare = host.dropFirst().dropLast()
            guard bare.utf8.contains(UInt8(ascii: ":")), bare.utf8.count <= 45,
                bare.utf8.allSatisfy({
                    48...57 ~= $0 || 97...102 ~= $0 || ":.".utf8.contains($0)
                })
            else { return nil }
            self = .address(host: String(bare), port: port)
            return
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { 48...57 ~= $0 } && UInt8(part) != nil
                    && (part.count == 1 || part.first != "0")
            }
        guard isAddress || host == "*" || host == "localhost" else { return nil }
        self = .address(host: host, port: port)
    }

    /// As it is written.
    public var text: String {
        switch self {
        case .off: "off"
        case .address(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

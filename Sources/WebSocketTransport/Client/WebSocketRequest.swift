/// One header line of the upgrade.
public struct WebSocketHeader: Sendable, Hashable {
    /// As it is written.
    public let name: String
    /// One line.
    public let value: String

    /// A header line.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Where a websocket leads and how it is kept. Its text holds neither the headers
/// nor the address's query or user info, which may be secrets.
public struct WebSocketRequest: Sendable {
    /// An http, https, ws or wss address with its path and query, ASCII; user info in
    /// it is refused.
    public var url: String
    /// Lines of the upgrade besides those that make it one.
    public var headers: [WebSocketHeader]
    /// A PEM file of authorities that are trusted besides the system's own
    /// (`HYPERWALL_TLS_CA_FILE`). A changed file is read again by the next socket.
    public var caFile: String?
    /// Whether the server must prove who it is. False is for
    /// `HYPERWALL_TLS_INSECURE=1` only: then anybody on the way reads the token.
    public var verifiesCertificate = true
    /// From `open` to the finished upgrade, the look-up of the name, every address of
    /// it, TLS and a slow answer included.
    public var connectTimeout = Duration.seconds(15)
    /// After so long without a word of the server's it is pinged; nil for never, and
    /// then a peer that vanished without a word is not noticed.
    public var pingInterval: Duration? = .seconds(20)
    /// A server that says nothing for so long after a ping is gone.
    public var pingPatience = Duration.seconds(10)
    /// A text message of more bytes ends the socket with `tooLarge`; no more than this
    /// is ever kept.
    public var messageBytesMax = 1 << 20

    /// A socket with 15 s for the upgrade, pings after 20 s of silence, and messages of
    /// 1 MiB.
    public init(url: String, headers: [WebSocketHeader] = []) {
        self.url = url
        self.headers = headers
    }
}

extension WebSocketRequest: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The address without user info, query and fragment, and no header.
    public var description: String {
        var shown = url[...]
        if let end = shown.firstIndex(where: { $0 == "?" || $0 == "#" }) { shown = shown[..<end] }
        guard let at = shown.lastIndex(of: "@") else { return String(shown) }
        // Whatever stands before it could be a password, the scheme it is not.
        let scheme = shown.firstRange(of: "://").map { shown[..<$0.upperBound] } ?? ""
        return scheme + String(shown[shown.index(after: at)...])
    }

    /// The same.
    public var debugDescription: String { description }

    /// Nothing but the same, for `dump` and for what prints a value by its parts.
    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

public import WallPolicy

/// Where a media server is: scheme, host, port and base path, without credentials.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// `https://host:8920/jellyfin`, without a slash at its end.
    public let base: String

    /// Why a text is no address of a server, for whoever wrote it.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The address that a person wrote. Whatever path it has is kept.
    ///
    /// - Parameter text: `http://host:8096`, `https://host/jellyfin/`.
    public init(_ text: String) throws(Problem) {
        func problem(_ why: String) -> Problem {
            Problem(
                description: "“\(OpenRules.redacted(text))” is no address of a media server: \(why)"
            )
        }
        guard text.utf8.count <= OpenRules.urlBytesMax,
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") })
        else { throw problem("it is too long, or has blanks in it.") }
        guard let parts = URLParts(text) else {
            throw problem("it must begin with http:// or https://, as in http://server:8096.")
        }
        guard parts.scheme == "http" || parts.scheme == "https" else {
            throw problem("it must begin with http:// or https://.")
        }
        guard !parts.host.isEmpty else { throw problem("it names no host.") }
        guard parts.userInfo == nil else {
            throw problem(
                "a name and password do not belong into it; use HYPERWALL_USERNAME and "
                    + "HYPERWALL_PASSWORD_FILE.")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw problem("leave out everything from the “?” or “#” on.")
        }
        var path = parts.path
        while path.hasSuffix("/") { path.removeLast() }
        // What browsers show for the servers' own pages.
        for page in ["/web/index.html", "/web"] where path.hasSuffix(page) {
            path.removeLast(page.count)
        }
        base = "\(parts.scheme)://\(parts.host)\(parts.port.map { ":\($0)" } ?? "")\(path)"
    }

    private init(base: String) { self.base = base }

    /// The same with a path behind it, unless it ends in that already.
    public func appending(_ path: String) -> ServerAddress {
        base.lowercased().hasSuffix(path) ? self : ServerAddress(base: base + path)
    }

    /// What its items fail together with.
    public var source: SourceID {
        // The path belongs to it: two servers behind one proxy fail apart.
        SourceID(rawValue: "server:\(base)")
    }

    /// Scheme, host and port.
    public var origin: SourceID { OpenRules.origin(of: base) }

    /// What a person calls it.
    public var words: String { origin.words }

    /// The address.
    public var description: String { base }
}

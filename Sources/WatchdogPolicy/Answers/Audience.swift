/// Who is watching, as a media server tells.
public enum Audience: Sendable, Equatable {
    /// So many, at least none.
    case watching(Int)
    /// Nobody can say; why, in words.
    case unknown(String)

    /// Reads `GET /Sessions` of Emby and Jellyfin (a list; who watches has a
    /// `NowPlayingItem`), or Plex's `/status/sessions` (`<MediaContainer size="N">`).
    /// A wall is no audience: it holds by itself while its server restarts.
    public init(_ body: [UInt8]) {
        if let json = JSONValue(body), case .array(let sessions) = json {
            let watching = sessions.filter { session in
                guard case .object? = session["NowPlayingItem"] else { return false }
                return session["Client"]?.text != Self.wallClient
            }
            self = .watching(watching.count)
        } else if let size = Self.plexSize(body) {
            self = .watching(size)
        } else {
            self = .unknown("the answer lists no sessions")
        }
    }

    /// The name under which a wall signs in to a media server.
    private static let wallClient = "Hyperwall"

    private static func plexSize(_ body: [UInt8]) -> Int? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        if let json = JSONValue(body), case .number(let size)? = json["MediaContainer"]?["size"] {
            return Int(exactly: size)
        }
        guard let tag = text.split(separator: "<").first(where: { $0.hasPrefix("MediaContainer") })
        else { return nil }
        for word in tag.split(separator: " ") where word.hasPrefix("size=\"") {
            return Int(word.dropFirst(6).prefix { $0 != "\"" })
        }
        return nil
    }
}

/// What a wall's status says about its sources.
public enum WallSign: Sendable, Equatable {
    /// Cells fail together for want of a server.
    case outage(cells: Int, of: Int)
    /// Nothing of that kind.
    case none

    /// Reads `GET /api/v1/status` of a wall: an entry in `outages`, or a media server that
    /// the wall waits for.
    /// - Parameter address: of the server that is watched; a wall has other sources, too.
    public init(_ body: [UInt8], of address: String) {
        guard let json = JSONValue(body), let outages = json["outages"] else {
            self = .none
            return
        }
        let cells = json["cells"]?.elements ?? []
        let out = outages.elements.contains { outage in
            guard let source = outage["source"]?.text, source.hasPrefix("origin:"),
                let place = WebText.origin(String(source.dropFirst(7)))
            else { return false }
            return place == WebText.origin(address)
        }
        let holding = cells.filter { $0["state"]?.text == "holding" }
        self = out ? .outage(cells: holding.count, of: cells.count) : .none
    }
}

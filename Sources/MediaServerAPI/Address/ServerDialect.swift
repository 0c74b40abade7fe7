public import WallPolicy

/// Which of the servers' languages is spoken.
public enum ServerDialect: Sendable, Hashable {
    /// Jellyfin before 10.9, which has the old routes only.
    case jellyfinOld
    /// Jellyfin from 10.9 on; from 12 on it refuses every old form of credentials.
    case jellyfin
    /// Emby 4.
    case emby

    /// What the server answers about itself to anybody.
    /// - Returns: nil when what answers is no media server.
    public init?(_ info: PublicInfo) {
        guard info.id != nil || info.version != nil else { return nil }
        let version = info.versionNumbers
        let product = info.productName?.lowercased() ?? ""
        // Emby leaves its product out, and is at 4; Jellyfin began at 10.
        let isJellyfin = product.contains("jellyfin") || (version.first ?? 0) >= 10
        guard isJellyfin || product.contains("emby") || version.first == 4 else { return nil }
        guard isJellyfin else {
            self = .emby
            return
        }
        self = version.lexicographicallyPrecedes([10, 9]) ? .jellyfinOld : .jellyfin
    }

    /// The server's name for a person.
    public var name: String { self == .emby ? "Emby" : "Jellyfin" }

    /// What its items' identities begin with.
    public var itemPrefix: String { self == .emby ? "emby" : "jf" }

    /// Whether a code on the screen can be confirmed in an app.
    public var hasQuickConnect: Bool { self != .emby }

    /// Whether it has the routes that name the user in the query.
    public var namesUserInQuery: Bool { self == .jellyfin }

    /// Where its routes begin below what a person wrote.
    public func root(of address: ServerAddress) -> ServerAddress {
        self == .emby ? address.appending("/emby") : address
    }

    /// The identity of one of its items.
    /// - Parameters:
    ///   - server: the server's own id.
    ///   - item: the item's id, as the server wrote it.
    public func itemID(server: String, item: String) -> ItemID {
        ItemID(rawValue: "\(itemPrefix):\(server):\(item)")
    }
}

extension ItemID {
    /// The item's id on its media server; nil for what comes from elsewhere.
    public var serverItem: String? {
        let parts = rawValue.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "jf" || parts[0] == "emby" else { return nil }
        return String(parts[2])
    }
}

/// `/System/Info/Public`.
public struct PublicInfo: Decodable, Sendable, Hashable {
    /// What its owner calls it.
    public let serverName: String?
    /// `10.11.11`, `4.8.11.0`.
    public let version: String?
    /// Jellyfin's only.
    public let productName: String?
    /// Its lasting id.
    public let id: String?

    enum CodingKeys: String, CodingKey {
        case serverName = "ServerName"
        case version = "Version"
        case productName = "ProductName"
        case id = "Id"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        serverName = values.title(.serverName, bytesMax: 200)
        version = values.text(.version, bytesMax: 64)
        productName = values.text(.productName, bytesMax: 64)
        id = values.text(.id, bytesMax: ReplyBounds.idBytesMax)
    }

    /// The version's parts as numbers.
    var versionNumbers: [Int] {
        (version ?? "").split(separator: ".").prefix(4).map { Int($0.prefix(6)) ?? 0 }
    }
}

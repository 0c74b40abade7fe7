/// Who we are to a media server: one device for an installation, always the same.
public struct DeviceIdentity: Sendable, Hashable {
    /// The program.
    public static let client = "Hyperwall"
    /// What a person reads in the server's list of devices: the wall's name, the machine's.
    public let device: String
    /// Lasting, random, made once.
    public let id: String
    /// The program's version.
    public let version: String

    /// An identity.
    public init(device: String, id: String, version: String) {
        self.device = device
        self.id = id
        self.version = version
    }

    /// The headers that say who asks.
    ///
    /// Jellyfin 12 refuses every form but `Authorization: MediaBrowser …`; Emby documents its
    /// own scheme and a header for the token. Servers decode the values like parts of a URL.
    /// - Parameter token: nil before the sign-in.
    public func headers(_ dialect: ServerDialect, token: String?) -> [CallHeader] {
        let fields = [
            ("Client", Self.client), ("Device", device), ("DeviceId", id), ("Version", version),
        ].map { "\($0)=\"\(Percent.encoded($1))\"" }.joined(separator: ", ")
        switch dialect {
        case .jellyfin, .jellyfinOld:
            let own = token.map { ", Token=\"\(Percent.encoded($0))\"" } ?? ""
            return [CallHeader("Authorization", "MediaBrowser \(fields)\(own)")]
        case .emby:
            let who = CallHeader("X-Emby-Authorization", "Emby \(fields)")
            return [who] + (token.map { [CallHeader("X-Emby-Token", $0)] } ?? [])
        }
    }

    /// The one header that lets a player in: no more than it needs.
    public func playerHeader(_ dialect: ServerDialect, token: String) -> CallHeader {
        switch dialect {
        case .jellyfin, .jellyfinOld:
            headers(dialect, token: token).first ?? CallHeader("Authorization", "")
        case .emby: CallHeader("X-Emby-Token", token)
        }
    }
}

/// One line of a request's head; may hold a token.
public struct CallHeader: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let value: String

    /// A header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

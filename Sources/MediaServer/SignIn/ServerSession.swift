import MediaServerAPI

/// A server that let us in. It prints as nothing of its token.
struct ServerSession: Sendable, CustomStringConvertible {
    /// Where, in which language, with which token.
    let place: ServerCaller.Place
    /// The server's lasting id.
    let serverID: String
    /// What its owner calls it.
    let serverName: String
    /// `Jellyfin 10.11.11`.
    let version: String
    /// Whose libraries are read.
    let user: ServerUser
    /// Whether an API key lets us in, which on Jellyfin is of no device.
    var isKey = false
    /// Whether name and password let us in, and can do so once more.
    var isByPassword = false

    var dialect: ServerDialect { place.dialect }
    /// The questions of this user.
    var calls: ServerCalls { ServerCalls(dialect, user: user.id) }

    /// Whether the server's apps can find a device of this session: Jellyfin gives the
    /// websocket of an API key to nobody (SessionManager.GetSessionByAuthenticationToken).
    var canBeCommanded: Bool { dialect == .emby || !isKey }

    var description: String { "\(user.name) on \(serverName)" }
}

/// A server that was found, before anybody signed in.
struct FoundServer: Sendable {
    /// Below which its routes are.
    let root: ServerAddress
    /// Its language.
    let dialect: ServerDialect
    /// What it says about itself.
    let info: PublicInfo

    /// What a person calls it.
    func name(_ address: ServerAddress) -> String { info.serverName ?? address.words }
    /// `Jellyfin 10.11.11`.
    var version: String { "\(dialect.name) \(info.version ?? "")" }
}

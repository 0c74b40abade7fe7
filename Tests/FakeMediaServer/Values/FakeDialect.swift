/// Which server is played.
public enum FakeDialect: String, Sendable, CaseIterable, Hashable {
    /// Jellyfin up to 10.10.
    case jellyfin10
    /// Jellyfin 10.11.
    case jellyfin11
    /// Jellyfin 12, which refuses every old form of credentials.
    case jellyfin12
    /// Emby 4.
    case emby4

    /// Whether it is one of the Jellyfins.
    public var isJellyfin: Bool { self != .emby4 }

    /// What it says of its version, unless it is told otherwise.
    public var version: String {
        switch self {
        case .jellyfin10: "10.10.7"
        case .jellyfin11: "10.11.11"
        case .jellyfin12: "12.0.0"
        case .emby4: "4.8.11.0"
        }
    }

    /// Its name in a sentence.
    var name: String {
        switch self {
        case .jellyfin10: "Jellyfin 10.10"
        case .jellyfin11: "Jellyfin 10.11"
        case .jellyfin12: "Jellyfin 12"
        case .emby4: "Emby 4"
        }
    }

    /// The header by which it wants a token.
    func accepts(_ place: TokenPlace, legacy: Bool) -> Bool {
        switch place {
        case .mediaBrowser: true
        case .queryApiKey: isJellyfin
        case .embyScheme, .xEmbyAuthorization, .xEmbyToken, .xMediaBrowserToken, .queryLegacy:
            self == .jellyfin12 ? false : self == .jellyfin11 ? legacy : true
        }
    }
}

/// Where a token was found in a request.
public enum TokenPlace: String, Sendable, Hashable, CaseIterable {
    /// `Authorization: MediaBrowser …, Token="…"`
    case mediaBrowser = "Authorization: MediaBrowser"
    /// `Authorization: Emby …, Token="…"`
    case embyScheme = "Authorization: Emby"
    /// `X-Emby-Authorization: …, Token="…"`
    case xEmbyAuthorization = "X-Emby-Authorization"
    /// `X-Emby-Token: …`
    case xEmbyToken = "X-Emby-Token"
    /// `X-MediaBrowser-Token: …`
    case xMediaBrowserToken = "X-MediaBrowser-Token"
    /// `?ApiKey=…`
    case queryApiKey = "?ApiKey="
    /// `?api_key=…`
    case queryLegacy = "?api_key="

    /// Whether it stands in the URL, where logs keep it.
    public var isQuery: Bool { self == .queryApiKey || self == .queryLegacy }
}

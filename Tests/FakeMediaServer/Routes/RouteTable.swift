/// What a request is about.
enum Route: Sendable {
    case publicInfo, info, ping
    case signIn, signOut, me, users, publicUsers, user
    case quickEnabled, quickBegin, quickState, quickSignIn, quickAuthorize
    case views, items, item, playlist, channels, channel, image
    case favorite, played
    case playbackInfo, liveOpen, liveClose
    case stream, master, variant, segment, stopEncoding
    case sessions, began, progress, stopped, keepAlive, capabilities
    case socket, remotePlay, remoteState, remoteCommand, remoteAny, remoteMessage, remoteView
    case file
}

/// A line of the table.
struct RouteRow: Sendable {
    let methods: Set<String>
    /// Parts of the path in small letters; `{name}` captures one.
    let pattern: [Substring]
    let route: Route
    let dialects: Set<FakeDialect>
    /// Whether anybody may ask.
    let isOpen: Bool
    /// Whether Jellyfin has it from 10.9 on only.
    let isNew: Bool

    init(
        _ methods: String, _ pattern: String, _ route: Route,
        _ dialects: Set<FakeDialect> = Set(FakeDialect.allCases), open: Bool = false,
        new: Bool = false
    ) {
        self.methods = Set(methods.split(separator: " ").map(String.init))
        self.pattern = pattern.split(separator: "/")
        self.route = route
        self.dialects = dialects
        isOpen = open
        isNew = new
    }

    /// What the pattern captures of a path; nil when it is another.
    func captures(_ path: [Substring]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var captures: [String: String] = [:]
        for (part, wanted) in zip(path, pattern) {
            guard let brace = wanted.firstIndex(of: "{") else {
                guard part.lowercased() == wanted else { return nil }
                continue
            }
            let start = wanted[..<brace]
            guard part.lowercased().hasPrefix(start) else { return nil }
            let name = String(wanted[brace...].dropFirst().dropLast())
            captures[name] = RequestQuery.decoded(String(part.dropFirst(start.count)))
        }
        return captures
    }
}

/// Which routes there are.
enum RouteTable {
    private static let jellyfin: Set<FakeDialect> = [.jellyfin10, .jellyfin11, .jellyfin12]
    private static let emby: Set<FakeDialect> = [.emby4]

    static let rows: [RouteRow] = [
        RouteRow("GET", "/system/info/public", .publicInfo, open: true),
        RouteRow("GET", "/system/info", .info),
        RouteRow("GET POST HEAD", "/system/ping", .ping, open: true),
        RouteRow("POST", "/users/authenticatebyname", .signIn, open: true),
        RouteRow("POST", "/sessions/logout", .signOut),
        RouteRow("GET", "/users/me", .me, jellyfin),
        RouteRow("GET", "/users/public", .publicUsers, open: true),
        RouteRow("GET", "/users", .users),
        RouteRow("GET", "/users/{user}", .user),
        RouteRow("GET", "/quickconnect/enabled", .quickEnabled, jellyfin, open: true),
        RouteRow("POST", "/quickconnect/initiate", .quickBegin, jellyfin, open: true),
        RouteRow("GET", "/quickconnect/connect", .quickState, jellyfin, open: true),
        RouteRow("POST", "/quickconnect/authorize", .quickAuthorize, jellyfin),
        RouteRow(
            "POST", "/users/authenticatewithquickconnect", .quickSignIn, jellyfin, open: true),
        RouteRow("GET", "/userviews", .views, jellyfin, new: true),
        RouteRow("GET", "/users/{user}/views", .views),
        RouteRow("GET", "/items", .items),
        RouteRow("GET", "/users/{user}/items", .items),
        RouteRow("GET", "/items/{id}", .item, jellyfin, new: true),
        RouteRow("GET", "/users/{user}/items/{id}", .item),
        RouteRow("GET", "/playlists/{id}/items", .playlist),
        RouteRow("GET", "/livetv/channels", .channels),
        RouteRow("GET", "/livetv/channels/{id}", .channel),
        RouteRow("GET HEAD", "/items/{id}/images/{kind}", .image, open: true),
        RouteRow("GET HEAD", "/items/{id}/images/{kind}/{index}", .image, open: true),
        RouteRow("POST DELETE", "/userfavoriteitems/{id}", .favorite, jellyfin, new: true),
        RouteRow("POST DELETE", "/users/{user}/favoriteitems/{id}", .favorite),
        RouteRow("POST", "/users/{user}/favoriteitems/{id}/delete", .favorite, emby),
        RouteRow("POST DELETE", "/userplayeditems/{id}", .played, jellyfin, new: true),
        RouteRow("POST DELETE", "/users/{user}/playeditems/{id}", .played),
        RouteRow("POST", "/users/{user}/playeditems/{id}/delete", .played, emby),
        RouteRow("GET POST", "/items/{id}/playbackinfo", .playbackInfo),
        RouteRow("POST", "/livestreams/open", .liveOpen),
        RouteRow("POST", "/livestreams/close", .liveClose),
        RouteRow("GET HEAD", "/videos/{id}/stream", .stream, open: true),
        RouteRow("GET HEAD", "/videos/{id}/stream.{ending}", .stream, open: true),
        RouteRow("GET HEAD", "/videos/{id}/master.m3u8", .master),
        RouteRow("GET", "/videos/{id}/main.m3u8", .variant),
        RouteRow("GET HEAD", "/videos/{id}/hls1/{list}/{segment}", .segment),
        RouteRow("DELETE", "/videos/activeencodings", .stopEncoding),
        RouteRow("POST", "/videos/activeencodings/delete", .stopEncoding, emby),
        RouteRow("GET", "/sessions", .sessions),
        RouteRow("POST", "/sessions/playing", .began),
        RouteRow("POST", "/sessions/playing/progress", .progress),
        RouteRow("POST", "/sessions/playing/stopped", .stopped),
        RouteRow("POST", "/sessions/playing/ping", .keepAlive),
        RouteRow("POST", "/sessions/capabilities/full", .capabilities),
        RouteRow("POST", "/sessions/{session}/playing", .remotePlay),
        RouteRow("POST", "/sessions/{session}/playing/{command}", .remoteState),
        RouteRow("POST", "/sessions/{session}/command/{command}", .remoteCommand),
        RouteRow("POST", "/sessions/{session}/command", .remoteAny),
        RouteRow("POST", "/sessions/{session}/message", .remoteMessage),
        RouteRow("POST", "/sessions/{session}/viewing", .remoteView),
        // Where streams may be redirected to: another server's plain file.
        RouteRow("GET HEAD", "/redirected/{file}", .file, open: true),
    ]

    /// The line for a request, and what it captured.
    static func find(
        _ method: String, _ path: String, _ site: FakeSite
    ) -> (RouteRow, [String: String])? {
        let parts = path.split(separator: "/")
        for row in rows where row.methods.contains(method) && row.dialects.contains(site.dialect) {
            if row.isNew, site.isBefore109 { continue }
            if let captures = row.captures(parts) { return (row, captures) }
        }
        return nil
    }
}

extension FakeSite {
    /// Whether it is a Jellyfin that has the old routes only.
    var isBefore109: Bool {
        let parts = options.version.split(separator: ".").map { Int($0) ?? 0 }
        return dialect.isJellyfin && parts.lexicographicallyPrecedes([10, 9])
    }
}

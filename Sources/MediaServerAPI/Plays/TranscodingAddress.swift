import WallPolicy

/// The place of a transcode, without the token that servers write into it.
public enum TranscodingAddress {
    /// Names of a token in a query, in small letters.
    private static let secrets: Set<String> = [
        "apikey", "api_key", "x-emby-token", "x-mediabrowser-token", "token", "access_token",
    ]

    /// The whole URL of a transcode.
    ///
    /// - Parameters:
    ///   - source: as the server answered.
    ///   - root: below which the server's routes are.
    ///   - bounds: what it is to be no larger than; put in where the server left them out.
    /// - Returns: nil when there is no transcode, or when it lies on another host: the token
    ///   would go there.
    public static func url(
        _ source: MediaSource, at root: ServerAddress, bounds: PlaybackQuestion.Transcode?
    ) -> String? {
        guard let given = source.transcodingURL, !given.utf8.contains(where: { $0 <= 0x20 }) else {
            return nil
        }
        let absolute: String
        if URLParts.scheme(of: given) != nil {
            guard OpenRules.origin(of: given) == root.origin else { return nil }
            absolute = given
        } else {
            guard given.hasPrefix("/"), !given.hasPrefix("//") else { return nil }
            absolute = root.base + given
        }
        var names: Set<String> = []
        let clean = withoutToken(absolute, names: &names)
        guard let bounds, let mark = clean.firstIndex(of: "?") else { return clean }
        var more: [String] = []
        if !names.contains("maxwidth") { more.append("maxWidth=\(bounds.width)") }
        if !names.contains("maxheight") { more.append("maxHeight=\(bounds.height)") }
        let isEmpty = clean.index(after: mark) == clean.endIndex
        return more.isEmpty
            ? clean : "\(clean)\(isEmpty ? "" : "&")\(more.joined(separator: "&"))"
    }

    /// The same address without a server's token in its query.
    public static func withoutToken(_ url: String) -> String {
        var names: Set<String> = []
        return withoutToken(url, names: &names)
    }

    /// Whether an address is on the server itself: its scheme, host and port.
    public static func isOnServer(_ url: String, _ root: ServerAddress) -> Bool {
        OpenRules.origin(of: url) == root.origin
    }

    private static func withoutToken(_ url: String, names: inout Set<String>) -> String {
        guard let mark = url.firstIndex(of: "?") else { return url }
        let kept = url[url.index(after: mark)...].split(separator: "&").filter { pair in
            let name = pair.prefix { $0 != "=" }.lowercased()
            names.insert(name)
            return !secrets.contains(name)
        }
        return "\(url[..<mark])?\(kept.joined(separator: "&"))"
    }
}

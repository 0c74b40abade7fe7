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
        guard let mark = absolute.firstIndex(of: "?") else { return absolute }
        var names: Set<String> = []
        let kept = absolute[absolute.index(after: mark)...].split(separator: "&").filter { pair in
            let name = pair.prefix { $0 != "=" }.lowercased()
            names.insert(name)
            return !secrets.contains(name)
        }
        var query = kept.map(String.init)
        if let bounds {
            if !names.contains("maxwidth") { query.append("maxWidth=\(bounds.width)") }
            if !names.contains("maxheight") { query.append("maxHeight=\(bounds.height)") }
        }
        return "\(absolute[..<mark])?\(query.joined(separator: "&"))"
    }
}

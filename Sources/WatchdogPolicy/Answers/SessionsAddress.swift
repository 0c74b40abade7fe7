/// Where a media server tells who is watching.
enum SessionsAddress {
    /// The address beside a health page: `/Sessions` of Emby and Jellyfin under the same
    /// base path, `/status/sessions` of Plex.
    static func beside(_ healthURL: String) -> String? {
        guard let (origin, path) = WebText.parts(healthURL) else { return nil }
        let lower = path.lowercased()
        if lower == "/identity" { return origin + "/status/sessions" }
        for known in ["/system/info/public", "/system/ping", "/health/live", "/health"]
        where lower.hasSuffix(known) {
            return origin + path.dropLast(known.count) + "/Sessions"
        }
        return origin + "/Sessions"
    }
}

extension MediaItem {
    /// The item of a file.
    /// - Parameters:
    ///   - path: absolute, symbolic links followed.
    ///   - title: from a list, else the file's name without its extension.
    ///   - mount: where the file system that holds it is mounted: what it fails together with.
    public static func file(path: String, title: String? = nil, mount: String) -> MediaItem {
        MediaItem(
            id: ItemID(rawValue: "file:" + path), title: title ?? PathText.title(of: path),
            location: .file(path: path), isLive: false,
            source: SourceID(rawValue: "mount:" + mount))
    }

    /// The item of a URL within `OpenRules`.
    /// - Parameters:
    ///   - url: as configured, credentials and all.
    ///   - title: from a list, else the file's name in the URL, else its host and path.
    ///   - isLive: more than the scheme tells: an HLS playlist without an end.
    public static func url(_ url: String, title: String? = nil, isLive: Bool = false) -> MediaItem {
        MediaItem(
            id: OpenRules.itemID(url: url), title: title ?? defaultTitle(url: url),
            location: .url(url), isLive: isLive || OpenRules.isLive(url: url),
            source: OpenRules.origin(of: url))
    }

    private static func defaultTitle(url: String) -> String {
        guard let parts = URLParts(url) else { return OpenRules.redacted(url) }
        // Cameras of one make share their path (`/stream1`), so the host belongs to the name.
        if OpenRules.isLive(url: url) {
            return parts.path == "/" ? parts.host : parts.host + parts.path
        }
        let name = PathText.title(of: parts.lastPathComponent)
        let readable = PathText.percentDecoded(name) ?? name
        return readable.isEmpty ? parts.host : readable
    }
}

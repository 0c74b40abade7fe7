/// What a player sends when it opens something.
public struct OpenRequest: Sendable, Hashable {
    /// Where it goes: the origin, mount or server.
    public let source: SourceID
    /// Request headers by name; may hold a token.
    public let headers: [String: String]

    /// A request.
    public init(source: SourceID, headers: [String: String] = [:]) {
        self.source = source
        self.headers = headers
    }

    /// What opening this item sends. Items of files, lists and URLs carry no headers.
    public init(item: MediaItem) {
        self.init(source: item.source)
    }
}

/// Whether the next item may be opened ahead by the player of the current one.
///
/// mpv's `prefetch-playlist` opens the next item with the options of the *current* one (seen on
/// 0.35.1), so the current one's header would go to whatever host comes next.
public enum PrefetchRule {
    /// True when neither sends a header, or both go to the same place with the same headers.
    public static func allowed(current: OpenRequest, next: OpenRequest) -> Bool {
        if current.headers.isEmpty && next.headers.isEmpty { return true }
        return current.source == next.source && current.headers == next.headers
    }

    /// The same for two items. A media server's carry its token, which only their plans show:
    /// nothing else may come behind one of them, and none of them behind anything else.
    public static func allowed(current: MediaItem, next: MediaItem) -> Bool {
        guard current.isFromServer == next.isFromServer else { return false }
        return allowed(current: OpenRequest(item: current), next: OpenRequest(item: next))
    }
}

/// How a list is written.
public enum PlaylistFormat: Sendable, Hashable {
    /// `.m3u` and `.m3u8`: a line for each entry, `#` before everything else.
    case m3u
    /// `.pls`: `File1=…`, `Title1=…`.
    case pls

    /// The format of a file or URL path by its extension; nil when it is no list.
    public init?(name: String) {
        switch PathText.fileExtension(of: name) {
        case "m3u", "m3u8": self = .m3u
        case "pls": self = .pls
        default: return nil
        }
    }
}

/// Where a list was found: what its relative entries start from.
public enum PlaylistBase: Sendable, Hashable {
    /// The absolute folder of a list on this machine.
    case folder(String)
    /// The URL of a list on the network; such a list may not name files of this machine.
    case url(String)
}

/// One entry of a list, within `OpenRules` as far as text can tell.
public struct PlaylistEntry: Sendable, Hashable {
    /// What it leads to.
    public enum Target: Sendable, Hashable {
        /// An absolute path; whether it lies beneath a source is seen when links are followed.
        case file(path: String)
        /// A URL.
        case url(String)
    }
    /// The title that the list gives, if any.
    public let title: String?
    /// What it leads to.
    public let target: Target
    /// Whether it has no end: by its scheme, or because the list gives an HLS playlist the
    /// length −1, which is how channel lists write it.
    public let isLive: Bool
    /// The line of the list, from 1.
    public let line: Int
}

/// A line of a list that is left out.
public struct PlaylistProblem: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int
    /// Why, as a part of a sentence.
    public let reason: String
}

/// What a list holds.
public struct PlaylistContents: Sendable, Hashable {
    /// An HLS playlist: one item that the player reads itself.
    public struct HLS: Sendable, Hashable {
        /// Whether it goes on for ever (no `#EXT-X-ENDLIST`); nil for a list of variants,
        /// whose `firstVariant` tells.
        public let isLive: Bool?
        /// The URL of the first variant, if this is a list of variants on the network.
        public let firstVariant: String?
    }
    /// The good entries in the order of the list.
    public var entries: [PlaylistEntry] = []
    /// The bad ones, `PlaylistReader.problemsMax` at most.
    public var problems: [PlaylistProblem] = []
    /// Bad ones beyond those.
    public var problemsLeftOut = 0
    /// Set when the list is an HLS playlist and so one item; entries are empty then.
    public var hls: HLS?
}

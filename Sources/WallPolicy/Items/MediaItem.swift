/// The lasting name of an item: `file:PATH`, `url:HASH`, `demo:N`; a media
/// server's items get `jf:SERVER:ITEM` and `emby:SERVER:ITEM`.
public struct ItemID: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The text form.
    public let rawValue: String
    /// Its hash, made once: a library of 100,000 items is looked up many times over.
    private let digest: Int

    /// An identity from its text form.
    public init(rawValue: String) {
        self.rawValue = rawValue
        digest = rawValue.hashValue
    }
    /// The text form.
    public var description: String { rawValue }
    /// Whether they are of one item.
    public static func == (one: ItemID, other: ItemID) -> Bool {
        one.digest == other.digest && one.rawValue == other.rawValue
    }
    /// Feeds its hash.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }
    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Where items come from and fail together: one mount of folders, one origin
/// of URLs, one media server, the demo.
public struct SourceID: Sendable, Hashable, Codable {
    /// `mount:PATH`, `origin:SCHEME://HOST:PORT`, `demo`.
    public let rawValue: String
    /// A source from its text form.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// What a person calls it: a host, with its port unless that goes without saying, or a folder.
    public var words: String {
        if rawValue.hasPrefix("mount:") { return String(rawValue.dropFirst("mount:".count)) }
        guard let mark = rawValue.range(ofText: "://") else { return rawValue }
        let place = rawValue[mark.upperBound...]
        let usual = [
            "origin:http://": ":80", "origin:https://": ":443", "origin:rtsp://": ":554",
            "origin:rtmp://": ":1935",
        ]
        for (scheme, port) in usual where rawValue.hasPrefix(scheme) && place.hasSuffix(port) {
            return String(place.dropLast(port.count))
        }
        return String(place)
    }
}

/// What a player opens. May hold credentials (user info, query): never shown,
/// logged or written; `MediaItem.title` and `OpenRules.redacted` are for that.
public enum MediaLocation: Sendable, Hashable {
    /// A file beneath a configured source, absolute path.
    case file(path: String)
    /// A network URL as configured.
    case url(String)
    /// An item of the media server: how it is opened, the server says each time anew.
    case server
    /// A generated picture (`av://lavfi:…`), the demo's only.
    case demo(graph: String)
}

/// One thing that a cell can play.
public struct MediaItem: Sendable, Hashable {
    /// Its lasting name.
    public let id: ItemID
    /// What a person reads: the name from a list, else the file's name without its extension.
    public let title: String
    /// What a player opens.
    public let location: MediaLocation
    /// Pinned to a cell, in the given order, never shuffled or replaced.
    public let isLive: Bool
    /// What it fails together with.
    public let source: SourceID

    /// An item.
    public init(
        id: ItemID, title: String, location: MediaLocation, isLive: Bool, source: SourceID
    ) {
        self.id = id
        self.title = title
        self.location = location
        self.isLive = isLive
        self.source = source
    }
}

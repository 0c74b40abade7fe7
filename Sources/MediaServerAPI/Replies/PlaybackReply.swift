/// How an item can be played.
public struct PlaybackReply: Decodable, Sendable {
    /// Its versions.
    public let sources: [MediaSource]
    /// The server's name for this play; it is the handle of a transcode.
    public let session: String?
    /// `NotAllowed`, `NoCompatibleStream`, `RateLimitExceeded`, with status 200.
    public let error: String?

    enum CodingKeys: String, CodingKey {
        case sources = "MediaSources"
        case session = "PlaySessionId"
        case error = "ErrorCode"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        sources = values.list(.sources, of: MediaSource.self, countMax: ReplyBounds.sourcesMax)
        session = values.text(.session, bytesMax: ReplyBounds.idBytesMax)
        error = values.text(.error, bytesMax: 64)
    }
}

/// One version of an item.
public struct MediaSource: Decodable, Sendable, Hashable {
    /// The version's id; not always the item's.
    public let id: String
    /// `mkv`, `mov,mp4,m4a`.
    public let container: String?
    /// Changes with the file.
    public let tag: String?
    /// Bits a second, if known.
    public let bitrate: Int?
    /// Pixels, if known.
    public let width: Int?
    /// Pixels, if known.
    public let height: Int?
    /// Whether it can be sent as it is.
    public let playsDirectly: Bool
    /// Whether the server would transcode it for this user.
    public let transcodes: Bool
    /// Where a transcode is; relative, and with a token in it.
    let transcodingURL: String?
    /// Whether the server must open it first.
    public let needsOpening: Bool
    /// The stream that it opened.
    public let liveStream: String?
    /// Whether it has no end.
    public let isEndless: Bool
    /// The numbers of the sound tracks in the file, in its order.
    public let audioTracks: [Int]
    /// The numbers of the subtitles in the file, in its order.
    public let subtitleTracks: [Int]

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case container = "Container"
        case tag = "ETag"
        case bitrate = "Bitrate"
        case playsDirectly = "SupportsDirectPlay"
        case streamsDirectly = "SupportsDirectStream"
        case transcodes = "SupportsTranscoding"
        case transcodingURL = "TranscodingUrl"
        case needsOpening = "RequiresOpening"
        case liveStream = "LiveStreamId"
        case isEndless = "IsInfiniteStream"
        case streams = "MediaStreams"
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.id(.id)
        container = values.text(.container, bytesMax: 64)
        tag = values.text(.tag, bytesMax: ReplyBounds.idBytesMax)
        bitrate = values.count(.bitrate)
        playsDirectly = values.flag(.playsDirectly) ?? values.flag(.streamsDirectly) ?? true
        transcodes = values.flag(.transcodes) ?? true
        transcodingURL = values.text(.transcodingURL, bytesMax: 16 << 10)
        needsOpening = values.flag(.needsOpening) ?? false
        liveStream = values.text(.liveStream, bytesMax: 512)
        isEndless = values.flag(.isEndless) ?? false
        let streams = values.list(.streams, of: Stream.self, countMax: 256)
        let video = streams.first { $0.type == "video" }
        audioTracks = Self.tracks("audio", streams)
        subtitleTracks = Self.tracks("subtitle", streams)
        width = video?.width
        height = video?.height
    }

    /// A version that is known already.
    public init(
        id: String, width: Int? = nil, height: Int? = nil, container: String? = nil,
        transcodes: Bool = true, playsDirectly: Bool = true
    ) {
        self.id = id
        self.container = container
        tag = nil
        bitrate = nil
        self.width = width
        self.height = height
        self.playsDirectly = playsDirectly
        self.transcodes = transcodes
        transcodingURL = nil
        needsOpening = false
        liveStream = nil
        isEndless = false
        audioTracks = []
        subtitleTracks = []
    }

    /// What stands in a file of its own is in no player's count.
    private static func tracks(_ type: String, _ streams: [Stream]) -> [Int] {
        streams.filter { $0.type == type && !$0.isExternal }.compactMap(\.index).sorted()
    }

    /// Pixels of its picture, if known.
    public var pixels: Int? {
        guard let width, let height, width > 0, height > 0, width <= 65_535, height <= 65_535
        else { return nil }
        return width * height
    }

    private struct Stream: Decodable {
        let type: String
        let index: Int?
        let isExternal: Bool
        let width: Int?
        let height: Int?
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case index = "Index"
            case isExternal = "IsExternal"
            case width = "Width"
            case height = "Height"
        }
        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            type = values.text(.type, bytesMax: 64)?.lowercased() ?? ""
            index = values.count(.index)
            isExternal = values.flag(.isExternal) ?? false
            width = values.count(.width)
            height = values.count(.height)
        }
    }
}

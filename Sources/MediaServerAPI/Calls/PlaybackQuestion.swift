import Geometry

/// What a wall wants of a play.
public struct PlaybackQuestion: Sendable, Hashable {
    /// A transcode's bounds.
    public struct Transcode: Sendable, Hashable {
        /// Pixels at most.
        public let width: Int
        /// Pixels at most.
        public let height: Int
        /// Bits a second.
        public let bitrate: Int

        /// Bounds for a cell of this size: even numbers, which encoders want.
        public init(cellWidth: Int, cellHeight: Int) {
            width = max(64, (cellWidth + 1) & ~1)
            height = max(64, (cellHeight + 1) & ~1)
            bitrate = Self.bitrate(pixels: width * height)
        }

        /// 4 bits for each pixel of a second's worth of 30 frames at 0.13 bits each: a calm
        /// picture from x264's veryfast, which is what servers use.
        static func bitrate(pixels: Int) -> Int { min(max(pixels * 4, 400_000), 20_000_000) }
    }

    /// The version, if it is known already.
    public var source: String?
    /// A transcode with these bounds, and nothing else; nil for the file as it is.
    public var transcode: Transcode?
    /// Where it begins, seconds.
    public var start: Double?
    /// Whether a live source is to be opened.
    public var opensLive = false

    /// The file as it is.
    public init() {}
}

/// The body of `PlaybackInfo`.
struct PlaybackQuestionBody: Encodable {
    let user: String
    let question: PlaybackQuestion

    init(user: String, _ question: PlaybackQuestion) {
        self.user = user
        self.question = question
    }

    enum CodingKeys: String, CodingKey {
        case user = "UserId"
        case bitrate = "MaxStreamingBitrate"
        case start = "StartTimeTicks"
        case source = "MediaSourceId"
        case subtitle = "SubtitleStreamIndex"
        case directPlay = "EnableDirectPlay"
        case directStream = "EnableDirectStream"
        case transcoding = "EnableTranscoding"
        case copiesVideo = "AllowVideoStreamCopy"
        case copiesAudio = "AllowAudioStreamCopy"
        case opensLive = "AutoOpenLiveStream"
        case profile = "DeviceProfile"
    }

    func encode(to encoder: any Encoder) throws {
        var body = encoder.container(keyedBy: CodingKeys.self)
        try body.encode(user, forKey: .user)
        try body.encodeIfPresent(question.source, forKey: .source)
        try body.encodeIfPresent(question.start.flatMap(Ticks.of(seconds:)), forKey: .start)
        // No subtitles: burning them in would be a transcode.
        try body.encode(-1, forKey: .subtitle)
        let isTranscode = question.transcode != nil
        try body.encode(!isTranscode, forKey: .directPlay)
        try body.encode(!isTranscode, forKey: .directStream)
        try body.encode(true, forKey: .transcoding)
        try body.encode(!isTranscode, forKey: .copiesVideo)
        try body.encode(true, forKey: .copiesAudio)
        try body.encode(question.opensLive, forKey: .opensLive)
        try body.encode(question.transcode?.bitrate ?? 1_000_000_000, forKey: .bitrate)
        try body.encode(DeviceProfile(question.transcode), forKey: .profile)
    }
}

/// What our player takes: anything; and what a transcode is to look like.
private struct DeviceProfile: Encodable {
    let name = "Hyperwall"
    let bitrate: Int
    let direct: [Direct]
    let transcoding: [Transcoding]
    let codecs: [Codec]
    let subtitles = [Subtitle(format: "srt"), Subtitle(format: "ass"), Subtitle(format: "pgssub")]

    init(_ transcode: PlaybackQuestion.Transcode?) {
        bitrate = transcode?.bitrate ?? 1_000_000_000
        // mpv plays whatever there is. An empty list would mean that it plays nothing.
        direct = transcode == nil ? [Direct()] : []
        transcoding = [Transcoding()]
        codecs = transcode.map { [Codec($0)] } ?? []
    }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case bitrate = "MaxStreamingBitrate"
        case direct = "DirectPlayProfiles"
        case transcoding = "TranscodingProfiles"
        case codecs = "CodecProfiles"
        case subtitles = "SubtitleProfiles"
    }

    struct Direct: Encodable {
        let type = "Video"
        enum CodingKeys: String, CodingKey { case type = "Type" }
    }

    struct Transcoding: Encodable {
        let type = "Video"
        let context = "Streaming"
        let `protocol` = "hls"
        let container = "ts"
        let video = "h264"
        let audio = "aac,mp3"
        let channels = "2"
        let segments = 1
        let breaks = false
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case context = "Context"
            case `protocol` = "Protocol"
            case container = "Container"
            case video = "VideoCodec"
            case audio = "AudioCodec"
            case channels = "MaxAudioChannels"
            case segments = "MinSegments"
            case breaks = "BreakOnNonKeyFrames"
        }
    }

    struct Codec: Encodable {
        let type = "Video"
        let codec = "h264"
        let conditions: [Condition]
        init(_ transcode: PlaybackQuestion.Transcode) {
            conditions = [
                Condition(property: "Width", value: "\(transcode.width)"),
                Condition(property: "Height", value: "\(transcode.height)"),
            ]
        }
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case codec = "Codec"
            case conditions = "Conditions"
        }
    }

    struct Condition: Encodable {
        let condition = "LessThanEqual"
        let property: String
        /// A text, whatever it means.
        let value: String
        let isRequired = false
        enum CodingKeys: String, CodingKey {
            case condition = "Condition"
            case property = "Property"
            case value = "Value"
            case isRequired = "IsRequired"
        }
    }

    struct Subtitle: Encodable {
        let format: String
        let method = "Embed"
        enum CodingKeys: String, CodingKey {
            case format = "Format"
            case method = "Method"
        }
    }
}

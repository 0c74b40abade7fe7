/// What a server is told about a play.
public struct PlayReport: Sendable, Hashable {
    /// What happened.
    public enum Act: Sendable, Hashable {
        /// It began.
        case began
        /// It goes on, or a person did something to it.
        case progress
        /// It is over.
        case stopped

        var path: String {
            switch self {
            case .began: "/Sessions/Playing"
            case .progress: "/Sessions/Playing/Progress"
            case .stopped: "/Sessions/Playing/Stopped"
            }
        }
    }

    /// The item's id.
    public var item: String
    /// The version that is played.
    public var source: String
    /// The play session.
    public var session: String
    /// Where it is, seconds; nil says nothing that could move a resume point.
    public var position: Double?
    /// Whether it stands still.
    public var isPaused = false
    /// Whether it sounds.
    public var isMuted = true
    /// Whether the server transcodes it.
    public var isTranscoded = false
    /// The stream that the server opened for it, if it did.
    public var liveStream: String?
    /// Whether it ended because it could not be played.
    public var failed = false
    /// Whether another device goes on with it: then the end of it here ends no stream.
    public var isMoved = false

    /// A report.
    public init(item: String, source: String, session: String) {
        self.item = item
        self.source = source
        self.session = session
    }
}

/// Ticks, the servers' unit of time: 100 ns.
public enum Ticks {
    /// Of one second.
    public static let perSecond = 10_000_000.0

    /// Seconds as ticks; nil for what is no time.
    public static func of(seconds: Double) -> Int64? {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return nil }
        return Int64(seconds * perSecond)
    }
}

struct PlayReportBody: Encodable {
    let values: [(PlayReportKey, PlayReportValue)]

    init(_ act: PlayReport.Act, _ report: PlayReport, emby: Bool) {
        var values: [(PlayReportKey, PlayReportValue)] = [
            ("ItemId", .text(report.item)), ("MediaSourceId", .text(report.source)),
        ]
        // A server that is told of the end of a play session ends its transcode, whoever tells it.
        let isOver = act == .stopped && report.isMoved
        if !isOver { values.append(("PlaySessionId", .text(report.session))) }
        if let ticks = report.position.flatMap(Ticks.of(seconds:)) {
            values.append(("PositionTicks", .number(ticks)))
        }
        if let live = report.liveStream, !isOver {
            values.append(("LiveStreamId", .text(live)))
        }
        if act == .stopped {
            values.append(("Failed", .flag(report.failed)))
        } else {
            values += [
                ("IsPaused", .flag(report.isPaused)), ("IsMuted", .flag(report.isMuted)),
                ("CanSeek", .flag(report.liveStream == nil)),
                ("PlayMethod", .text(report.isTranscoded ? "Transcode" : "DirectPlay")),
                ("RepeatMode", .text("RepeatNone")),
            ]
        }
        if emby, act == .progress { values.append(("EventName", .text("TimeUpdate"))) }
        self.values = values
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlayReportKey.self)
        for (key, value) in values {
            switch value {
            case .text(let text): try container.encode(text, forKey: key)
            case .number(let number): try container.encode(number, forKey: key)
            case .flag(let flag): try container.encode(flag, forKey: key)
            }
        }
    }
}

enum PlayReportValue {
    case text(String)
    case number(Int64)
    case flag(Bool)
}

struct PlayReportKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init(stringLiteral value: String) { stringValue = value }
    init?(intValue: Int) { nil }
}

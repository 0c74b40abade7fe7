/// What was counted since the start of the wall and only ever grows.
public struct WallTotals: Sendable, Hashable, Codable {
    /// By cell number.
    public private(set) var cells: [Int: CellTotals] = [:]
    /// How long presenting took, seconds.
    public var presents = Histogram(bounds: Self.presentBounds)
    /// How long cells were without a moving picture until they recovered, seconds.
    public private(set) var recoveries = Histogram(bounds: Self.recoveryBounds)
    /// Outages of a source that began.
    public private(set) var outages = 0

    /// From a frame of a 240 Hz display to a present that everybody sees.
    static let presentBounds = [0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.133, 0.5]
    /// From a retry at once to a camera that was away for an hour.
    static let recoveryBounds = [1.0, 2, 5, 10, 20, 40, 80, 160, 320, 640, 3600]

    /// Nothing yet.
    public init() {}

    /// Counts what happened.
    public mutating func count(_ record: JournalRecord) {
        switch record.kind {
        case .failure:
            guard let cell = record.cell else { return }
            cells[cell, default: CellTotals()].failures[record.cause ?? "unknown", default: 0] += 1
        case .recovered:
            if let seconds = record.seconds { recoveries.add(seconds) }
            guard let cell = record.cell else { return }
            cells[cell, default: CellTotals()].recoveries += 1
        case .park:
            guard let cell = record.cell else { return }
            cells[cell, default: CellTotals()].parks += 1
        case .outageBegan: outages += 1
        default: break
        }
    }

    /// A cell rested for some more seconds.
    public mutating func rested(cell: Int, seconds: Double) {
        guard seconds > 0 else { return }
        cells[cell, default: CellTotals()].parkedSeconds += seconds
    }
}

/// What was counted of one cell's number.
public struct CellTotals: Sendable, Hashable, Codable {
    /// Failures by `FailureReason.label`.
    public var failures: [String: Int] = [:]
    /// How often it played again after them.
    public var recoveries = 0
    /// How often it was parked.
    public var parks = 0
    /// For how long in all, seconds.
    public var parkedSeconds = 0.0

    /// Nothing yet.
    public init() {}
}

extension FailureReason {
    /// One word for it in metrics, the same whatever it is about.
    public var label: String {
        switch self {
        case .fileNotFound: "file_not_found"
        case .notReadable: "not_readable"
        case .notAVideo: "not_a_video"
        case .noPicture: "no_picture"
        case .refusedConnection: "connection_refused"
        case .brokenConnection: "connection_broken"
        case .nameNotFound: "name_not_found"
        case .timedOut: "timed_out"
        case .certificate: "certificate"
        case .status(401, _), .status(403, _): "unauthorized"
        case .status(404, _), .status(410, _): "not_found"
        case .status: "http_status"
        case .busy: "busy"
        case .endedEarly: "ended_early"
        case .endedAtOnce: "ended_at_once"
        case .stalled: "stalled"
        case .frozen: "frozen"
        case .unsupported: "unsupported"
        case .undecodable: "undecodable"
        case .badListLine: "bad_list_line"
        case .folderWithoutVideos: "folder_without_videos"
        case .nothingToPlay: "nothing_to_play"
        case .refusedByRules: "refused_by_rules"
        case .unknown: "unknown"
        }
    }
}

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

    /// The words that a load's failure can have. Each has a series from the beginning: one that
    /// appears with its first failure hides that failure from `rate()`.
    static let labels = [
        "busy", "certificate", "connection_broken", "connection_refused", "ended_at_once",
        "ended_early", "file_not_found", "frozen", "http_status", "name_not_found", "no_picture",
        "not_a_video", "not_found", "not_readable", "refused_by_rules", "stalled", "timed_out",
        "unauthorized", "undecodable", "unknown", "unsupported",
    ]
}

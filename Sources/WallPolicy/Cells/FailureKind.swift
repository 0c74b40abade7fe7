/// What a failure means for the next try.
public enum FailureKind: Sendable, Hashable {
    /// Another try brings nothing: the item is gone, or is nothing to look at.
    case permanent
    /// A sign-in is missing: one new one for the wall, then it is permanent.
    case auth
    /// The server says to wait; seconds, if it says how long.
    case busy(retryAfter: Double?)
    /// It may go better the next time.
    case transient
}

extension FailureReason {
    /// The longest that a server's Retry-After is believed, seconds.
    public static let retryAfterMax = 300.0

    /// What it means for the next try of this item.
    public func kind(for item: MediaItem) -> FailureKind {
        switch self {
        case .status(404, _), .status(410, _), .noPicture, .unsupported, .refusedByRules,
            .badListLine, .folderWithoutVideos, .nothingToPlay, .fileNotFound:
            // A camera that is being set up again answers all sorts of things.
            item.isLive ? .transient : .permanent
        case .notAVideo:
            // What lies on a disk stays what it is; a server that shows its sign-in page or
            // an error as a page shows the video again later.
            if case .file = item.location { .permanent } else { .transient }
        case .status(401, _), .status(403, _): .auth
        case .busy(_, let seconds, _):
            .busy(retryAfter: seconds.map { min(max($0, 0), Self.retryAfterMax) })
        case .status(429, _), .status(503, _): .busy(retryAfter: nil)
        case .status, .notReadable, .refusedConnection, .brokenConnection, .nameNotFound, .timedOut,
            .certificate,
            .endedEarly, .endedAtOnce, .stalled, .frozen, .undecodable, .unknown:
            .transient
        }
    }

    /// Whether it may be the fault of the item's source rather than the item's own, so
    /// that the source is to be asked whether it is there.
    public var mayBlameSource: Bool {
        switch self {
        case .refusedConnection, .brokenConnection, .nameNotFound, .timedOut, .endedEarly, .stalled,
            .unknown,
            .fileNotFound, .notReadable, .busy, .status(502, _), .status(503, _), .status(504, _):
            true
        default: false
        }
    }
}

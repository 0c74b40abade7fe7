/// What happens to a websocket, in order: `opened`, then any number of `text`, then
/// exactly one of the other three. A socket that never opened has only the last.
public enum WebSocketEvent: Sendable, Hashable {
    /// The upgrade is done: messages go both ways.
    case opened
    /// A whole text message, valid UTF-8, put together from its fragments. It may be
    /// empty. Binary messages are read and forgotten.
    case text([UInt8])
    /// The server answered the upgrade with another status than 101, a redirect
    /// included: none is followed.
    ///
    /// - Parameters:
    ///   - status: the HTTP status.
    ///   - retryAfter: seconds of its `Retry-After`; nil when it names none, or a date.
    case refused(status: Int, retryAfter: Int?)
    /// It ended, or never began, without the server's saying so.
    case failed(WebSocketFailure)
    /// The server closed it.
    ///
    /// - Parameters:
    ///   - code: its close code; 1005 when it gave none. libwebsockets shows 1012 to
    ///     1014 and codes that are none as 1002.
    ///   - reason: its words, made valid UTF-8; at most 123 bytes, not to be trusted.
    case closed(code: Int, reason: String)

    /// Whether nothing comes after it.
    public var isLast: Bool {
        switch self {
        case .opened, .text: false
        case .refused, .failed, .closed: true
        }
    }
}

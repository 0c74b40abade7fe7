/// What one question to a URL brought. None of its texts holds the URL, its user
/// info or its query.
public enum ProbeOutcome: Sendable, Hashable {
    /// The server answered with success (2xx).
    case answered
    /// The server answered with an error status (4xx, 5xx, or an odd one), and maybe with
    /// the seconds until it wants to be asked again (`Retry-After`, as number or date).
    case status(code: Int, retryAfter: Int? = nil)
    /// The server sends elsewhere (3xx); it was not followed.
    case redirected(code: Int, target: RedirectTarget)
    /// No server has this name.
    case nameNotFound
    /// Nothing listens there.
    case refused
    /// No answer in time.
    case timedOut
    /// The server's certificate was not accepted.
    case certificate(reason: String)
    /// Any other failure on the way, in words.
    case unreachable(detail: String)
    /// The question was not asked, in words: no web address, or too many questions wait.
    case notAsked(detail: String)
    /// The question was withdrawn.
    case cancelled
}

extension ProbeOutcome: CustomStringConvertible {
    /// A few words for a card or a log line.
    public var description: String {
        switch self {
        case .answered: "the server answers"
        case .status(let code, _): Self.words(forStatus: code)
        case .redirected(let code, _): "the server sends elsewhere (\(code))"
        case .nameNotFound: HTTPFailure.nameNotFound.description
        case .refused: HTTPFailure.refused.description
        case .timedOut: HTTPFailure.timedOut.description
        case .certificate(let reason): HTTPFailure.certificate(reason: reason).description
        case .unreachable(let detail), .notAsked(let detail): detail
        case .cancelled: HTTPFailure.cancelled.description
        }
    }

    private static func words(forStatus code: Int) -> String {
        switch code {
        case 401, 403: "the server does not allow it (\(code))"
        case 404, 410: "the server does not have it (\(code))"
        case 429: "the server asks to slow down (429)"
        case 500...: "the server has an error of its own (\(code))"
        default: "the server answers with status \(code)"
        }
    }
}

/// Where a server sends. It may hold secrets (a token in a query), so that it
/// prints as nothing; whoever needs the URL takes `url`.
public struct RedirectTarget: Sendable, Hashable, CustomStringConvertible,
    CustomDebugStringConvertible
{
    /// The absolute URL; empty when the server named none.
    public let url: String

    /// A target.
    public init(url: String) { self.url = url }

    /// Nothing of the URL.
    public var description: String { "(not shown)" }
    /// Nothing of the URL.
    public var debugDescription: String { description }
}

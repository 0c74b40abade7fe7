/// Why a request to a wall's socket brought no answer.
public enum UnixHTTPError: Error, Sendable, Equatable {
    /// There is no such socket: no wall runs.
    case noSocket
    /// The socket is there and nobody listens: the wall is gone.
    case refused
    /// The socket belongs to someone else, or does not let us in.
    case notOurs
    /// The path is longer than a socket's path may be (107 bytes).
    case pathTooLong
    /// No whole answer in time.
    case timedOut
    /// The answer is larger than asked for, in bytes.
    case tooLarge(limitBytes: Int)
    /// The wall answered with an error: its status and up to 4 KiB of its text.
    case status(code: Int, text: String)
    /// The wall hung up, or what listens is no wall; libcurl's words.
    case broken(String)

    /// Whether it means that no wall runs there.
    public var meansNoWall: Bool { self == .noSocket || self == .refused }
}

extension UnixHTTPError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .noSocket, .refused: "No wall runs here."
        case .notOurs: "The wall's socket belongs to another user: ask as that user or as root."
        case .pathTooLong: "The socket's path is longer than 107 bytes."
        case .timedOut: "The wall did not answer in time."
        case .tooLarge(let limit): "The wall's answer is larger than \(limit) bytes."
        case .status(let code, let text):
            text.isEmpty ? "The wall answered with status \(code)." : text
        case .broken(let words): "What listens on the wall's socket gave no answer (\(words))."
        }
    }
}

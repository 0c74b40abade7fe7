/// Why there is no reply at all. No text of it holds the URL's user info or query,
/// or a header.
public enum HTTPFailure: Error, Sendable, Hashable {
    /// No server has this name.
    case nameNotFound
    /// Nothing listens there.
    case refused
    /// No connection, no byte for long, or no whole reply in time.
    case timedOut
    /// The server's certificate was not accepted; words that follow "the server's
    /// certificate …".
    case certificate(reason: String)
    /// The body is larger than asked for, in bytes.
    case tooLarge(bytesMax: Int)
    /// The server sends on and on within its origin.
    case tooManyRedirects
    /// The task was cancelled.
    case cancelled
    /// The client was closed.
    case closed
    /// Nothing was sent, in words: no web address, a line end in a header, a queue
    /// that is full.
    case notAsked(detail: String)
    /// Any other failure on the way, in words.
    case unreachable(detail: String)
}

extension HTTPFailure: CustomStringConvertible {
    /// A few words for a card or a log line.
    public var description: String {
        switch self {
        case .nameNotFound: "no server has this name"
        case .refused: "nothing listens at this address"
        case .timedOut: "no answer in time"
        case .certificate(let reason): "the server's certificate \(reason)"
        case .tooLarge(let bytesMax): "the server's answer is larger than \(bytesMax) bytes"
        case .tooManyRedirects: "the server sends in circles"
        case .cancelled: "no longer asked"
        case .closed: "the connection to servers was shut down"
        case .notAsked(let detail), .unreachable(let detail): detail
        }
    }
}

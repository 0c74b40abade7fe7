/// Why there is no websocket, or no more. No text of it holds the URL or a header.
public enum WebSocketFailure: Error, Sendable, Hashable {
    /// No server has this name.
    case nameNotFound
    /// Nothing listens there.
    case connectionRefused
    /// No finished upgrade within `connectTimeout`.
    case timedOut
    /// The server's certificate was not accepted; words that follow "the server's
    /// certificate …".
    case certificate(reason: String)
    /// No encryption could be agreed upon, in words.
    case tls(detail: String)
    /// The server broke the rules of HTTP or of websockets, in words.
    case protocolError(detail: String)
    /// A message is larger than asked for, in bytes.
    case tooLarge(bytesMax: Int)
    /// No answer to a ping: the server, its machine or the way to it is gone.
    case peerSilent
    /// The connection broke, or the server hung up without a closing word.
    case connectionLost
    /// Nothing was sent, in words: no web address, a line end in a header.
    case notAsked(detail: String)
    /// Any other failure, in words.
    case unreachable(detail: String)
}

extension WebSocketFailure: CustomStringConvertible {
    /// A few words for a card or a log line.
    public var description: String {
        switch self {
        case .nameNotFound: "no server has this name"
        case .connectionRefused: "nothing listens at this address"
        case .timedOut: "no answer in time"
        case .certificate(let reason): "the server's certificate \(reason)"
        case .tooLarge(let bytesMax): "the server's message is larger than \(bytesMax) bytes"
        case .peerSilent: "the server fell silent"
        case .connectionLost: "the connection broke"
        case .tls(let detail), .protocolError(let detail), .notAsked(let detail),
            .unreachable(let detail):
            detail
        }
    }
}

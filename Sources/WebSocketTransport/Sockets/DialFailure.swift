import CWebSockets

/// What libwebsockets' words about a connection that did not come about mean. They are
/// all that it gives; taken from the source of 4.1.6.
enum DialFailure {
    /// Its words for an address that cannot be reached.
    static let noWay = "Unable to connect"

    /// - Returns: nil when no connection could be made, for whatever reason.
    static func failure(_ words: String) -> WebSocketFailure? {
        if words.hasPrefix(noWay) || words.hasPrefix("ipv6 lws_getaddrinfo46") {
            return nil
        }
        if words.hasPrefix("connect SSL err") || words.hasPrefix("connect unk") {
            return .tls(detail: tlsWords)
        }
        if words.hasPrefix("problems parsing header") || words.hasPrefix("HS: URI missing") {
            return .protocolError(detail: "what answers there is no web server")
        }
        if words.hasPrefix("HS:") || words.hasPrefix("ws protocol") {
            return .protocolError(detail: "the server does not speak websockets")
        }
        return .connectionLost
    }

    private static var tlsWords: String {
        let sentence = "the server and this machine found no common encryption"
        guard let complaint = hw_ws_tls_complaint() else { return sentence }
        return "\(sentence) (\(String(cString: complaint)))"
    }
}

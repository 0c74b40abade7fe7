import ControlServer

/// A wall that is asked over TCP, with a token.
enum WebAsk {
    /// The wall's token.
    static let token = "0123456789abcdef0123456789abcdef"

    /// Any free port of loopback, and the token.
    static var settings: WebSettings {
        WebSettings(host: "127.0.0.1", port: 0, token: Array(token.utf8), machine: "lobby")
    }

    /// A request without a body.
    /// - Parameter headers: whole lines, beside `Host`.
    static func request(_ method: String, _ path: String, _ headers: [String]) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + headers.map { $0 + "\r\n" }.joined() + "\r\n"
    }
}

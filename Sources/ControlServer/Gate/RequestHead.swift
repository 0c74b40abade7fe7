/// The line and headers of one request that passed the gate.
struct RequestHead: Equatable {
    /// A header as it came, its name in lower case.
    struct Field: Equatable {
        let name: String
        let value: String
    }

    /// Upper-case letters.
    let method: String
    /// Begins with `/`.
    let target: String
    /// `HTTP/1.1` or `HTTP/1.0`.
    let version: String
    /// In the order of the request.
    let fields: [Field]
    /// Bytes of body that follow.
    let bodyBytes: Int
    /// Whether the client waits for `100 Continue` before it sends the body.
    let expectsContinue: Bool

    /// What the gate found out about who asks, for the route that tells it; nil for most.
    var asker: String?

    /// Cookies of the sessions that the request came with; nil for none. They alone go on to the
    /// server behind.
    var sessionCookies: String?

    /// The value of a header, nil when there is none. Of one that came twice, the first: what
    /// must not come twice is refused before.
    /// - Parameter name: in lower case.
    func value(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The head as it goes to the server behind the gate: written anew from what
    /// was understood, so that both sides can only understand the same; with only
    /// the headers that a route may look at, because FlyingFox takes each byte of
    /// a head by itself (a head of 8 KiB cost it a second in a debug build); and
    /// with `Connection: close`, so that each request passes the gate.
    var encoded: [UInt8] {
        var text = "\(method) \(target) \(version)\r\n"
        for field in fields where Self.forwarded.contains(field.name) {
            text += "\(field.name): \(field.value)\r\n"
        }
        if let sessionCookies { text += "cookie: \(sessionCookies)\r\n" }
        if let asker { text += "\(AskerRights.header): \(asker)\r\n" }
        if bodyBytes > 0 { text += "content-length: \(bodyBytes)\r\n" }
        text += "connection: close\r\n\r\n"
        return Array(text.utf8)
    }

    /// The headers that pass. A route that wants another one adds it here.
    private static let forwarded: Set<String> = [
        "host", "content-type", "accept", "accept-encoding", "if-none-match",
        "last-event-id", "x-forwarded-proto",
    ]
}

/// One header line.
public struct HTTPHeader: Sendable, Hashable {
    /// As it was written; names are compared without regard to case.
    public let name: String
    /// Without white space around it.
    public let value: String

    /// A header line.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What is asked of a server.
public struct HTTPRequest: Sendable {
    /// What is done with the resource.
    public enum Method: String, Sendable {
        case get = "GET", post = "POST", delete = "DELETE", head = "HEAD"
    }

    /// Which redirects are followed.
    public enum Redirects: Sendable {
        /// None: each is a reply.
        case none
        /// Those to the same scheme, host and port, five at most. One that leads
        /// elsewhere is a reply, and nothing is sent there.
        case sameOrigin
    }

    /// What is done.
    public var method: Method
    /// An http or https address. User info in it is sent to the server.
    public var url: String
    /// Lines besides libcurl's own. Sent to the origin of `url` only.
    public var headers: [HTTPHeader]
    /// Bytes to send; only with POST and DELETE.
    public var body: [UInt8]?
    /// More bytes of body than this, after decompression, are a failure.
    public var replyBytesMax = 8 << 20
    /// Whether a larger body is no failure but is cut there.
    public var cutsReply = false
    /// From `send` to the last byte, with the time in the queue and every redirect.
    public var total = Duration.seconds(30)
    /// Which redirects are followed.
    public var redirects = Redirects.sameOrigin
    /// Whether to end after the head of the reply: asks for the first byte only
    /// and cuts at the first byte of the body.
    public var headOnly = false

    /// A request with 8 MiB for the reply, 30 s, and redirects within the origin.
    public init(
        _ method: Method = .get, url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

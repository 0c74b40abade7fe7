/// One question to a media server, before anybody sends it.
public struct ServerCall: Sendable {
    /// How it is asked.
    public enum Method: String, Sendable, Hashable {
        /// Reads.
        case get = "GET"
        /// Tells or makes.
        case post = "POST"
        /// Takes away.
        case delete = "DELETE"
    }

    /// How it is asked.
    public var method: Method
    /// Below the server's root, from its slash on, encoded.
    public var path: String
    /// Names and values, not yet encoded; never a token.
    public var query: [(name: String, value: String)]
    /// Sent as JSON.
    public var body: (any Encodable & Sendable)?
    /// Whether asking a second time changes nothing more, so that it may be repeated when the
    /// first answer was lost.
    public var isRepeatable: Bool
    /// More bytes than this are no answer.
    public var replyBytesMax: Int

    /// A question.
    public init(
        _ method: Method = .get, _ path: String, query: [(name: String, value: String)] = [],
        body: (any Encodable & Sendable)? = nil, isRepeatable: Bool? = nil,
        replyBytesMax: Int = ReplyBounds.replyBytesMax
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.isRepeatable = isRepeatable ?? (method != .post)
        self.replyBytesMax = replyBytesMax
    }

    /// The whole URL.
    public func url(at root: ServerAddress) -> String {
        guard !query.isEmpty else { return root.base + path }
        let pairs = query.map { "\(Percent.encoded($0.name))=\(Percent.encoded($0.value))" }
        return "\(root.base)\(path)?\(pairs.joined(separator: "&"))"
    }
}

/// How much of a reply is taken.
public enum ReplyBounds {
    /// Bytes of a reply: a page of 500 items with everything in it has about 2 MB.
    public static let replyBytesMax = 16 << 20
    /// Bytes of an id; the longest that is known has 38.
    public static let idBytesMax = 128
    /// Bytes of a title; longer ones are cut.
    public static let titleBytesMax = 600
    /// Items of one page.
    public static let pageItemsMax = 1000
    /// Ids in one question: a URL has bounds.
    public static let idsMax = 100
    /// Versions of one item.
    public static let sourcesMax = 64
    /// Items of a library: beyond, the rest is left out and said so.
    public static let itemsMax = 1_000_000
}

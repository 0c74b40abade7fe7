/// What a server serves instead of the files of a folder. Its answers meet the same faults.
///
/// A connection's thread asks it and may be kept waiting; several ask at once.
public protocol FaultySite: Sendable {
    /// Header lines of every answer.
    var headers: [String] { get }
    /// The path by which faults know this one: without what varies from client to client.
    func name(of path: String) -> String
    /// A request has come; called before any fault, once for each.
    func received(_ request: SiteRequest)
    /// The answer to a request that met no fault which answers in its place.
    func answer(_ request: SiteRequest) -> SiteAnswer
}

/// A request as a site sees it.
public struct SiteRequest: Sendable {
    /// `GET` and so on.
    public let method: String
    /// The path as it came, without its query.
    public let path: String
    /// The query as it came.
    public let query: String
    /// The headers, names in small letters.
    public let headers: [String: String]
    /// The body.
    public let body: [UInt8]
}

/// What a site answers.
public struct SiteAnswer: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        /// So many bytes.
        case bytes([UInt8])
        /// A file, with ranges.
        case file(String)
        /// Bytes that are made while they are sent, in chunks: the function sends pieces until
        /// there are no more, or until one could not be sent.
        case poured(@Sendable (_ send: (UnsafeRawBufferPointer) -> Bool) -> Void)
        /// Whatever the function makes of the connection, its head too; then it is closed.
        case taken(@Sendable (_ stream: SiteStream) -> Void)
    }

    /// The HTTP status; a file's range makes 206 of 200.
    public var status: Int
    /// The content's type.
    public var type: String
    /// Header lines of its own.
    public var headers: [String]
    /// What follows.
    public var body: Body

    /// An answer.
    public init(status: Int = 200, type: String, headers: [String] = [], body: Body) {
        self.status = status
        self.type = type
        self.headers = headers
        self.body = body
    }
}

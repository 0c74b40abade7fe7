/// What a server answered, with whatever status.
public struct HTTPReply: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The lines of its head, in order.
    public let headers: [HTTPHeader]
    /// Its body, decompressed; empty with `headOnly`.
    public let body: [UInt8]
    /// The address that answered, after redirects.
    public let url: String
    /// Where a redirect leads that was not followed (status 3xx), absolute; nil
    /// when there is none. It may hold secrets.
    public let redirect: String?
    /// Seconds until the server wants to be asked again (`Retry-After`, as number
    /// or date); nil when it names none or a time that is over.
    public let retryAfter: Int?

    /// The value of the first header of this name, case-insensitive.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

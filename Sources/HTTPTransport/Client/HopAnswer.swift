/// A whole answer of a hop.
struct HopAnswer {
    /// The HTTP status.
    let status: Int
    /// The lines of its head.
    let headers: [HTTPHeader]
    /// Its body.
    let body: [UInt8]
    /// Seconds, when the server named them.
    let retryAfter: Int?

    /// The reply that it is.
    func reply(url: String, redirect: String?) -> HTTPReply {
        HTTPReply(
            status: status, headers: headers, body: body, url: url, redirect: redirect,
            retryAfter: retryAfter)
    }

    /// Where it sends, as the server wrote it.
    var location: String? { reply(url: "", redirect: nil).header("location") }
}

import CCurl

/// Asks once, on the calling thread: for a program that asks one question and ends.
///
///     let reply = try BlockingHTTP.send(HTTPRequest(url: "http://127.0.0.1:8096/health"))
///
/// No thread of its own, no kept connection. Redirects are replies.
public enum BlockingHTTP {
    /// Asks and waits for the whole reply.
    ///
    /// - Returns: the reply, with whatever status.
    /// - Throws: why there is no whole reply within `request.total`.
    public static func send(
        _ request: HTTPRequest, _ settings: HTTPClientSettings = HTTPClientSettings()
    ) throws(HTTPFailure) -> HTTPReply {
        _ = try request.checkedOrigin()
        let answer: Result<HopAnswer, HTTPFailure>
        do {
            let hop = try Hop(request, settings)
            defer { hop.close() }
            try hop.handle.set(CURLOPT_TIMEOUT_MS, request.total.wholeMilliseconds)
            answer = try hop.reply(try hop.handle.perform())
        } catch {
            throw HTTPFailure(error)
        }
        let reply = try answer.get()
        let redirect = 300..<400 ~= reply.status ? reply.location : nil
        return reply.reply(url: request.url, redirect: redirect)
    }
}

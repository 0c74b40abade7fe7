import CCurl

/// One request to one address, with what libcurl needs for it and what came back.
/// It must be closed.
final class Hop {
    /// The transfer's handle.
    let handle: CurlHandle
    private let request: HTTPRequest
    /// What comes back.
    let reception: Reception
    private let headers: CurlList

    /// A hop that is ready to be added to a multi handle.
    /// - Parameter isCancelled: asked at least once a second; nil when another way ends it.
    init(
        _ request: HTTPRequest, _ settings: HTTPClientSettings,
        isCancelled: (@Sendable () -> Bool)? = nil
    ) throws(CurlError) {
        self.request = request
        handle = try CurlHandle()
        // The context of the handle's callbacks: it lives as long as this hop, which
        // closes the handle before it goes.
        reception = Reception(
            bodyBytesMax: request.headOnly ? 0 : request.replyBytesMax, isCancelled: isCancelled)
        headers = CurlList(Self.lines(of: request))
        do {
            try prepare(settings)
        } catch {
            close()
            throw error
        }
    }

    /// Gives back what libcurl gave; a second call does nothing. The handle was
    /// removed from its multi handle before.
    func close() {
        handle.close()
        headers.free()
    }

    /// What the server answered, or why it did not.
    func reply(_ code: CURLcode) throws(CurlError) -> Result<HopAnswer, HTTPFailure> {
        // The first byte of a body ends such a transfer by our own wish, or its bound does.
        let isCut =
            request.headOnly && reception.bodyBegan || request.cutsReply && reception.overflowed
        let cutByUs = isCut && code == CURLE_WRITE_ERROR && !reception.headOverflowed
        guard code == CURLE_OK || cutByUs else {
            return .failure(try HTTPFailure.of(code, handle, reception))
        }
        // 0 stands for none, too, and both mean: at once.
        let seconds = try handle.offset(CURLINFO_RETRY_AFTER)
        return .success(
            HopAnswer(
                status: try handle.number(CURLINFO_RESPONSE_CODE),
                headers: reception.head.headers, body: reception.body,
                retryAfter: seconds > 0 ? seconds : nil))
    }

    private static func lines(of request: HTTPRequest) -> [String] {
        // libcurl's own ideas, switched off: to wait for a 100 before it sends a
        // body, and to call every body a form.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        return lines + request.headers.map(\.line)
    }

    private func prepare(_ settings: HTTPClientSettings) throws(CurlError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_URL, request.url)
        // Redirects are followed by `RedirectCourse`: libcurl would send our own
        // headers, the token among them, wherever a server points to.
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_USERAGENT, settings.userAgent)
        try prepareMethod()
        guard headers.isWhole else {
            throw CurlError(code: CURLE_OUT_OF_MEMORY, operation: "headers")
        }
        try handle.set(headers: headers)
        try prepareConnection(settings)
        try reception.attach(to: handle)
    }

    private func prepareMethod() throws(CurlError) {
        switch request.method {
        case .get: try handle.set(CURLOPT_HTTPGET, 1)
        case .head: try handle.set(CURLOPT_NOBODY, 1)
        case .post:
            try handle.set(CURLOPT_POST, 1)
            try handle.set(body: request.body ?? [])
        case .delete:
            if let body = request.body { try handle.set(body: body) }
            try handle.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        if request.headOnly {
            // Without compression, whose first byte is none of the file's.
            if request.method == .get { try handle.set(CURLOPT_RANGE, "0-0") }
        } else {
            // Whatever this libcurl can: gzip, br.
            try handle.set(CURLOPT_ACCEPT_ENCODING, "")
        }
    }

    private func prepareConnection(_ settings: HTTPClientSettings) throws(CurlError) {
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, settings.connect.wholeMilliseconds)
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try handle.set(CURLOPT_LOW_SPEED_TIME, max(1, settings.silence.wholeMilliseconds / 1000))
        try handle.set(CURLOPT_MAXAGE_CONN, 60)
        // A name's look-up cannot be ended: whoever gives up on it leaves it to its
        // thread rather than stop every other transfer until it is over.
        try handle.set(CURLOPT_QUICK_EXIT, 1)
        // A proxy's answer to CONNECT is no head of a reply.
        try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try handle.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        // Several requests at once wait for one connection that may carry them all;
        // over TLS only, where that is known before the first answer.
        let isEncrypted = request.url.lowercased().hasPrefix("https:")
        try handle.set(CURLOPT_PIPEWAIT, isEncrypted ? 1 : 0)
        if !settings.usesProxy { try handle.set(CURLOPT_PROXY, "") }
        if let path = settings.socketPath { try handle.set(CURLOPT_UNIX_SOCKET_PATH, path) }
        if let file = settings.caFile { try handle.set(CURLOPT_CAINFO, file) }
        if !settings.verifiesCertificates {
            try handle.set(CURLOPT_SSL_VERIFYPEER, 0)
            try handle.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }
}

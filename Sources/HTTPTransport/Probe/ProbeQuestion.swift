import CCurl

/// One question, asked on the calling thread.
struct ProbeQuestion {
    /// What is asked. Never shown.
    let url: String
    /// The limits in time.
    let limits: ProbeLimits
    /// Asked at least once a second.
    let isCancelled: @Sendable () -> Bool
    /// Ends as soon as somebody takes the connection, without a word.
    var connectsOnly = false

    /// Asks once, without following a redirect; ends the transfer at the first
    /// byte of the body.
    func ask() -> ProbeOutcome {
        guard Self.isWebAddress(url) else {
            return .notAsked(detail: "the address is no http or https address")
        }
        do {
            let handle = try CurlHandle()
            defer { handle.close() }
            let reception = Reception(bodyBytesMax: 0, isCancelled: isCancelled)
            try prepare(handle)
            try reception.attach(to: handle)
            let code = try withExtendedLifetime(reception) { () throws(CurlError) in
                try handle.perform()
            }
            return try judge(code, handle, reception)
        } catch {
            return .unreachable(detail: "the question could not be asked (\(error.words))")
        }
    }

    private func prepare(_ handle: CurlHandle) throws(CurlError) {
        try prepareCommon(handle)
        // A GET for one byte rather than HEAD: several media servers and cameras
        // answer HEAD with an error for files that they do serve.
        try handle.set(CURLOPT_RANGE, "0-0")
        if connectsOnly { try handle.set(CURLOPT_CONNECT_ONLY, 1) }
    }

    /// What every request has.
    func prepareCommon(_ handle: CurlHandle) throws(CurlError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_URL, url)
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_HTTPGET, 1)
        try handle.set(CURLOPT_USERAGENT, "Hyperwall")
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, limits.total.wholeMilliseconds)
    }

    /// What libcurl's code and the reply mean.
    func judge(
        _ code: CURLcode, _ handle: CurlHandle, _ reception: Reception
    ) throws(CurlError) -> ProbeOutcome {
        // The first byte of a body ends the transfer by our own wish.
        let cutByUs = code == CURLE_WRITE_ERROR && reception.bodyBegan
        if connectsOnly, code == CURLE_OK { return .answered }
        if code == CURLE_OK || cutByUs { return try answer(handle) }
        return ProbeOutcome(try HTTPFailure.of(code, handle, reception))
    }

    private func answer(_ handle: CurlHandle) throws(CurlError) -> ProbeOutcome {
        let status = try handle.number(CURLINFO_RESPONSE_CODE)
        switch status {
        case 200..<300, 416:
            // 416: there is no byte 0, the thing is there and empty.
            return .answered
        case 300..<400 where status != 304:
            let target = try handle.text(CURLINFO_REDIRECT_URL) ?? ""
            return .redirected(code: status, target: RedirectTarget(url: target))
        default:
            // 0 stands for none, too, and both mean: at once.
            let seconds = try handle.offset(CURLINFO_RETRY_AFTER)
            return .status(code: status, retryAfter: seconds > 0 ? seconds : nil)
        }
    }

    /// Whether libcurl may be asked for it.
    static func isWebAddress(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return (start.hasPrefix("http://") || start == "https://") && !url.utf8.contains(0)
    }
}

extension Duration {
    /// Milliseconds, rounded up, so that a limit never becomes 0, which means
    /// "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return max(1, Int(seconds) * 1000 + Int(milliseconds))
    }
}

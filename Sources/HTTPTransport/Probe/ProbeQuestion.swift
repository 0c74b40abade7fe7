import CCurl
import Glibc

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
        return try failure(code, handle, reception)
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

    private func failure(
        _ code: CURLcode, _ handle: CurlHandle, _ reception: Reception
    ) throws(CurlError) -> ProbeOutcome {
        switch code {
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .nameNotFound
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_COULDNT_CONNECT:
            return Self.noConnection(errno: Int32(try handle.number(CURLINFO_OS_ERRNO)))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            let verdict = try handle.number(CURLINFO_SSL_VERIFYRESULT)
            return .certificate(reason: CertificateVerdict.words(forOpenSSL: verdict))
        case CURLE_SSL_CACERT_BADFILE:
            return .unreachable(detail: "this machine's list of certificate authorities is broken")
        case CURLE_SSL_CONNECT_ERROR:
            return .unreachable(detail: "the server and this machine found no common encryption")
        case CURLE_GOT_NOTHING:
            return .unreachable(detail: "the server hung up without an answer")
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return .unreachable(detail: "the connection broke")
        case CURLE_URL_MALFORMAT:
            return .notAsked(detail: "the address is malformed")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            // The scheme was checked before: here it means an answer without HTTP.
            return .unreachable(detail: "what answers there is no web server")
        case CURLE_WRITE_ERROR where reception.overflowed:
            return .unreachable(detail: "the server's answer has no end")
        default:
            let words = CurlError(code: code, operation: "perform").words
            return .unreachable(detail: "the connection failed (\(words))")
        }
    }

    private static func noConnection(errno number: Int32) -> ProbeOutcome {
        switch number {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timedOut
        case EHOSTUNREACH: .unreachable(detail: "the machine does not answer")
        case ENETUNREACH, ENETDOWN: .unreachable(detail: "there is no way into that network")
        default: .unreachable(detail: "no connection could be made")
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

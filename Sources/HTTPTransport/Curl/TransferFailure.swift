import CCurl
import Glibc

extension HTTPFailure {
    /// What libcurl's code means for a transfer that did not succeed.
    ///
    /// - Parameters:
    ///   - handle: the transfer's, which knows more.
    ///   - reception: what had come until then.
    static func of(
        _ code: CURLcode, _ handle: CurlHandle, _ reception: Reception
    ) throws(CurlError) -> HTTPFailure {
        switch code {
        case CURLE_ABORTED_BY_CALLBACK: return .cancelled
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .nameNotFound
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_COULDNT_CONNECT:
            return noConnection(errno: Int32(try handle.number(CURLINFO_OS_ERRNO)))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            let verdict = try handle.number(CURLINFO_SSL_VERIFYRESULT)
            return .certificate(reason: CertificateVerdict.words(forOpenSSL: verdict))
        case CURLE_URL_MALFORMAT:
            return .notAsked(detail: "the address is malformed")
        case CURLE_SSL_CACERT_BADFILE:
            return .notAsked(detail: words(code))
        case CURLE_WRITE_ERROR where reception.overflowed && !reception.headOverflowed:
            return .tooLarge(bytesMax: reception.bodyBytesMax)
        case CURLE_WRITE_ERROR where reception.headOverflowed:
            return .unreachable(detail: "the server's answer has no end")
        default: return .unreachable(detail: words(code))
        }
    }

    private static func words(_ code: CURLcode) -> String {
        switch code {
        case CURLE_SSL_CACERT_BADFILE: "this machine's list of certificate authorities is broken"
        case CURLE_SSL_CONNECT_ERROR: "the server and this machine found no common encryption"
        case CURLE_GOT_NOTHING: "the server hung up without an answer"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            "the connection broke"
        case CURLE_PARTIAL_FILE: "the connection broke before the answer's end"
        case CURLE_BAD_CONTENT_ENCODING: "the server's answer is compressed wrongly"
        // The scheme was checked before: here it means an answer without HTTP.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            "what answers there is no web server"
        default:
            "the connection failed (\(CurlError(code: code, operation: "perform").words))"
        }
    }

    private static func noConnection(errno number: Int32) -> HTTPFailure {
        switch number {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .timedOut
        case EHOSTUNREACH: .unreachable(detail: "the machine does not answer")
        case ENETUNREACH, ENETDOWN: .unreachable(detail: "there is no way into that network")
        default: .unreachable(detail: "no connection could be made")
        }
    }
}

extension ProbeOutcome {
    /// A failure of a transfer, as what came of a question.
    init(_ failure: HTTPFailure) {
        self =
            switch failure {
            case .nameNotFound: .nameNotFound
            case .refused: .refused
            case .timedOut: .timedOut
            case .certificate(let reason): .certificate(reason: reason)
            case .cancelled, .closed: .cancelled
            case .notAsked(let detail): .notAsked(detail: detail)
            case .unreachable(let detail): .unreachable(detail: detail)
            case .tooLarge, .tooManyRedirects: .unreachable(detail: failure.description)
            }
    }
}

import CCurl
import Glibc

/// An answer with status 2xx.
public struct UnixHTTPReply: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The media type, empty when none was named.
    public let contentType: String
    /// The body.
    public let body: [UInt8]
}

/// A small blocking HTTP client over a Unix socket. Each request is a connection
/// of its own; redirects are not followed.
public struct UnixHTTPClient: Sendable {
    /// `sun_path` holds 108 bytes, the last one a zero (`unix(7)`).
    public static let pathBytesMax = 107

    private let socketPath: String
    private let timeout: Duration
    private let replyBytesMax: Int

    /// - Parameters:
    ///   - socketPath: the socket's path.
    ///   - timeout: for a whole request.
    ///   - replyBytesMax: bytes of a body; 64 MiB holds a PNG of the largest wall.
    public init(
        socketPath: String, timeout: Duration = .seconds(10), replyBytesMax: Int = 64 << 20
    ) {
        self.socketPath = socketPath
        self.timeout = timeout
        self.replyBytesMax = replyBytesMax
    }

    /// Asks for `target`, a path that begins with `/`.
    ///
    /// - Throws: `UnixHTTPError`; `status` for every answer that is not 2xx.
    public func get(_ target: String) throws(UnixHTTPError) -> UnixHTTPReply {
        try ask(target, json: nil)
    }

    /// Sends JSON text to `target`, a path that begins with `/`.
    ///
    /// - Throws: `UnixHTTPError`; `status` for every answer that is not 2xx.
    public func post(
        _ target: String, json: String
    ) throws(UnixHTTPError) -> UnixHTTPReply {
        try ask(target, json: json)
    }

    /// Follows `target`, a path that begins with `/`, as it goes on and on.
    ///
    /// - Parameters:
    ///   - headers: lines besides libcurl's own.
    ///   - goesOn: asked at least once a second; false ends it with `timedOut`.
    ///   - take: gets the body of an answer 2xx as it comes; returns whether more is wanted.
    /// - Throws: `UnixHTTPError`; returns when the wall ends it, or nothing more is wanted.
    public func follow(
        _ target: String, headers: [HTTPHeader], goesOn: @escaping @Sendable () -> Bool,
        take: @escaping ([UInt8]) -> Bool
    ) throws(UnixHTTPError) {
        try checkSocket()
        var settings = HTTPClientSettings()
        settings.usesProxy = false
        settings.socketPath = socketPath
        let request = HTTPRequest(url: "http://localhost" + target, headers: headers)
        let reply: HTTPReply
        do throws(HTTPFailure) {
            reply = try HTTPStream.follow(request, settings, goesOn: goesOn, take: take)
        } catch {
            switch error {
            case .refused: throw .refused
            case .timedOut, .cancelled: throw .timedOut
            default: throw .broken(error.description)
            }
        }
        guard 200..<300 ~= reply.status else {
            throw .status(code: reply.status, text: Self.text(reply.body))
        }
    }

    private func ask(_ target: String, json: String?) throws(UnixHTTPError) -> UnixHTTPReply {
        try checkSocket()
        do {
            let handle = try CurlHandle()
            defer { handle.close() }
            let reception = Reception(bodyBytesMax: replyBytesMax)
            try prepare(handle, target)
            let headers = CurlList(
                json == nil
                    ? [] : ["Content-Type: application/json", "Hyperwall-Request: 1"])
            defer { headers.free() }
            if let json {
                try handle.set(CURLOPT_POSTFIELDSIZE, json.utf8.count)
                try handle.set(CURLOPT_COPYPOSTFIELDS, json)
                try handle.set(headers: headers)
            }
            try reception.attach(to: handle)
            let code = try withExtendedLifetime(reception) { () throws(CurlError) in
                try handle.perform()
            }
            guard code == CURLE_OK else { throw try failure(code, handle, reception) }
            let status = try handle.number(CURLINFO_RESPONSE_CODE)
            guard 200..<300 ~= status else {
                throw UnixHTTPError.status(code: status, text: Self.text(reception.body))
            }
            let type = try handle.text(CURLINFO_CONTENT_TYPE) ?? ""
            return UnixHTTPReply(status: status, contentType: type, body: reception.body)
        } catch let error as UnixHTTPError {
            throw error
        } catch let error as CurlError {
            throw .broken(error.words)
        } catch {
            throw .broken("unknown")
        }
    }

    private func prepare(_ handle: CurlHandle, _ target: String) throws(CurlError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, "http")
        try handle.set(CURLOPT_UNIX_SOCKET_PATH, socketPath)
        // Environment variables must not send a local question through a proxy.
        try handle.set(CURLOPT_PROXY, "")
        try handle.set(CURLOPT_URL, "http://localhost" + target)
        try handle.set(CURLOPT_PATH_AS_IS, 1)
        try handle.set(CURLOPT_USERAGENT, "Hyperwall")
        try handle.set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds)
    }

    /// libcurl tells neither a missing socket from a refusing one in words, nor
    /// does it look at the owner: a socket of someone else at our path would be
    /// an answer from a stranger.
    private func checkSocket() throws(UnixHTTPError) {
        guard socketPath.utf8.count <= Self.pathBytesMax else { throw .pathTooLong }
        var info = stat()
        guard stat(socketPath, &info) == 0 else {
            throw errno == EACCES ? .notOurs : .noSocket
        }
        guard info.st_mode & S_IFMT == S_IFSOCK else { throw .noSocket }
        let us = geteuid()
        guard us == 0 || info.st_uid == us || info.st_uid == 0 else { throw .notOurs }
    }

    private func failure(
        _ code: CURLcode, _ handle: CurlHandle, _ reception: Reception
    ) throws(CurlError) -> UnixHTTPError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_WRITE_ERROR where reception.overflowed:
            return .tooLarge(limitBytes: replyBytesMax)
        case CURLE_COULDNT_CONNECT:
            switch Int32(try handle.number(CURLINFO_OS_ERRNO)) {
            case ENOENT: return .noSocket
            case EACCES, EPERM: return .notOurs
            default: return .refused
            }
        default: return .broken(CurlError(code: code, operation: "perform").words)
        }
    }

    private static func text(_ body: [UInt8]) -> String {
        String(decoding: body.prefix(4096), as: UTF8.self)
    }
}

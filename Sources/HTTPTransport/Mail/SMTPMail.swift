import CCurl

/// Hands a mail to a server, on the calling thread.
public enum SMTPMail {
    /// Sends one mail.
    ///
    /// - Parameters:
    ///   - url: `smtp://` or `smtps://`, with user info where the server wants one. With
    ///     user info over `smtp://` the connection must turn to TLS, without it may.
    ///   - mail: the whole mail, headers and body, with CRLF line ends.
    /// - Throws: why it was not taken; no text of it holds the address.
    public static func send(
        _ mail: [UInt8], from: String, to: [String], url: String, timeout: Duration
    ) throws(HTTPFailure) {
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("smtp://") || start == "smtps://", !url.utf8.contains(0) else {
            throw .notAsked(detail: "the address is no smtp or smtps address")
        }
        do {
            let handle = try CurlHandle()
            defer { handle.close() }
            let recipients = CurlList(to.map { "<\($0)>" })
            defer { recipients.free() }
            let reading = MailReading(mail)
            let reception = Reception(bodyBytesMax: 64 * 1024)
            try handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
            try handle.set(CURLOPT_URL, url)
            try handle.set(CURLOPT_MAIL_FROM, "<\(from)>")
            try handle.set(recipients: recipients)
            try handle.set(CURLOPT_UPLOAD, 1)
            let encryption = url.contains("@") ? CURLUSESSL_ALL : CURLUSESSL_TRY
            try handle.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
            try handle.set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds)
            try handle.set(CURLOPT_QUICK_EXIT, 1)
            try handle.set(read: readMail)
            try handle.set(
                CURLOPT_READDATA, context: Unmanaged.passUnretained(reading).toOpaque())
            try reception.attach(to: handle)
            let code = try withExtendedLifetime((reading, reception)) { () throws(CurlError) in
                try handle.perform()
            }
            guard code != CURLE_OK else { return }
            switch code {
            case CURLE_LOGIN_DENIED:
                throw HTTPFailure.unreachable(detail: "the sign-in was refused")
            case CURLE_USE_SSL_FAILED:
                throw HTTPFailure.unreachable(detail: "the server offers no encryption")
            default: throw try HTTPFailure.of(code, handle, reception)
            }
        } catch let failure as HTTPFailure {
            throw failure
        } catch let error as CurlError {
            throw HTTPFailure(error)
        } catch {
            throw .unreachable(detail: "unknown")
        }
    }
}

/// A mail on its way out; the context of libcurl's callback.
private final class MailReading {
    private var rest: ArraySlice<UInt8>

    init(_ mail: [UInt8]) { rest = mail[...] }

    func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(buffer.count)
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

/// libcurl's read callback: 0 is the end.
private func readMail(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let reading = Unmanaged<MailReading>.fromOpaque(context).takeUnretainedValue()
    return reading.take(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
}

import CCurl

/// One easy handle. It must be closed; it belongs to the thread that uses it.
final class CurlHandle {
    private var handle: UnsafeMutableRawPointer?

    /// A new handle that raises no signals.
    ///
    /// - Throws: `CurlError` when libcurl cannot start or has no memory.
    init() throws(CurlError) {
        guard CurlLibrary.initialised == CURLE_OK else {
            throw CurlError(code: CurlLibrary.initialised, operation: "curl_global_init")
        }
        guard let handle = curl_easy_init() else {
            throw CurlError(code: CURLE_FAILED_INIT, operation: "curl_easy_init")
        }
        self.handle = handle
        do {
            // Without it libcurl uses SIGALRM for name look-ups that time out,
            // and SIGPIPE could end the process.
            try set(CURLOPT_NOSIGNAL, 1)
        } catch {
            close()
            throw error
        }
    }

    deinit {
        assert(handle == nil, "a curl handle was not closed")
        close()
    }

    /// Gives the handle back; a second call does nothing.
    func close() {
        guard let handle else { return }
        self.handle = nil
        curl_easy_cleanup(handle)
    }

    /// By what a multi handle names it; nil once closed.
    var identity: UnsafeMutableRawPointer? { handle }

    /// Sets an option that is a number or a switch.
    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(hw_curl_set_long(try open(), option, value), "option \(option.rawValue)")
    }

    /// Sets an option that is text; libcurl keeps a copy.
    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        let handle = try open()
        let code = value.withCString { hw_curl_set_string(handle, option, $0) }
        try check(code, "option \(option.rawValue)")
    }

    /// Sets the body of the request; libcurl keeps a copy.
    func set(body: [UInt8]) throws(CurlError) {
        // The size first: the copy is made by it, and zeros may be in it.
        try set(CURLOPT_POSTFIELDSIZE, body.count)
        let handle = try open()
        let code = body.withUnsafeBytes { bytes in
            // An empty array has no address, and without one libcurl would ask for the bytes.
            guard let first = bytes.bindMemory(to: CChar.self).baseAddress else {
                return hw_curl_set_string(handle, CURLOPT_COPYPOSTFIELDS, "")
            }
            return hw_curl_set_string(handle, CURLOPT_COPYPOSTFIELDS, first)
        }
        try check(code, "body")
    }

    /// Sets an option that is the context of a callback. Not kept alive: it must
    /// outlive `perform()`.
    func set(_ option: CURLoption, context: UnsafeMutableRawPointer) throws(CurlError) {
        try check(hw_curl_set_pointer(try open(), option, context), "option \(option.rawValue)")
    }

    /// Sets the headers of the request. Not kept alive: they must outlive `perform()`.
    func set(headers: CurlList) throws(CurlError) {
        try check(hw_curl_set_list(try open(), CURLOPT_HTTPHEADER, headers.first), "headers")
    }

    /// Sets the recipients of a mail. Not kept alive: they must outlive `perform()`.
    func set(recipients: CurlList) throws(CurlError) {
        try check(hw_curl_set_list(try open(), CURLOPT_MAIL_RCPT, recipients.first), "recipients")
    }

    /// Sets the callback that gives bytes to send.
    func set(read callback: @escaping curl_read_callback) throws(CurlError) {
        try check(hw_curl_set_read(try open(), CURLOPT_READFUNCTION, callback), "read")
    }

    /// Sets a callback that gets bytes: `CURLOPT_WRITEFUNCTION` or `CURLOPT_HEADERFUNCTION`.
    func set(
        _ option: CURLoption, bytes callback: @escaping curl_write_callback
    ) throws(CurlError) {
        try check(hw_curl_set_write(try open(), option, callback), "option \(option.rawValue)")
    }

    /// Sets the callback that may abort a transfer, called at least once a second.
    func set(progress callback: @escaping curl_xferinfo_callback) throws(CurlError) {
        try check(
            hw_curl_set_progress(try open(), CURLOPT_XFERINFOFUNCTION, callback), "progress")
        try set(CURLOPT_NOPROGRESS, 0)
    }

    /// Runs the transfer and returns libcurl's code for it.
    func perform() throws(CurlError) -> CURLcode {
        curl_easy_perform(try open())
    }

    /// A number about the last transfer.
    func number(_ info: CURLINFO) throws(CurlError) -> Int {
        var value = 0
        try check(hw_curl_get_long(try open(), info, &value), "info \(info.rawValue)")
        return value
    }

    /// A large number about the last transfer.
    func offset(_ info: CURLINFO) throws(CurlError) -> Int {
        var value: curl_off_t = 0
        try check(hw_curl_get_offset(try open(), info, &value), "info \(info.rawValue)")
        return Int(value)
    }

    /// A text about the last transfer, nil when there is none.
    func text(_ info: CURLINFO) throws(CurlError) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        try check(hw_curl_get_string(try open(), info, &value), "info \(info.rawValue)")
        return value.map { String(cString: $0) }
    }

    private func open() throws(CurlError) -> UnsafeMutableRawPointer {
        guard let handle else {
            throw CurlError(code: CURLE_BAD_FUNCTION_ARGUMENT, operation: "a closed handle")
        }
        return handle
    }

    private func check(_ code: CURLcode, _ operation: String) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code: code, operation: operation) }
    }
}

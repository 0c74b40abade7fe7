import CCurl

/// Transfers that run together on one thread. It must be closed; all but its
/// waker belongs to that thread.
final class CurlMulti {
    private var multi: UnsafeMutableRawPointer?
    private var attached = 0

    /// - Parameter connectionsMax: connections kept open for the next request.
    init(connectionsMax: Int) throws(CurlMultiError) {
        guard CurlLibrary.initialised == CURLE_OK, let multi = curl_multi_init() else {
            throw CurlMultiError(code: CURLM_OUT_OF_MEMORY, operation: "curl_multi_init")
        }
        self.multi = multi
        do {
            try check(
                hw_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connectionsMax), "connections")
            try check(
                hw_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
                "multiplexing")
        } catch {
            try close()
            throw error
        }
    }

    deinit { assert(multi == nil, "a multi handle of libcurl's was not closed") }

    /// Gives it back with its connections; a second call does nothing. Every
    /// transfer was removed before, and nobody holds a waker any more.
    func close() throws(CurlMultiError) {
        assert(attached == 0, "transfers are still attached")
        guard let multi else { return }
        self.multi = nil
        try check(curl_multi_cleanup(multi), "curl_multi_cleanup")
    }

    /// What ends a `poll` from any thread, until `close`.
    var waker: CurlWaker? { multi.map(CurlWaker.init) }

    /// Lets a transfer begin, at the next `perform`.
    func add(_ handle: CurlHandle) throws(CurlMultiError) {
        try check(curl_multi_add_handle(try open(), handle.identity), "curl_multi_add_handle")
        attached += 1
    }

    /// Takes a transfer out, wherever it is: one in the middle loses its connection.
    func remove(_ handle: CurlHandle) throws(CurlMultiError) {
        attached -= 1
        try check(curl_multi_remove_handle(try open(), handle.identity), "curl_multi_remove_handle")
    }

    /// Moves whatever can be moved without waiting.
    func perform() throws(CurlMultiError) {
        var running: Int32 = 0
        try check(curl_multi_perform(try open(), &running), "curl_multi_perform")
    }

    /// The next transfer that has ended, by its handle's identity, with libcurl's
    /// code for it; nil when there is no other. It is to be removed then.
    func nextEnded() throws(CurlMultiError) -> (handle: UnsafeMutableRawPointer, code: CURLcode)? {
        let multi = try open()
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle
            else { continue }
            return (handle, message.pointee.data.result)
        }
        return nil
    }

    /// Waits until something can be moved, a waker wakes, or the time is over.
    func poll(milliseconds: Int32) throws(CurlMultiError) {
        try check(curl_multi_poll(try open(), nil, 0, milliseconds, nil), "curl_multi_poll")
    }

    private func open() throws(CurlMultiError) -> UnsafeMutableRawPointer {
        guard let multi else {
            throw CurlMultiError(code: CURLM_BAD_HANDLE, operation: "a closed multi handle")
        }
        return multi
    }

    private func check(_ code: CURLMcode, _ operation: String) throws(CurlMultiError) {
        guard code == CURLM_OK else { throw CurlMultiError(code: code, operation: operation) }
    }
}

/// Ends another thread's `poll`, or its next one.
///
/// `@unchecked`: it holds a bare pointer, and `curl_multi_wakeup` is the one call
/// that libcurl allows on it from any thread. Whoever keeps a waker lets go of it
/// before the multi handle is closed.
struct CurlWaker: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer

    fileprivate init(_ multi: UnsafeMutableRawPointer) { self.multi = multi }

    /// Returns whether it worked.
    func wake() -> Bool { curl_multi_wakeup(multi) == CURLM_OK }
}

/// A call of libcurl's multi interface that did not succeed.
struct CurlMultiError: Error, Equatable {
    /// libcurl's code.
    let code: CURLMcode
    /// What was being done, for the log.
    let operation: String

    /// libcurl's words for the code. They never hold a URL.
    var words: String {
        guard let text = curl_multi_strerror(code) else { return "unknown error" }
        return String(cString: text)
    }
}

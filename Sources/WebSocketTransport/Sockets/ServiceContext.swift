import CWebSockets

/// libwebsockets' context, with the vhosts in it. It belongs to one thread, all but its
/// waker, and must be closed.
final class ServiceContext {
    /// The buffer that an upgrade is written into and a message read through, and the
    /// head of a server's answer; more is an error.
    static let handshakeBytesMax = 16 << 10
    /// libwebsockets' own times, which would come before ours: an hour.
    static let ownTimeoutSeconds: UInt32 = 3600

    /// The name of the one protocol, which no server is told.
    private static let protocolName = "wall"

    /// Whether OpenSSL is prepared, by a context that is made and destroyed for it once.
    /// libwebsockets takes a number by which connections know themselves, for all
    /// contexts, each time it does so: handshakes under way in another one fail then.
    private static let preparedTLS: Bool = {
        hw_ws_silence()
        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.options = hw_ws_context_options() | hw_ws_tls_option()
        info.fd_limit_per_thread = 8
        guard let context = lws_create_context(&info) else { return false }
        lws_context_destroy(context)
        return true
    }()

    private(set) var context: OpaquePointer?
    /// Who is told what happens.
    weak var receiver: SocketLoop?
    private let name: UnsafeMutablePointer<CChar>
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let timer: UnsafeMutablePointer<hw_ws_timer>

    /// - Throws: `WebSocketFailure.unreachable` when libwebsockets has no memory or
    ///   descriptor for it.
    init() throws(WebSocketFailure) {
        let bytes = Array(Self.protocolName.utf8CString)
        name = .allocate(capacity: bytes.count)
        name.initialize(from: bytes, count: bytes.count)
        // The second one ends the table.
        protocols = .allocate(capacity: 2)
        protocols.initialize(repeating: lws_protocols(), count: 2)
        protocols[0].name = UnsafePointer(name)
        protocols[0].callback = handleSocket
        protocols[0].rx_buffer_size = Self.handshakeBytesMax
        timer = .allocate(capacity: 1)
        timer.initialize(to: hw_ws_timer())

        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.protocols = UnsafePointer(protocols)
        // What callbacks find their way by: it lives until the context is destroyed.
        info.user = Unmanaged.passUnretained(self).toOpaque()
        info.pt_serv_buf_size = UInt32(Self.handshakeBytesMax)
        info.max_http_header_data = UInt16(Self.handshakeBytesMax)
        info.timeout_secs = Self.ownTimeoutSeconds
        // A table for the whole of what the process may open would be megabytes.
        info.fd_limit_per_thread = UInt32(WebSocketClient.socketsMax * 2)
        info.options = hw_ws_context_options()
        context = Self.preparedTLS ? lws_create_context(&info) : nil
        guard context != nil else {
            free()
            throw .unreachable(detail: "this machine has no means left for websockets")
        }
        timer.pointee.context = context
    }

    deinit {
        assert(context == nil, "a context of libwebsockets' was not closed")
        close()
    }

    /// What wakes `service` from any thread, until `close`.
    var waker: ServiceWaker? { context.map(ServiceWaker.init) }

    /// The table that vhosts take over.
    var protocolTable: UnsafePointer<lws_protocols> { UnsafePointer(protocols) }

    /// Waits for whatever comes first, and handles it: word of a server's, a wake, or
    /// the time.
    func service(atMost time: Duration) {
        guard let context else { return }
        // libwebsockets takes no time to wait, but knows timers; of their time it waits
        // the whole milliseconds, and would be back a bit too soon, again and again.
        hw_ws_timer_set(timer, time.wholeMicroseconds + 1000)
        // Negative when something inside failed: then the sockets have been told.
        _ = lws_service(context, 0)
    }

    /// Ends every connection and gives it all back; a second call does nothing. Nobody
    /// may hold the waker.
    func close() {
        guard let context else { return }
        hw_ws_timer_cancel(timer)
        self.context = nil
        lws_context_destroy(context)
        free()
    }

    private func free() {
        timer.deallocate()
        protocols.deallocate()
        name.deallocate()
    }
}

/// Ends another thread's `service`, or its next one.
///
/// `@unchecked`: it holds a bare pointer, and `lws_cancel_service` is the one call that
/// libwebsockets allows on it from any thread. Whoever keeps a waker lets go of it
/// before the context is closed.
struct ServiceWaker: @unchecked Sendable {
    private let context: OpaquePointer

    fileprivate init(_ context: OpaquePointer) { self.context = context }

    func wake() { lws_cancel_service(context) }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let parts = components
        return parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    }
}

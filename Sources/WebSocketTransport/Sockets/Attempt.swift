import CWebSockets

/// The number of one try at a connection. It is all that libwebsockets knows of us: what
/// an attempt says that nobody waits for any more finds nobody.
struct Attempt: Hashable {
    private let number: UInt

    /// The one after another.
    init(after last: Attempt?) { number = (last?.number ?? 0) + 1 }

    /// The one that a connection belongs to.
    init?(of wire: OpaquePointer) {
        guard let mark = lws_get_opaque_user_data(wire) else { return nil }
        number = UInt(bitPattern: mark)
    }

    /// As libwebsockets keeps it: no address, and never followed.
    fileprivate var mark: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: number) }

    /// Begins a connection; nil when it failed at once. It may say things before this
    /// returns.
    func connect(
        to address: String, _ target: Target, isVerified: Bool, vhost: OpaquePointer,
        _ service: ServiceContext
    ) -> OpaquePointer? {
        var flags: UInt32 = 0
        if target.isSecure {
            flags = LCCSCF_USE_SSL.rawValue
            // Compared in `CertificateCheck` instead.
            if target.isIPv6 || !isVerified {
                flags |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK.rawValue
            }
        }
        flags |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue
        // libwebsockets copies all of them.
        return address.withCString { address in
            target.authority.withCString { authority in
                target.path.withCString { path in
                    // Its websockets know no HTTP/2, which it would offer.
                    "http/1.1".withCString { alpn in
                        var info = lws_client_connect_info()
                        info.context = service.context
                        info.vhost = vhost
                        info.address = address
                        info.port = Int32(target.port)
                        info.host = authority
                        info.path = path
                        info.alpn = alpn
                        info.ssl_connection = Int32(flags)
                        info.opaque_user_data = mark
                        info.retry_and_idle_policy = hw_ws_no_pings()
                        return lws_client_connect_via_info(&info)
                    }
                }
            }
        }
    }
}

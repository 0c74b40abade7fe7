import CWebSockets
import Glibc

/// Whom connections trust. libwebsockets has one trust for each vhost and makes no
/// connection without one, so there is a vhost for each way of trusting; they are
/// shared, and belong to the context, which must outlive this.
final class TrustVhosts {
    /// Ways of trusting that nobody uses now and that are kept for the next socket.
    private static let idleMax = 4

    /// One way: equal ones share a vhost. A file that has changed is another way.
    struct Way: Hashable {
        fileprivate let caFile: String?
        fileprivate let verifies: Bool
        fileprivate let fileStamp: [Int]

        init(_ request: WebSocketRequest, _ target: Target) {
            verifies = request.verifiesCertificate || !target.isSecure
            caFile = verifies && target.isSecure ? request.caFile : nil
            fileStamp = caFile.map(Self.stamp) ?? []
        }

        private static func stamp(_ path: String) -> [Int] {
            var file = stat()
            guard stat(path, &file) == 0 else { return [] }
            return [
                Int(file.st_ino), Int(file.st_size), file.st_mtim.tv_sec, file.st_mtim.tv_nsec,
            ]
        }
    }

    private struct Entry {
        let vhost: OpaquePointer
        let trust: OpaquePointer
        var uses = 0
    }

    private var entries: [Way: Entry] = [:]

    deinit { assert(entries.isEmpty, "the trust of websockets was not closed") }

    /// The vhost of a way, made if there is none; to be released once.
    func take(
        _ way: Way, _ service: ServiceContext
    ) throws(WebSocketFailure) -> OpaquePointer {
        if entries[way] == nil {
            drop(keeping: Self.idleMax)
            entries[way] = try make(way, service)
        }
        guard let entry = entries[way] else { throw Self.noMeans }
        entries[way]?.uses += 1
        return entry.vhost
    }

    /// Says that a socket needs it no more.
    func release(_ way: Way) {
        assert(entries[way].map { $0.uses > 0 } ?? false, "a trust was released twice")
        entries[way]?.uses -= 1
    }

    /// Gives everything back, before the context is destroyed: its vhosts end with it.
    func close() {
        for entry in entries.values { SSL_CTX_free(entry.trust) }
        entries = [:]
    }

    private func drop(keeping kept: Int) {
        let idle = entries.filter { $0.value.uses == 0 }
        guard idle.count > kept else { return }
        for (way, entry) in idle {
            entries[way] = nil
            lws_vhost_destroy(entry.vhost)
            // Connections that are still about to end keep it alive.
            SSL_CTX_free(entry.trust)
        }
    }

    private static let noMeans = WebSocketFailure.unreachable(
        detail: "this machine has no means left for websockets")

    private func make(_ way: Way, _ service: ServiceContext) throws(WebSocketFailure) -> Entry {
        guard let context = service.context else { throw Self.noMeans }
        let verifies: Int32 = way.verifies ? 1 : 0
        let made =
            if let file = way.caFile { hw_ws_trust_new(file, verifies) } else {
                hw_ws_trust_new(nil, verifies)
            }
        guard let trust = made else {
            throw .tls(detail: "this machine's list of certificate authorities is broken")
        }
        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN
        info.protocols = service.protocolTable
        info.options = hw_ws_tls_option()
        info.provided_client_ssl_ctx = trust
        info.timeout_secs = ServiceContext.ownTimeoutSeconds
        info.connect_timeout_secs = ServiceContext.ownTimeoutSeconds
        // An empty one keeps it from the environment's `http_proxy`.
        let vhost = "".withCString { empty in
            info.http_proxy_address = empty
            return lws_create_vhost(context, &info)
        }
        guard let vhost else {
            SSL_CTX_free(trust)
            throw Self.noMeans
        }
        return Entry(vhost: vhost, trust: trust)
    }
}

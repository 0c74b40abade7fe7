import Glibc

/// Who is at the other end of a Unix socket.
enum PeerCheck {
    /// Whether the peer is this process's user or root. The kernel noted the
    /// user when the peer connected; it cannot be forged.
    static func isOursOrRoot(_ descriptor: Int32) -> Bool {
        // `struct ucred`: process, user, group, 32 bits each (`unix(7)`).
        var peer: [UInt32] = [0, .max, .max]
        let whole = socklen_t(peer.count * MemoryLayout<UInt32>.size)
        var size = whole
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0, size == whole
        else { return false }
        return peer[1] == 0 || peer[1] == geteuid()
    }
}

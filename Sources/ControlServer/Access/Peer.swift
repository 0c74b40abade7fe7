/// Who came to the gate.
enum Visitor: Equatable, Sendable {
    /// Somebody whom the gate listens to.
    case come(Peer)
    /// Nobody any more: the connection ended before it was looked at.
    case gone
    /// A process of another user, over the Unix socket.
    case stranger
}

/// Who is at the other end of a connection.
enum Peer: Equatable, Sendable {
    /// A process of this user or of root, over the Unix socket.
    case socket
    /// A process of this machine, over TCP.
    case loopback
    /// Another machine, by its address.
    case network(String)

    /// What wrong tokens are counted by.
    var address: String {
        switch self {
        case .socket: "socket"
        case .loopback: "loopback"
        case .network(let address): address
        }
    }
}

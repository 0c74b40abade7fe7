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

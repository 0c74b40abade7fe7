import Glibc

/// Why the control server did not start. Each is one sentence with a way out.
public enum ControlServerError: Error, Sendable, Equatable {
    /// Another process holds the socket's lock; nil when it has not said who it is yet.
    case taken(name: String, pid: Int32?)
    /// Something listens on the socket without holding its lock.
    case inUse(path: String)
    /// The socket's path is too long, in bytes.
    case pathTooLong(path: String, bytes: Int)
    /// The folder, or a file at our place in it, is not to be trusted; why, in words.
    case untrusted(path: String, reason: String)
    /// Another program listens on the port.
    case portTaken(String)
    /// What was to be listened on is no address of this machine.
    case noAddress(String)
    /// A call of the operating system failed.
    case system(_ operation: String, path: String?, errno: Int32)
    /// The web server inside did not start.
    case serverFailed(String)

    /// Whether the wall's place is taken: another wall runs there.
    public var isTaken: Bool {
        switch self {
        case .taken, .inUse: true
        default: false
        }
    }
}

extension ControlServerError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .taken(let name, let pid):
            "A wall named \(name) already runs (\(pid.map { "process \($0)" } ?? "it just started"))"
                + ": end it, or give this one another HYPERWALL_NAME."
        case .inUse(let path):
            "Another program listens on \(path): end it, or set HYPERWALL_SOCKET."
        case .pathTooLong(let path, let bytes):
            "The socket's path \(path) has \(bytes) bytes, more than the \(SocketPath.bytesMax)"
                + " a socket can have: set a shorter HYPERWALL_SOCKET."
        case .untrusted(let path, let reason):
            "\(path) \(reason): remove it, or set HYPERWALL_SOCKET to a path in a folder of yours."
        case .portTaken(let place):
            "Another program listens on \(place): end it, or give HYPERWALL_HTTP another port."
        case .noAddress(let place):
            "\(place) is no address of this machine: set HYPERWALL_HTTP to one that is."
        case .system(let operation, let path, let number):
            "Cannot \(operation)\(path.map { " " + $0 } ?? ""): \(String(cString: strerror(number)))."
        case .serverFailed(let words):
            "The control server did not start: \(words)."
        }
    }
}

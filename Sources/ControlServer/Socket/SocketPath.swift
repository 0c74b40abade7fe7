/// Where a wall's socket is.
public struct SocketPath: Sendable, Equatable {
    /// `sun_path` holds 108 bytes, the last one a zero (`unix(7)`).
    public static let bytesMax = 107

    /// The wall's name.
    public let name: String
    /// The socket's path.
    public let path: String

    /// A path that was found otherwise.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    /// The socket of the wall `name`: the configured path, else the service
    /// manager's folder, else the user's runtime folder, else one in `/tmp`.
    ///
    /// - Parameters:
    ///   - name: `HYPERWALL_NAME`.
    ///   - explicit: `HYPERWALL_SOCKET`; empty counts as not set.
    ///   - environment: the process's environment (`RUNTIME_DIRECTORY`, `XDG_RUNTIME_DIR`).
    ///   - uid: the user's number.
    public static func resolve(
        name: String, explicit: String?, environment: [String: String], uid: UInt32
    ) -> SocketPath {
        if let explicit, !explicit.isEmpty { return SocketPath(name: name, path: explicit) }
        // systemd lists several folders with colons; the first is the wall's.
        let folders = environment["RUNTIME_DIRECTORY"]?.split(separator: ":") ?? []
        if let first = folders.first, first.hasPrefix("/") {
            return SocketPath(name: name, path: "\(first)/wall.sock")
        }
        // The XDG base directory specification: a relative path is to be ignored.
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            return SocketPath(name: name, path: "\(runtime)/hyperwall/\(name).sock")
        }
        return SocketPath(name: name, path: "/tmp/hyperwall-\(uid)/\(name).sock")
    }

    /// The folder of the socket.
    var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The lock beside the socket, which the running wall holds.
    var lockPath: String {
        path.hasSuffix(".sock") ? "\(path.dropLast(5)).lock" : path + ".lock"
    }
}

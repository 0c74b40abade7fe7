import Glibc

/// A `sockaddr_un` of a path.
struct UnixAddress {
    private var storage = sockaddr_un()

    /// - Returns: nil when the path is empty or longer than `SocketPath.bytesMax`.
    init?(path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= SocketPath.bytesMax, !bytes.contains(0) else {
            return nil
        }
        storage.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &storage.sun_path) { $0.copyBytes(from: bytes) }
    }

    /// Calls `bind` or `connect` on `descriptor` and returns 0 or `errno`.
    func apply(
        _ call: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, to descriptor: Int32
    ) -> Int32 {
        withUnsafePointer(to: storage) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let size = socklen_t(MemoryLayout<sockaddr_un>.size)
                return call(descriptor, $0, size) == 0 ? 0 : errno
            }
        }
    }

    /// A new stream socket that is closed in children and never blocks.
    ///
    /// - Throws: `ControlServerError.system`.
    static func makeSocket() throws(ControlServerError) -> OwnedDescriptor {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, kind, 0)
        guard number >= 0 else { throw .system("make a socket", path: nil, errno: errno) }
        return OwnedDescriptor(owning: number)
    }
}

import Glibc

/// An address and a port that can be listened on.
struct TCPAddress: Sendable {
    private var storage: sockaddr_storage
    private let size: socklen_t
    /// Whether only this machine can reach it.
    let isLoopback: Bool

    /// - Parameters:
    ///   - host: an address written out, IPv6 without brackets; `localhost`; `*` for every one.
    ///   - port: 0 for any that is free.
    /// - Returns: nil when it is none.
    init?(host: String, port: UInt16) {
        var storage = sockaddr_storage()
        let name = host == "localhost" ? "127.0.0.1" : host == "*" ? "0.0.0.0" : host
        var four = sockaddr_in()
        if inet_pton(AF_INET, name, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            isLoopback = UInt32(bigEndian: four.sin_addr.s_addr) >> 24 == 127
            size = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                withUnsafeBytes(of: four) { bytes.copyMemory(from: $0) }
            }
        } else {
            var six = sockaddr_in6()
            guard inet_pton(AF_INET6, name, &six.sin6_addr) == 1 else { return nil }
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            isLoopback = Peer(six.sin6_addr) == .loopback
            size = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                withUnsafeBytes(of: six) { bytes.copyMemory(from: $0) }
            }
        }
        self.storage = storage
    }

    /// `AF_INET` or `AF_INET6`.
    var family: Int32 { Int32(storage.ss_family) }

    /// Binds `descriptor` to it and returns 0 or `errno`.
    func bind(_ descriptor: Int32) -> Int32 {
        withUnsafePointer(to: storage) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, size) == 0 ? 0 : errno
            }
        }
    }
}

import Glibc

/// A listening TCP socket. It must be closed.
final class TCPListener: Sendable {
    /// The listening socket, non-blocking.
    let descriptor: OwnedDescriptor
    /// The port, also where any was wanted.
    let port: UInt16

    /// What the kernel keeps of an answer that nobody reads; by itself it is megabytes for each
    /// connection, and an event stream would seem to be read for many minutes.
    private static let sendBytes: Int32 = 128 * 1024
    /// How long sent bytes may go without an acknowledgement.
    private static let silenceMilliseconds: Int32 = 45_000

    /// Listens.
    ///
    /// - Parameter place: the address as configured, for words about it.
    /// - Throws: `ControlServerError`: `portTaken`, `noAddress`, or `system`.
    init(at address: TCPAddress, place: String) throws(ControlServerError) {
        let kind =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw .system("make a socket for", path: place, errno: errno) }
        let descriptor = OwnedDescriptor(owning: number)
        do throws(ControlServerError) {
            // Connections of the last wall that still linger are no reason not to start.
            var on: Int32 = 1
            guard
                setsockopt(
                    number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
            else { throw ControlServerError.system("prepare", path: place, errno: errno) }
            // What is accepted inherits these (`tcp(7)`). A phone that left the network says no
            // goodbye: its event stream is over when it acknowledges nothing for a while. And an
            // event is not to wait until the one before was acknowledged.
            for (level, option, value) in [
                (Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, Self.silenceMilliseconds),
                (Int32(IPPROTO_TCP), TCP_NODELAY, 1), (SOL_SOCKET, SO_SNDBUF, Self.sendBytes),
            ] {
                var value = value
                guard
                    setsockopt(
                        number, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
                else { throw ControlServerError.system("prepare", path: place, errno: errno) }
            }
            let bound = address.bind(number)
            guard bound == 0 else { throw Self.refused(place, bound) }
            guard listen(number, SOMAXCONN) == 0 else { throw Self.refused(place, errno) }
            port = try Self.port(of: number, place)
        } catch {
            descriptor.close()
            throw error
        }
        self.descriptor = descriptor
    }

    /// Stops listening; a second call does nothing.
    func close() { descriptor.close() }

    private static func refused(_ place: String, _ number: Int32) -> ControlServerError {
        switch number {
        case EADDRINUSE: .portTaken(place)
        case EADDRNOTAVAIL: .noAddress(place)
        default: .system("listen on", path: place, errno: number)
        }
    }

    private static func port(
        of descriptor: Int32, _ place: String
    ) throws(ControlServerError) -> UInt16 {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        guard result == 0 else { throw .system("ask for the port of", path: place, errno: errno) }
        // Both families have the port at the same place (`ip(7)`, `ipv6(7)`).
        return withUnsafeBytes(of: storage) {
            UInt16(bigEndian: $0.loadUnaligned(as: sockaddr_in.self).sin_port)
        }
    }
}

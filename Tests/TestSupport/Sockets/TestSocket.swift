import Foundation

/// A plain blocking socket, with which a test can misbehave as no library would.
/// Every wait ends after five seconds. Closed by `close()`.
public struct TestSocket: Sendable {
    /// The descriptor.
    public let descriptor: Int32

    /// What went wrong, with `errno`.
    public struct Failure: Error {
        /// The call.
        public let call: String
        /// Its `errno`.
        public let errno: Int32
    }

    init(descriptor: Int32) throws {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            guard setsockopt(descriptor, SOL_SOCKET, option, &limit, size) == 0 else {
                throw Failure(call: "setsockopt", errno: Foundation.errno)
            }
        }
    }

    /// Connects with the Unix socket at `path`.
    public static func connected(unix path: String) throws -> TestSocket {
        let socket = try make(AF_UNIX)
        guard withUnixAddress(path, { connect(socket.descriptor, $0, $1) }) == 0 else {
            let number = errno
            socket.close()
            throw Failure(call: "connect", errno: number)
        }
        return socket
    }

    /// Connects with a port.
    /// - Parameter address: an IPv4 address written out.
    public static func connected(
        port: UInt16, address text: String = "127.0.0.1"
    ) throws -> TestSocket {
        let socket = try make(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else {
            socket.close()
            throw Failure(call: "inet_pton", errno: EINVAL)
        }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket.descriptor, $0, size)
            }
        }
        guard result == 0 else {
            let number = errno
            socket.close()
            throw Failure(call: "connect", errno: number)
        }
        return socket
    }

    /// Listens on a new Unix socket at `path`.
    public static func listening(unix path: String, backlog: Int32 = 16) throws -> TestSocket {
        let socket = try make(AF_UNIX)
        guard withUnixAddress(path, { bind(socket.descriptor, $0, $1) }) == 0,
            listen(socket.descriptor, backlog) == 0
        else { throw Failure(call: "bind", errno: errno) }
        return socket
    }

    /// Listens on a free port of 127.0.0.1 and says which.
    public static func listeningOnLoopback() throws -> (socket: TestSocket, port: UInt16) {
        let socket = try make(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket.descriptor, address, size) == 0
                    && getsockname(socket.descriptor, address, &size) == 0
            }
        }
        guard result, listen(socket.descriptor, 16) == 0 else {
            throw Failure(call: "bind", errno: errno)
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// Listens on a free port of ::1 and says which; fails where there is no IPv6.
    public static func listeningOnIPv6Loopback() throws -> (socket: TestSocket, port: UInt16) {
        let socket = try make(AF_INET6)
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket.descriptor, address, size) == 0
                    && getsockname(socket.descriptor, address, &size) == 0
            }
        }
        guard result, listen(socket.descriptor, 16) == 0 else {
            let number = errno
            socket.close()
            throw Failure(call: "bind", errno: number)
        }
        return (socket, UInt16(bigEndian: address.sin6_port))
    }

    /// Whether this machine has an IPv6 loopback.
    public static var hasIPv6Loopback: Bool {
        guard let (socket, _) = try? listeningOnIPv6Loopback() else { return false }
        socket.close()
        return true
    }

    /// The next client.
    public func accepted() throws -> TestSocket {
        let number = accept(descriptor, nil, nil)
        guard number >= 0 else { throw Failure(call: "accept", errno: errno) }
        // A program that another test starts must not keep it open.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return try TestSocket(descriptor: number)
    }

    /// Sends all of it, unless the other side has gone.
    public func send(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)
        while !rest.isEmpty {
            let count = Foundation.send(descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }

    /// Sends text.
    public func send(_ text: String) { send(Array(text.utf8)) }

    /// Says that nothing more will be sent.
    public func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads until the other side ends. nil when it has not after five seconds.
    public func readToEnd() -> [UInt8]? {
        var all: [UInt8] = []
        while true {
            guard let more = read() else { return errno == ECONNRESET ? all : nil }
            if more.isEmpty { return all }
            all += more
        }
    }

    /// Reads what is there, waiting for it. Empty at the end, nil on an error.
    public func read(atMost max: Int = 65536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: max)
        let count = recv(descriptor, &buffer, max, 0)
        return count >= 0 ? Array(buffer.prefix(count)) : nil
    }

    /// Closes it; only once.
    public func close() { _ = Foundation.close(descriptor) }

    private static func make(_ family: Int32) throws -> TestSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = socket(family, kind, 0)
        guard number >= 0 else { throw Failure(call: "socket", errno: errno) }
        return try TestSocket(descriptor: number)
    }

    private static func withUnixAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

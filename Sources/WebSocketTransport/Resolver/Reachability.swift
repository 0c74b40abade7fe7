import Glibc

/// Why a machine cannot be reached.
enum Reachability {
    /// Long enough for a refusal from the other end of the world.
    private static let patienceMilliseconds: Int32 = 1000

    /// Connects and hangs up. Blocks, a second at most.
    static func check(_ address: String, _ port: UInt16) -> Finding.Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &list) == 0, let list else {
            return .failure(words(for: 0))
        }
        defer { freeaddrinfo(list) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(list.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { return .failure(words(for: errno)) }
        defer { _ = Glibc.close(descriptor) }
        guard connect(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen) != 0 else {
            return .failure(words(for: 0))
        }
        guard errno == EINPROGRESS else { return .failure(words(for: errno)) }
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&wait, 1, patienceMilliseconds) > 0 else {
            return .failure(words(for: ETIMEDOUT))
        }
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size) == 0 else {
            return .failure(words(for: errno))
        }
        return .failure(words(for: number))
    }

    /// What an `errno` of `connect` means; 0 for a connection that came about now.
    private static func words(for number: Int32) -> WebSocketFailure {
        switch number {
        case ECONNREFUSED: .connectionRefused
        case ETIMEDOUT: .timedOut
        case EHOSTUNREACH: .unreachable(detail: "the machine does not answer")
        case ENETUNREACH, ENETDOWN: .unreachable(detail: "there is no way into that network")
        case EMFILE, ENFILE: .unreachable(detail: "too many files are open on this machine")
        default: .unreachable(detail: "no connection could be made")
        }
    }
}

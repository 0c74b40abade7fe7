import Foundation

/// A connection that a site has taken over, on its own thread: bytes both ways, without waiting.
public struct SiteStream: Sendable {
    /// What is read at once, bytes.
    static let readBytes = 64 * 1024

    private let connection: FaultyConnection
    private let path: String
    private let drops: Int
    /// What the client sent behind its request.
    public let behind: [UInt8]

    init(_ connection: FaultyConnection, _ request: RequestHead, _ drops: Int) {
        self.connection = connection
        path = request.path
        behind = request.behind
        self.drops = drops
    }

    /// What a wait ended with.
    public struct Readiness: Sendable {
        /// There is something to read, the end too.
        public var canRead = false
        /// The system takes bytes.
        public var canWrite = false
        /// The client has nothing more to say, or is not there any more.
        public var hasGone = false
    }

    /// Whether the server wants the connection's end.
    public var mustEnd: Bool { connection.server.mustEnd(path, drops) }

    /// Waits for the client, or until `wake` can be read.
    /// - Parameters:
    ///   - wake: a descriptor; negative for none.
    ///   - milliseconds: at most so long.
    public func wait(
        reading: Bool, writing: Bool, wake: Int32, milliseconds: Int32
    ) -> Readiness {
        let hasGone = Int16(0x2000)  // POLLRDHUP, which Glibc's module has not.
        let wanted = (reading ? Int16(POLLIN) : 0) | (writing ? Int16(POLLOUT) : 0) | hasGone
        var polls = [
            pollfd(fd: connection.socket, events: wanted, revents: 0),
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polls, 2, milliseconds) > 0 else { return Readiness() }
        let seen = polls[0].revents
        return Readiness(
            canRead: seen & Int16(POLLIN) != 0, canWrite: seen & Int16(POLLOUT) != 0,
            hasGone: seen & (hasGone | Int16(POLLHUP | POLLERR)) != 0)
    }

    /// What has come; empty when nothing has, nil at the end.
    public func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Self.readBytes)
        let count = recv(connection.socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN || errno == EINTR ? [] : nil }
        return count == 0 ? nil : Array(buffer.prefix(count))
    }

    /// - Returns: how many bytes the system took; nil when the client has gone.
    public func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes {
            send(
                connection.socket, $0.baseAddress, $0.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if count < 0 { return errno == EAGAIN || errno == EINTR ? 0 : nil }
        return count
    }

    /// Lets the connection end with a reset instead of a farewell.
    public func reset() { connection.resetConnection() }
}

import Glibc

/// Bytes on their way from one descriptor to another.
struct ByteQueue {
    private var bytes: [UInt8] = []
    private var sent = 0

    /// Bytes that wait.
    var count: Int { bytes.count - sent }
    /// Whether nothing waits.
    var isEmpty: Bool { count == 0 }

    /// Adds bytes at the end.
    mutating func append(_ more: some Sequence<UInt8>) {
        if isEmpty {
            bytes.removeAll(keepingCapacity: true)
            sent = 0
        }
        bytes.append(contentsOf: more)
    }

    /// Drops what waits.
    mutating func removeAll() {
        bytes = []
        sent = 0
    }

    /// What one call brought.
    enum Outcome: Equatable {
        /// So many bytes, at least one.
        case moved(Int)
        /// Nothing at this moment.
        case blocked
        /// The other side has sent everything.
        case ended
        /// The connection is gone.
        case broken
    }

    /// Sends what the socket takes. A signal is never raised.
    mutating func send(to descriptor: Int32) -> Outcome {
        guard !isEmpty else { return .blocked }
        let count = bytes.withUnsafeBytes { buffer in
            Glibc.send(
                descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard count >= 0 else { return Self.outcome(ofErrno: errno) }
        sent += count
        return .moved(count)
    }

    /// Reads into `buffer` and says how many of its bytes are new.
    static func receive(from descriptor: Int32, into buffer: inout [UInt8]) -> Outcome {
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count == 0 { return .ended }
        return count > 0 ? .moved(count) : outcome(ofErrno: errno)
    }

    private static func outcome(ofErrno number: Int32) -> Outcome {
        number == EAGAIN || number == EWOULDBLOCK || number == EINTR ? .blocked : .broken
    }
}

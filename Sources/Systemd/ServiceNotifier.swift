import Glibc

/// The way from a service to the manager that started it: a datagram to the socket that
/// `NOTIFY_SOCKET` names, as `sd_notify(3)` sends it.
///
///     let notifier = ServiceNotifier(environment: environment, processID: getpid())
///     notifier?.send(.ready, .status("3 of 3"))
///
/// Nothing of it waits: a manager that does not listen costs a message, and nothing else.
public struct ServiceNotifier: Sendable {
    /// `WatchdogSec=`: after so long without `.watchdog` the manager ends the service; nil when
    /// nobody watches this process.
    public let watchdogInterval: Duration?
    private let address: [UInt8]

    /// The variables that a manager sets for this process alone.
    public static let variables = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    /// `sun_path` holds 108 bytes (`unix(7)`), a path one less.
    private static let pathBytesMax = 107

    /// Nil when no manager waits for a word, or its address is none.
    /// - Parameters:
    ///   - environment: of the process: `NOTIFY_SOCKET` (a path, or `@` and an abstract name),
    ///     `WATCHDOG_USEC`, `WATCHDOG_PID`.
    ///   - processID: its own; a watchdog of another process is not ours.
    public init?(environment: [String: String], processID: Int32) {
        guard let name = environment["NOTIFY_SOCKET"], let first = name.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@"), name.utf8.count > 1,
            name.utf8.count <= Self.pathBytesMax, !name.utf8.contains(0)
        else { return nil }
        // An abstract name begins with a zero, which no environment can hold.
        address = first == UInt8(ascii: "@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        let watched = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogInterval =
            watched && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Takes the manager's variables out of this process's environment, so that no child of it
    /// speaks in its name. Before any thread is made: `unsetenv` is for one thread.
    public static func keepFromChildren() {
        // It fails for a name with a = alone.
        for name in variables { unsetenv(name) }
    }

    /// Now, on the clock of `ServiceMessage.reloading`, microseconds.
    public static var monotonicMicroseconds: UInt64 {
        var time = timespec()
        guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
    }

    /// Says it all in one datagram.
    /// - Returns: whether the manager will hear it.
    @discardableResult
    public func send(_ messages: ServiceMessage...) -> Bool {
        let text = messages.map(\.lines).joined()
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }

        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: address) }
        // The length says where an abstract name ends; a path may have its zero or not.
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + address.count)
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        var bytes = Array(text.utf8)
        let count = bytes.count
        let sent = withUnsafePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                sendto(descriptor, &bytes, count, flags, place, length)
            }
        }
        return sent == count
    }
}

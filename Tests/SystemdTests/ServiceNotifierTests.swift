import Glibc
import Systemd
import TestSupport
import Testing

@Suite struct ServiceNotifierTests {
    @Test("every message is said in the manager's words")
    func words() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("notify")
        let socket = try ListeningSocket(path)
        let notifier = try #require(
            ServiceNotifier(environment: ["NOTIFY_SOCKET": path], processID: 7))
        #expect(notifier.send(.ready, .status("3/4 playing, link up"), .watchdog))
        #expect(socket.next() == "READY=1\nSTATUS=3/4 playing, link up\nWATCHDOG=1\n")
        notifier.send(.reloading(monotonicMicroseconds: 12), .mainProcess(34), .stopping)
        #expect(socket.next() == "RELOADING=1\nMONOTONIC_USEC=12\nMAINPID=34\nSTOPPING=1\n")
        notifier.send(.extendTimeout(.milliseconds(1500)))
        #expect(socket.next() == "EXTEND_TIMEOUT_USEC=1500000\n")
    }

    @Test("an abstract name reaches its socket")
    func abstract() throws {
        let name = "@hyperwall-test-\(getpid())"
        let socket = try ListeningSocket(name)
        let notifier = try #require(
            ServiceNotifier(environment: ["NOTIFY_SOCKET": name], processID: 7))
        #expect(notifier.send(.watchdog))
        #expect(socket.next() == "WATCHDOG=1\n")
    }

    @Test("a status cannot say anything else, and is bounded")
    func status() throws {
        let name = "@hyperwall-test-status-\(getpid())"
        let socket = try ListeningSocket(name)
        let notifier = try #require(
            ServiceNotifier(environment: ["NOTIFY_SOCKET": name], processID: 7))
        notifier.send(.status("a\nREADY=1\r\u{1B}[2J\u{2028}\u{202E}b"))
        #expect(socket.next() == "STATUS=a READY=1  [2J  b\n")
        notifier.send(.status(String(repeating: "é", count: 10_000)))
        let long = try #require(socket.next())
        #expect(long.utf8.count == "STATUS=\n".utf8.count + 400)
    }

    @Test(
        "without a manager there is nobody to tell",
        arguments: [nil, "", "/", "run/notify", "vsock:2:1"])
    func nobody(socket: String?) {
        let environment = socket.map { ["NOTIFY_SOCKET": $0] } ?? [:]
        #expect(ServiceNotifier(environment: environment, processID: 7) == nil)
    }

    @Test("a manager that is gone, or hears nothing, is no trouble")
    func deaf() throws {
        let gone = try #require(
            ServiceNotifier(
                environment: ["NOTIFY_SOCKET": "/nowhere/\(getpid())"], processID: 7))
        #expect(!gone.send(.ready))
        let name = "@hyperwall-test-deaf-\(getpid())"
        let socket = try ListeningSocket(name)
        let notifier = try #require(
            ServiceNotifier(environment: ["NOTIFY_SOCKET": name], processID: 7))
        // Nobody empties it: at some point it is full, and nothing waits for it.
        let refused = (0..<5000).contains { _ in !notifier.send(.watchdog) }
        #expect(refused)
        _ = socket.next()
    }

    @Test("only one's own watchdog counts")
    func watchdog() {
        func interval(_ microseconds: String?, _ pid: String?) -> Duration? {
            var environment = ["NOTIFY_SOCKET": "/run/notify"]
            environment["WATCHDOG_USEC"] = microseconds
            environment["WATCHDOG_PID"] = pid
            return ServiceNotifier(environment: environment, processID: 7)?.watchdogInterval
        }
        #expect(interval("30000000", "7") == .seconds(30))
        #expect(interval("30000000", nil) == .seconds(30))
        #expect(interval("30000000", "8") == nil)
        #expect(interval("30000000", "x") == nil)
        #expect(interval(nil, "7") == nil)
        #expect(interval("0", "7") == nil)
        #expect(interval("-5", "7") == nil)
        #expect(interval("many", "7") == nil)
    }
}

/// A manager's socket.
private final class ListeningSocket {
    private let descriptor: Int32

    init(_ name: String) throws {
        descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        try #require(descriptor >= 0)
        var place = sockaddr_un()
        place.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count)
        let bound = withUnsafePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length)
            }
        }
        try #require(bound == 0)
    }

    /// The next datagram, nil when there is none.
    func next() -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    deinit { close(descriptor) }
}

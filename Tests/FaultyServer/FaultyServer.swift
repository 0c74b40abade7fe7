import Foundation
import Synchronization

/// An HTTP server for tests that serves files well, with ranges, or as badly
/// as it is told, path by path. On loopback only. Ended by `stop()`.
///
/// `/` answers with a few words, so that whoever asks whether the server is
/// there gets an answer while single files fail.
public final class FaultyServer: Sendable {
    /// Connections at once; more are closed at once.
    public static let connectionsMax = 512
    /// What the system may hold of an answer that the client has not taken yet, bytes.
    static let sendBufferBytes: Int32 = 256 * 1024
    /// Requests that are remembered, the newest.
    public static let requestsMax = 4096

    /// One request, as it came.
    public struct Request: Sendable {
        /// `GET` and so on.
        public let method: String
        /// The path without its query.
        public let path: String
        /// The headers that tests look at, names in small letters.
        public let headers: [String: String]
        /// Seconds since the server's start.
        public let time: Double
    }

    /// What the whole server does.
    public enum Mood: Sendable, Hashable {
        /// Its work.
        case well
        /// Takes connections and never answers, whatever is asked.
        case hangs
        /// Nobody listens.
        case refuses
    }

    struct State {
        var mood = Mood.well
        var faults: [String: Fault] = [:]
        /// Paths whose running transfers are to stall or to be reset now.
        var stalled: Set<String> = []
        var reset: Set<String> = []
        /// Raised when the running transfers of a path, or all, are to end.
        var dropped: [String: Int] = [:]
        var listener: Int32 = -1
        var connections: Set<Int32> = []
        var connectionsEver = 0
        var inFlight: [String: Int] = [:]
        var mostInFlight: [String: Int] = [:]
        var requests: [Request] = []
        var isStopped = false
        /// Whether any path that was named ends in `*`.
        var hasPatterns = false
    }

    /// Where the files are; a path is a file name in it.
    public let folder: String
    /// What is served instead of the folder.
    let site: (any FaultySite)?
    /// The port on 127.0.0.1.
    public let port: UInt16
    /// The server that the client is sent to by `redirectForeign`, as `http://host:port`.
    let foreign: Mutex<String?> = Mutex(nil)
    let state = Mutex(State())
    let began = ContinuousClock.now

    /// What went wrong, with `errno`.
    public struct Failure: Error, CustomStringConvertible {
        /// The call and why.
        public let description: String
    }

    /// Listens at once.
    /// - Parameters:
    ///   - folder: the files to serve.
    ///   - port: 0 for a free one.
    public convenience init(folder: String, port: UInt16 = 0) throws {
        try self.init(folder: folder, site: nil, port: port)
    }

    /// Listens at once, and serves a site instead of a folder. A fault's path is the name that
    /// the site gives it; one that ends in `*` stands for all that begin so.
    public convenience init(site: any FaultySite, port: UInt16 = 0) throws {
        try self.init(folder: "", site: site, port: port)
    }

    private init(folder: String, site: (any FaultySite)?, port: UInt16) throws {
        self.folder = folder
        self.site = site
        let (descriptor, number) = try ListeningSocket.open(port: port)
        self.port = number
        state.withLock { $0.listener = descriptor }
        serve(descriptor)
    }

    /// The URL of a path.
    public func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Where `redirectForeign` sends clients.
    /// - Parameter isWell: whether the path is served well there whatever its fault is.
    public func setForeign(_ server: FaultyServer, isWell: Bool = false) {
        foreign.withLock { $0 = server.url(isWell ? "/plain" : "") }
    }

    /// Ends it: nothing listens, every connection is closed.
    public func stop() {
        state.withLock { state in
            state.isStopped = true
            Self.shut(&state)
            for connection in state.connections { _ = shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    // MARK: Faults

    /// What new requests of a path meet; nil for good service.
    public func setFault(_ fault: Fault?, for path: String) {
        state.withLock { state in
            state.faults[path] = fault
            if path.hasSuffix("*") { state.hasPatterns = true }
            if fault == nil {
                state.stalled.remove(path)
                state.reset.remove(path)
            }
        }
    }

    /// Running transfers of a path go silent now, and new requests are never answered.
    public func stallNow(_ path: String) {
        state.withLock { state in
            state.stalled.insert(path)
            if path.hasSuffix("*") { state.hasPatterns = true }
            state.faults[path] = .hang
        }
    }

    /// Running transfers of a path are reset now, and new requests, too.
    public func resetNow(_ path: String) {
        state.withLock { state in
            state.reset.insert(path)
            if path.hasSuffix("*") { state.hasPatterns = true }
            state.faults[path] = .reset(afterBytes: 0)
        }
    }

    /// Closes the running transfers of a path, silent ones among them.
    public func dropConnections(_ path: String) {
        state.withLock { state in
            if path.hasSuffix("*") { state.hasPatterns = true }
            state.dropped[path, default: 0] += 1
        }
    }

    /// What the whole server does from now on. Refusing closes every connection, too.
    public func setMood(_ mood: Mood) throws {
        let mustListen = state.withLock { state -> Bool in
            guard !state.isStopped else { return false }
            state.mood = mood
            if mood == .refuses {
                Self.shut(&state)
                for connection in state.connections { _ = shutdown(connection, Int32(SHUT_RDWR)) }
            }
            return mood != .refuses && state.listener < 0
        }
        guard mustListen else { return }
        let (descriptor, _) = try ListeningSocket.open(port: port)
        state.withLock { $0.listener = descriptor }
        serve(descriptor)
    }

    /// Every path is served well again.
    public func mendAll() throws {
        state.withLock { state in
            state.faults = [:]
            state.stalled = []
            state.reset = []
        }
        try setMood(.well)
    }

    // MARK: What was asked

    /// The newest requests, oldest first.
    public var requests: [Request] { state.withLock { $0.requests } }
    /// Connections that are open now.
    public var connections: Int { state.withLock { $0.connections.count } }
    /// Connections since the start.
    public var connectionsEver: Int { state.withLock { $0.connectionsEver } }
    /// The most requests of a path that were answered at the same time.
    public func mostInFlight(_ path: String) -> Int {
        state.withLock { $0.mostInFlight[path] ?? 0 }
    }

    // MARK: Listening

    private static func shut(_ state: inout State) {
        guard state.listener >= 0 else { return }
        // Wakes the thread out of accept; it closes the number itself.
        _ = shutdown(state.listener, Int32(SHUT_RDWR))
        state.listener = -1
    }

    private func serve(_ listener: Int32) {
        let thread = Thread { [self] in
            while state.withLock({ $0.listener == listener }) {
                let client = accept(listener, nil, nil)
                guard client >= 0 else {
                    // The listener's end, or a client that had gone already.
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    break
                }
                adopt(client)
            }
            _ = close(listener)
        }
        thread.name = "faulty-server"
        thread.start()
    }

    private func adopt(_ client: Int32) {
        // A program that a test starts must not keep it open.
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        // Nor must the system hold megabytes for the client: it is to feel a fault soon.
        var size = Self.sendBufferBytes
        _ = setsockopt(
            client, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        let isWelcome = state.withLock { state in
            guard !state.isStopped, state.mood != .refuses,
                state.connections.count < Self.connectionsMax
            else { return false }
            state.connections.insert(client)
            state.connectionsEver += 1
            return true
        }
        guard isWelcome else {
            _ = close(client)
            return
        }
        let thread = Thread { [self] in
            FaultyConnection(server: self, socket: client).talk()
            state.withLock { state in
                state.connections.remove(client)
                // Inside of the lock: the number may be another connection's at once.
                _ = close(client)
            }
        }
        thread.name = "faulty-client"
        thread.stackSize = 512 * 1024
        thread.start()
    }
}

/// A socket that listens on loopback.
enum ListeningSocket {
    static func open(port: UInt16) throws -> (descriptor: Int32, port: UInt16) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let number = socket(AF_INET, kind, 0)
        guard number >= 0 else { throw failure("socket") }
        var on: Int32 = 1
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound =
            setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            == 0
            && withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(number, address, size) == 0 && getsockname(number, address, &size) == 0
                }
            }
        guard isBound, listen(number, 128) == 0 else {
            let failure = failure("port \(port)")
            _ = close(number)
            throw failure
        }
        return (number, UInt16(bigEndian: address.sin_port))
    }

    private static func failure(_ call: String) -> FaultyServer.Failure {
        FaultyServer.Failure(description: "\(call): \(String(cString: strerror(errno)))")
    }
}

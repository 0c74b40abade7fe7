import ControlServer
import Dispatch
import Foundation
import Geometry
import Journal
import Logging
import TestSupport
import WallPolicy

/// A wall that answers what a test told it.
struct FakeWall: WallAccess {
    var state = WallSnapshot()
    var picture: @Sendable (PictureFormat) async throws -> [UInt8] = { Array($0.rawValue.utf8) }

    var clear: @Sendable (String?) async throws -> Int = { _ in 0 }

    var held: @Sendable (Int, String) async throws -> Int = { _, _ in 0 }

    var wished: @Sendable (ControlWish) async throws -> Void = { _ in }

    var catalogue: [MediaItem] = []

    var ageSeconds = 0.0

    var hour = WallHistory()

    var happened: @Sendable (JournalQuery) -> [JournalRow] = { _ in [] }

    /// In place of `state`, where it changes.
    var changing: (@Sendable () -> WallSnapshot)?

    func snapshot() -> WallSnapshot { changing?() ?? state }

    func snapshotAgeSeconds() -> Double { ageSeconds }

    func history() -> WallHistory { hour }

    func perform(_ wish: ControlWish) async throws { try await wished(wish) }

    func items() async throws -> [MediaItem] { catalogue }

    func quarantine() async throws -> [QuarantineSnapshot] { state.quarantine }

    func journal(_ query: JournalQuery) async throws -> [JournalRow] { happened(query) }

    func thumbnail(cell: Int) async throws -> [UInt8] {
        guard state.cells.indices.contains(cell - 1) else {
            throw ControlRefusal(.missing, "There is no cell \(cell).")
        }
        return Array("thumbnail \(cell)".utf8)
    }

    func hold(seconds: Int, reason: String) async throws -> Int { try await held(seconds, reason) }

    func clearQuarantine(item: String?) async throws -> Int { try await clear(item) }

    func picture(_ format: PictureFormat) async throws -> [UInt8] { try await picture(format) }

    /// A snapshot with something in it.
    static var lively: WallSnapshot {
        var state = WallSnapshot()
        state.name = "lobby"
        state.pid = 4711
        state.cells = [
            CellSnapshot(
                number: 1, id: "a", display: 1,
                rect: PixelRect(x: 0, y: 0, width: 640, height: 360))
        ]
        state.cells[0].title = "Größe / 大"
        return state
    }
}

/// A control server in a folder of its own.
struct ServerSetting: Sendable {
    let folder: ScratchFolder
    let server: ControlServer
    /// Of the socket.
    let path: String
    /// Of the TCP listener; 0 for none.
    var port: UInt16 = 0

    /// So many servers run at once. Hundreds have so many descriptors between them that
    /// Foundation's `Process`, which copies more of each directory entry than there is, crashes.
    private static let places = DispatchSemaphore(value: 12)

    /// Runs `body` against a started server, on a thread that may block, and
    /// ends both.
    static func run<Result: Sendable>(
        wall: FakeWall = FakeWall(), limits: GateLimits = GateLimits(),
        web: WebSettings? = nil, share: String? = nil, peers: PeerSettings = PeerSettings(),
        _ body: @escaping @Sendable (ServerSetting) throws -> Result
    ) async throws -> Result {
        try await onThread {
            places.wait()
            defer { places.signal() }
            waitForSwiftsThreads()
            let folder = try ScratchFolder()
            defer { folder.remove() }
            let path = folder.at("wall.sock")
            let server = make(
                path, wall: wall, limits: limits, web: web, share: share, peers: peers)
            try server.start()
            defer { server.stop() }
            var setting = ServerSetting(folder: folder, server: server, path: path)
            setting.port = try server.startWeb() ?? 0
            return try body(setting)
        }
    }

    /// A server that is not started.
    static func make(
        _ path: String, wall: FakeWall = FakeWall(), limits: GateLimits = GateLimits(),
        web: WebSettings? = nil, share: String? = nil, peers: PeerSettings = PeerSettings()
    ) -> ControlServer {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return ControlServer(
            wall: wall, socket: SocketPath(name: "wall", path: path), web: web, share: share,
            peers: peers,
            limits: limits, logger: logger)
    }

    /// Sends `text`, finishes sending if told, and reads the answer to its end.
    func answer(to text: String, finishing: Bool = false) throws -> Answer? {
        try answer(to: Array(text.utf8), finishing: finishing)
    }

    /// The same over TCP, to the loopback address.
    func webAnswer(to text: String) throws -> Answer? {
        let client = try TestSocket.connected(port: port)
        defer { client.close() }
        client.send(Array(text.utf8))
        return client.readToEnd().flatMap(Answer.init)
    }

    /// The same with bytes.
    func answer(to bytes: [UInt8], finishing: Bool = false) throws -> Answer? {
        let client = try TestSocket.connected(unix: path)
        defer { client.close() }
        client.send(bytes)
        if finishing { client.finishSending() }
        return client.readToEnd().flatMap(Answer.init)
    }
}

/// An HTTP answer, read plainly.
struct Answer: Sendable {
    let status: Int
    let head: String
    let body: String
    /// How many answers there are in it.
    let count: Int

    /// nil when the bytes are none.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 "),
            let status = Int(text.dropFirst(9).prefix(3))
        else { return nil }
        self.status = status
        head = String(text[..<end.lowerBound]).lowercased()
        body = String(text[end.upperBound...])
        count = text.components(separatedBy: "HTTP/1.1 ").count - 1
    }

    /// Whether it is a problem document of its own status.
    var isProblem: Bool {
        head.contains("content-type: application/problem+json")
            && body.contains("\"status\":\(status)") && body.contains("\"detail\":\"")
    }
}

import FakeMediaServer
import Foundation
import HTTPTransport
import Logging
import MediaServerAPI
import RemoteControl
import Synchronization
import TestSupport
import WallPolicy

/// What remote control told the wall.
final class Told: Sendable {
    struct State: Sendable {
        var wishes: [RemoteWish] = []
        var statuses: [[RemoteStatus]] = []
        var libraryChanges = 0
        var favorites: [(ItemID, Bool)] = []
        var left: [SourceID] = []
        var lines: [String] = []
        var journal: [String] = []
        var signIns = 0
    }

    let state = Mutex(State())

    var wishes: [RemoteWish] { state.withLock { $0.wishes } }
    var commands: [RemoteCommand] { wishes.map(\.command) }
    var statuses: [RemoteStatus] { state.withLock { $0.statuses.last ?? [] } }
    var phase: RemoteStatus.Phase? { statuses.first?.phase }
    /// Everything that may be read by somebody: log, journal, status.
    var lines: [String] { state.withLock { $0.lines } }

    func forgetWishes() { state.withLock { $0.wishes = [] } }

    var events: RemoteControlEvents {
        RemoteControlEvents(
            wish: { wish in self.state.withLock { $0.wishes.append(wish) } },
            statuses: { statuses in
                self.state.withLock { state in
                    state.statuses.append(statuses)
                    state.lines += statuses.map { "\($0)" }
                }
            },
            libraryChanged: { self.state.withLock { $0.libraryChanges += 1 } },
            favorites: { marks in self.state.withLock { $0.favorites += marks } },
            serverLeaves: { source in self.state.withLock { $0.left.append(source) } },
            journal: { words in
                self.state.withLock { state in
                    state.lines.append(words)
                    state.journal.append(words)
                }
            })
    }

    /// A logger of everything.
    var logger: Logger {
        var logger = Logger(label: "remote") { _ in Handler(told: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let told: Told
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            told.state.withLock { $0.lines.append("\(event.message)") }
        }
    }
}

/// A wall's remote control before a server; signs in as a link to a media server does.
final class RemoteStage: Sendable {
    static let deviceID = "wall-0001"

    let server: FakeMediaServer
    let told = Told()
    let control: RemoteControl
    private let http = HTTPClient()
    private let generation = Mutex(0)
    private let tokens = Mutex<[String]>([])

    init(
        _ dialect: FakeDialect, _ change: (inout FakeMediaServer.Options) -> Void = { _ in },
        settings: (inout RemoteControlSettings) -> Void = { _ in }
    ) throws {
        var options = FakeMediaServer.Options(dialect: dialect)
        change(&options)
        server = try FakeMediaServer(options)
        var wanted = RemoteControlSettings()
        settings(&wanted)
        control = RemoteControl(wanted, events: told.events, logger: told.logger)
    }

    func close() async {
        await control.close(within: 4)
        http.close()
        server.close()
    }

    /// Runs a test and ends everything afterwards.
    static func run(
        _ dialect: FakeDialect, _ change: (inout FakeMediaServer.Options) -> Void = { _ in },
        settings: (inout RemoteControlSettings) -> Void = { _ in },
        _ body: (RemoteStage) async throws -> Void
    ) async throws {
        let stage = try RemoteStage(dialect, change, settings: settings)
        do { try await body(stage) } catch {
            await stage.close()
            throw error
        }
        await stage.close()
    }

    var dialect: ServerDialect {
        switch server.options.dialect {
        case .emby4: .emby
        case .jellyfin10, .jellyfin11, .jellyfin12: .jellyfin
        }
    }

    func device(_ cell: Int?) -> DeviceIdentity {
        DeviceIdentity(
            device: cell.map { "Wall · \($0)" } ?? "Wall",
            id: cell.map { "\(Self.deviceID)-\($0)" } ?? Self.deviceID, version: "1")
    }

    /// Signs in, and hands the access over.
    func signIn(_ cell: Int? = nil) async throws {
        let device = device(cell)
        let root = dialect.root(of: try ServerAddress(server.url))
        let bytes = try await send(
            ServerCalls(dialect).signIn(name: "anna", password: "geheim"), device, root, nil)
        let reply = try JSONDecoder().decode(SignInReply.self, from: Data(bytes))
        tokens.withLock { $0.append(reply.token) }
        use(reply.token, reply.user.id, device, root, cell)
    }

    /// The same sign-in as another access.
    func renew() throws {
        guard let token = tokens.withLock({ $0.last }) else { return }
        let root = dialect.root(of: try ServerAddress(server.url))
        use(token, server.userID, device(nil), root, nil)
    }

    private func use(
        _ token: String, _ user: String, _ device: DeviceIdentity, _ root: ServerAddress,
        _ cell: Int?
    ) {
        let number = generation.withLock { number in
            number += 1
            return number
        }
        control.use(
            DeviceAccess(
                cell: cell, device: device, root: root, dialect: dialect, token: token,
                user: user, serverID: server.serverID, serverName: "Fake", generation: number,
                source: root.source
            ) { [weak self] call async throws(ServerTrouble) in
                guard let self else { throw .cancelled }
                return try await self.send(call, device, root, token)
            } signInAgain: { [weak self] in
                self?.told.state.withLock { $0.signIns += 1 }
                Task { [weak self] in try await self?.signIn(cell) }
            }, for: cell)
    }

    private func send(
        _ call: ServerCall, _ device: DeviceIdentity, _ root: ServerAddress, _ token: String?
    ) async throws(ServerTrouble) -> [UInt8] {
        var request = HTTPRequest(
            HTTPRequest.Method(rawValue: call.method.rawValue) ?? .get, url: call.url(at: root))
        request.headers = device.headers(dialect, token: token).map {
            HTTPHeader($0.name, $0.value)
        }
        if let body = call.body {
            request.body = (try? JSONEncoder().encode(body)).map { [UInt8]($0) }
            request.headers.append(HTTPHeader("Content-Type", "application/json"))
        } else if call.method == .post {
            request.body = []
        }
        let reply: HTTPReply
        do throws(HTTPFailure) { reply = try await http.send(request) } catch {
            throw .unreachable(why: error.description)
        }
        switch reply.status {
        case 200..<300: return reply.body
        case 401: throw .tokenRefused
        case 403: throw .forbidden
        case 404: throw .notFound
        default: throw .status(reply.status, text: "")
        }
    }

    /// Whether no token stands on any line that somebody may read.
    var hidesTokens: Bool {
        let tokens = tokens.withLock { $0 }
        return told.lines.allSatisfy { line in tokens.allSatisfy { !line.contains($0) } }
    }

    /// Waits on a thread of its own until something is so.
    func becomes(
        within time: Duration = .seconds(60), _ condition: @escaping @Sendable (RemoteStage) -> Bool
    ) async throws -> Bool {
        try await onThread {
            let deadline = ContinuousClock.now + time
            while ContinuousClock.now < deadline {
                if condition(self) { return true }
                usleep(2_000)
            }
            return condition(self)
        }
    }

    /// Signs in and waits until the server shows the wall as one that can be commanded.
    func becomesControllable() async throws -> Bool {
        try await becomes {
            $0.told.phase == .controllable && $0.server.isControllable(Self.deviceID)
        }
    }
}

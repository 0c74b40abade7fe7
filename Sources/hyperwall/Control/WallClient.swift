import ControlServer
import Foundation
import HTTPTransport
import Tunables
import WallRuntime

/// Asks a running wall: one of this machine by its socket, or another machine's by its address.
struct WallClient {
    /// A picture of eight 4K displays as PNG stays below this, bytes.
    static let replyBytesMax = 256 * 1024 * 1024
    /// How long an answer of this machine's wall may take.
    static let socketTime = Duration.seconds(15)
    /// A picture takes its time over a slow network.
    private static let hostTime = Duration.seconds(60)

    private enum Place {
        case socket(SocketPath)
        case host(RemoteWall)
    }

    private let place: Place

    /// The wall that the command's options and the environment name.
    init(_ common: CommonOptions) throws {
        let resolution = try common.loader().load()
        // A refused name must not ask the wall of another name.
        try resolution.endIfWrong()
        let name = resolution.entries.first { $0.name == "HYPERWALL_NAME" }
        self.init(resolution.settings, isNamed: name?.origin != .default)
    }

    /// This machine's wall of this configuration.
    /// - Parameter isNamed: whether somebody named it: then no other wall is meant.
    init(_ settings: Settings, isNamed: Bool) {
        let usual = SocketPath.resolve(
            name: settings.name, explicit: settings.socket,
            environment: ProcessInfo.processInfo.environment, uid: getuid())
        // Root asks the machine's own wall, where it has none itself.
        let isKiosk =
            settings.socket == nil && access(usual.path, F_OK) != 0
            && access(Self.kioskSocket, R_OK | W_OK) == 0
            && (!isNamed || Self.kioskName == settings.name)
        place = .socket(
            isKiosk ? SocketPath(name: settings.name, path: Self.kioskSocket) : usual)
    }

    /// The name of the machine's own wall; nil when it does not say.
    private static var kioskName: String? {
        let client = UnixHTTPClient(
            socketPath: kioskSocket, timeout: socketTime, replyBytesMax: SnapshotJSON.bytesMax)
        let reply = try? client.get("/api/v1/status")
        return reply.flatMap { SnapshotJSON.decode(foreign: $0.body) }?.name
    }

    /// Another machine's wall.
    init(_ wall: RemoteWall) { place = .host(wall) }

    /// Where `hyperwall-kiosk.service` has its socket: `RuntimeDirectory=hyperwall`.
    private static let kioskSocket = "/run/hyperwall/wall.sock"

    /// Whether it is another machine's.
    var isRemote: Bool {
        if case .host = place { true } else { false }
    }

    /// Whose answer it is, in words about one that makes no sense.
    var name: String {
        switch place {
        case .socket(let socket): "the socket of \(socket.name)"
        case .host(let wall): wall.address.name
        }
    }

    /// Asks.
    func get(_ target: String) throws(WallFailure) -> [UInt8] {
        guard let body = try getIfRunning(target) else { throw noWall }
        return body
    }

    /// Asks for something to be done, and sees that it was a wall that agreed.
    func post(_ target: String, json: String) throws(WallFailure) {
        guard let body = try postIfRunning(target, json: json) else { throw noWall }
        guard JSONDepth.isShallow(body),
            (try? JSONDecoder().decode(Done.self, from: Data(body))) != nil
        else { throw WallSurvey.noWall(at: name) }
    }

    /// What a wall answers to whatever it does.
    private struct Done: Decodable { var schema: Int }

    /// What this machine's wall says of itself; nil where it says nothing of use.
    func health() -> ForeignHealth? {
        guard case .socket(let socket) = place else { return nil }
        let client = UnixHTTPClient(
            socketPath: socket.path, timeout: Self.socketTime,
            replyBytesMax: ForeignHealth.bytesMax)
        do throws(UnixHTTPError) {
            return ForeignHealth(try client.get("/healthz").body)
        } catch {
            guard case .status(503, let text) = error else { return nil }
            return ForeignHealth(Array(text.utf8))
        }
    }

    /// - Returns: nil when no wall runs on this machine.
    func getIfRunning(_ target: String) throws(WallFailure) -> [UInt8]? {
        try ask(target, json: nil)
    }

    /// - Returns: nil when no wall runs on this machine.
    func postIfRunning(_ target: String, json: String) throws(WallFailure) -> [UInt8]? {
        try ask(target, json: json)
    }

    /// Follows what has no end.
    /// - Parameters:
    ///   - headers: lines besides the client's own.
    ///   - goesOn: asked at least once a second.
    ///   - take: gets bytes as they come; returns whether more are wanted.
    /// - Throws: why it could not be followed; returns when the wall ended it.
    func follow(
        _ target: String, headers: [HTTPHeader], goesOn: @escaping @Sendable () -> Bool,
        take: @escaping ([UInt8]) -> Bool
    ) throws(FollowFailure) {
        switch place {
        case .socket(let socket):
            do throws(UnixHTTPError) {
                try UnixHTTPClient(socketPath: socket.path).follow(
                    target, headers: headers, goesOn: goesOn, take: take)
            } catch {
                var failure = FollowFailure(error.meansNoWall ? noWall : Self.failure(error))
                if case .status(let code, _) = error { failure.status = code }
                throw failure
            }
        case .host(let wall):
            var request = wall.request(target, bytesMax: 0, within: .zero)
            request.headers += headers
            let reply: HTTPReply
            do throws(HTTPFailure) {
                reply = try HTTPStream.follow(request, wall.settings, goesOn: goesOn, take: take)
            } catch {
                throw FollowFailure(wall.failure(error))
            }
            do throws(WallFailure) {
                _ = try wall.body(of: reply)
            } catch {
                throw FollowFailure(error, status: reply.status, retryAfter: reply.retryAfter)
            }
        }
    }

    private func ask(_ target: String, json: String?) throws(WallFailure) -> [UInt8]? {
        switch place {
        case .socket(let socket):
            let client = UnixHTTPClient(
                socketPath: socket.path, timeout: Self.socketTime,
                replyBytesMax: Self.replyBytesMax)
            do throws(UnixHTTPError) {
                guard let json else { return try client.get(target).body }
                return try client.post(target, json: json).body
            } catch let error where error.meansNoWall {
                return nil
            } catch {
                throw Self.failure(error)
            }
        case .host(let wall):
            let request = wall.request(
                target, json: json, bytesMax: Self.replyBytesMax, within: Self.hostTime)
            let reply: HTTPReply
            do throws(HTTPFailure) {
                reply = try BlockingHTTP.send(request, wall.settings)
            } catch {
                throw wall.failure(error)
            }
            return try wall.body(of: reply)
        }
    }

    private var noWall: WallFailure {
        guard case .socket(let socket) = place else {
            return WallFailure("No wall answers there.", exitStatus: 69)
        }
        return WallFailure(
            "No wall named \(socket.name) runs here. Start one: hyperwall", exitStatus: 3)
    }

    private static func failure(_ error: UnixHTTPError) -> WallFailure {
        guard case .status(let code, let text) = error else {
            return WallFailure("\(error)", exitStatus: 1)
        }
        return WallFailure(
            ProblemText.detail(Array(text.utf8)) ?? "The wall answered with status \(code).",
            exitStatus: exitStatus(of: code))
    }

    /// Of a status that says no: 77 for what is not allowed.
    static func exitStatus(of status: Int) -> Int32 {
        [401, 403, 421, 429].contains(status) ? 77 : 1
    }
}

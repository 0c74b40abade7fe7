import ArgumentParser
import ControlServer
import Foundation
import HTTPTransport
import Tunables
import WallPolicy
import WallRuntime

/// Asks the running wall.
struct WallClient {
    /// A picture of eight 4K displays as PNG stays below this, bytes.
    static let replyBytesMax = 256 * 1024 * 1024

    let socket: SocketPath

    /// The wall that the command's options and the environment name.
    init(_ common: CommonOptions) throws {
        let resolution = try common.loader().load()
        // A refused name must not ask the wall of another name.
        try resolution.endIfWrong()
        self.init(resolution.settings)
    }

    /// The wall of this configuration.
    init(_ settings: Settings) {
        let usual = SocketPath.resolve(
            name: settings.name, explicit: settings.socket,
            environment: ProcessInfo.processInfo.environment, uid: getuid())
        // Root asks the machine's own wall, where it has none itself.
        let isKiosk =
            settings.socket == nil && access(usual.path, F_OK) != 0
            && access(Self.kioskSocket, R_OK | W_OK) == 0
        socket = isKiosk ? SocketPath(name: settings.name, path: Self.kioskSocket) : usual
    }

    /// Where `hyperwall-kiosk.service` has its socket: `RuntimeDirectory=hyperwall`.
    private static let kioskSocket = "/run/hyperwall/wall.sock"

    func get(_ target: String) throws(WallFailure) -> [UInt8] {
        guard let body = try getIfRunning(target) else {
            throw WallFailure(
                "No wall named \(socket.name) runs here. Start one: hyperwall", exitStatus: 3)
        }
        return body
    }

    /// - Returns: nil when no wall runs.
    func getIfRunning(_ target: String) throws(WallFailure) -> [UInt8]? {
        try ask { client throws(UnixHTTPError) in try client.get(target) }
    }

    /// - Returns: nil when no wall runs.
    func postIfRunning(_ target: String, json: String) throws(WallFailure) -> [UInt8]? {
        try ask { client throws(UnixHTTPError) in try client.post(target, json: json) }
    }

    private func ask(
        _ question: (UnixHTTPClient) throws(UnixHTTPError) -> UnixHTTPReply
    ) throws(WallFailure) -> [UInt8]? {
        let client = UnixHTTPClient(
            socketPath: socket.path, timeout: .seconds(15), replyBytesMax: Self.replyBytesMax)
        do throws(UnixHTTPError) {
            return try question(client).body
        } catch let error where error.meansNoWall {
            return nil
        } catch {
            throw WallFailure("\(error)", exitStatus: 1)
        }
    }
}

/// How the wall is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says how the running wall is.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "The whole snapshot as JSON.")
    var json = false

    func run() throws {
        let bytes = try WallClient(common).get("/api/v1/status")
        if json {
            Terminal.line(String(decoding: bytes, as: UTF8.self))
            return
        }
        let snapshot = try SnapshotJSON.decode(bytes)
        for line in StatusText.lines(snapshot) { Terminal.line(line) }
    }
}

/// A picture of the wall.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Saves a picture of the running wall.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Where to, ending in .png or .jpg.")
    var file: String

    func run() throws {
        let ending = URL(fileURLWithPath: file).pathExtension.lowercased()
        guard ["png", "jpg", "jpeg"].contains(ending) else {
            throw ValidationError("The picture's name must end in .png or .jpg: \(file)")
        }
        let bytes = try WallClient(common).get("/api/v1/wall.\(ending == "png" ? "png" : "jpg")")
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw WallFailure(
                "\(file) cannot be written: check that its folder exists and is yours.",
                exitStatus: 1)
        }
    }
}

import Foundation

/// An X server, a folder with home, state and sockets of its own, and the built
/// program beside the test runner: everything that a wall needs and nothing of
/// the person who runs the tests.
public final class WallStage: Sendable {
    /// Everything that the wall writes or reads lies beneath it.
    public let folder: ScratchFolder
    /// What it is shown on; nil for a stage without a display.
    public let server: XServer?

    /// The built program.
    public static let program: String = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let besides =
            [runner ?? "", CommandLine.arguments.first ?? ""]
            + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        let candidates = besides.map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/hyperwall"
        }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? ".build/debug/hyperwall"
    }()

    private init(folder: ScratchFolder, server: XServer?) {
        self.folder = folder
        self.server = server
    }

    /// Sets a stage up, plays on it and takes it down.
    /// - Parameters:
    ///   - videos: how many lie in its folder `videos`.
    ///   - screen: of the X server, pixels; nil for no X server.
    public static func with<Result>(
        videos: Int = 0, screen: (width: Int, height: Int)? = (640, 360),
        _ play: (WallStage) async throws -> Result
    ) async throws -> Result {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        for name in ["home", "run", "videos"] {
            try FileManager.default.createDirectory(
                atPath: folder.at(name), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        if videos > 0 { try ProgramClips.put(videos, into: folder.at("videos")) }
        var server: XServer?
        if let screen {
            server = try await XServer.start(
                width: screen.width, height: screen.height, folder: folder.path)
        }
        let stage = WallStage(folder: folder, server: server)
        do {
            let result = try await play(stage)
            await server?.stop()
            return result
        } catch {
            await server?.stop()
            throw error
        }
    }

    /// The folder with the videos.
    public var videos: String { folder.at("videos") }

    /// What the program is given: nothing of the person's own configuration.
    public func environment(_ own: [String: String] = [:]) -> [String: String] {
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HYPERWALL_") }
        for name in ["WAYLAND_DISPLAY", "SYSTEMD_EXEC_PID", "NOTIFY_SOCKET", "STATE_DIRECTORY"] {
            all[name] = nil
        }
        all["DISPLAY"] = server?.display
        all["HOME"] = folder.at("home")
        all["XDG_STATE_HOME"] = folder.at("state")
        all["XDG_RUNTIME_DIR"] = folder.at("run")
        all["XDG_PICTURES_DIR"] = folder.at("pictures")
        all["HYPERWALL_START_STAGGER_MS"] = "0"
        all["HYPERWALL_HTTP"] = "off"
        all["HYPERWALL_RENDERER"] = "software"
        return all.merging(own) { $1 }
    }

    /// Runs the program to its end.
    /// - Parameter time: after this it is ended and counts as not having ended.
    public func command(
        _ arguments: [String], environment own: [String: String] = [:],
        within time: Duration = .patience
    ) async throws -> ProgramRun {
        let name = UUID().uuidString
        let output = folder.at("\(name).out")
        let errors = folder.at("\(name).err")
        let child = try ChildProcess(
            [Self.program] + arguments, environment: environment(own),
            files: [1: output, 2: errors])
        let status = await child.end(within: time)
        await child.stop()
        let run = ProgramRun(
            status: status ?? -1,
            output: [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: output))) ?? Data()),
            errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
        try? FileManager.default.removeItem(atPath: output)
        try? FileManager.default.removeItem(atPath: errors)
        return run
    }

    /// Starts a wall, plays with it, and ends it.
    /// - Parameter program: what is started, where it is not simply the built program.
    @discardableResult
    public func wall<Result>(
        _ arguments: [String], environment own: [String: String] = [:],
        program: [String] = [WallStage.program],
        _ play: (WallProcess) async throws -> Result
    ) async throws -> Result {
        let wall = try WallProcess(
            stage: self, arguments: program + arguments, environment: own)
        do {
            let result = try await play(wall)
            await wall.process.stop()
            return result
        } catch {
            await wall.process.stop()
            throw error
        }
    }
}

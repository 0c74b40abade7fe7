import Foundation
import TestSupport
import WallPolicy

/// A wall that `hyperwall install` made a service of a real systemd, before an X server.
final class ServiceStage: Sendable {
    static let unit = "hyperwall.service"

    let manager: ServiceManager
    let server: XServer

    private init(manager: ServiceManager, server: XServer) {
        self.manager = manager
        self.server = server
    }

    /// Installs the wall, plays with it and takes everything down.
    /// - Parameters:
    ///   - tunables: lines of its env file, besides the videos and the renderer.
    ///   - service: lines of a drop-in's `[Service]`.
    static func with<Result>(
        videos: Int = 4, _ tunables: String = "", service: String = "",
        _ play: (ServiceStage) async throws -> Result
    ) async throws -> Result {
        let screen = try ScratchFolder()
        defer { screen.remove() }
        let server = try await XServer.start(width: 640, height: 360, folder: screen.path)
        do {
            let result = try await ServiceManager.with(environment: ["DISPLAY": server.display]) {
                manager in
                let stage = ServiceStage(manager: manager, server: server)
                if videos > 0 { try ProgramClips.put(videos, into: stage.videos) }
                try stage.configure("HYPERWALL_SOURCES=\(stage.videos)\n" + tunables)
                let install = try await manager.run([
                    WallStage.program, "install", "--env", stage.environmentFile,
                ])
                guard install.status == 0 else {
                    throw ServiceManager.Failure(description: install.text + install.errors)
                }
                if !service.isEmpty { try await stage.change("[Service]\n\(service)") }
                return try await play(stage)
            }
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    var videos: String { manager.folder.at("videos") }
    var environmentFile: String { manager.folder.at("wall.env") }
    var log: String { manager.log(of: Self.unit) }

    /// Writes the env file.
    func configure(_ lines: String) throws {
        let text =
            "HYPERWALL_RENDERER=software\nHYPERWALL_START_STAGGER_MS=0\nHYPERWALL_HTTP=off\n\(lines)\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: environmentFile))
    }

    /// Changes the unit by a drop-in.
    func change(_ text: String, name: String = "test") async throws {
        try manager.change(unit: Self.unit, text, name: name)
        try await manager.daemonReload()
    }

    func property(_ name: String) async throws -> String {
        try await manager.property(name, of: Self.unit)
    }

    /// The wall as `hyperwall status --json` tells it, nil while there is none.
    func status() async throws -> WallSnapshot? {
        let run = try await manager.run([WallStage.program, "status", "--json"])
        guard run.status == 0 else { return nil }
        return try? JSONDecoder().decode(WallSnapshot.self, from: Data(run.output))
    }

    /// Starts that died one after the other, as the wall remembers them.
    func failuresInARow() throws -> Int {
        struct Record: Decodable { let failuresInARow: Int }
        let path = manager.folder.at("home/.local/state/hyperwall/wall.starts.json")
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try JSONDecoder().decode(Record.self, from: data).failuresInARow
    }

    /// Waits until the wall is as wanted.
    @discardableResult
    func wait(
        _ what: String, within time: Duration = .patience,
        until condition: (WallSnapshot) -> Bool
    ) async throws -> WallSnapshot {
        var last: WallSnapshot?
        let found = try await soon(within: time) { () -> WallSnapshot? in
            guard let snapshot = try await status() else { return nil }
            last = snapshot
            return condition(snapshot) ? snapshot : nil
        }
        return try found.orFail(
            "Waited in vain: \(what). Last: \(String(describing: last))\n\(log.suffix(3000))")
    }

    /// How much later than it happened a test may see something, seconds: ten looks, where those
    /// take long because the machine is slow or has other things to do.
    func slack() async throws -> Double {
        let began = ContinuousClock.now
        _ = try await property("ActiveState")
        return max(0.5, (ContinuousClock.now - began).inSeconds * 10)
    }

    /// Waits until all cells play, `count` of them.
    @discardableResult
    func plays(_ count: Int) async throws -> WallSnapshot {
        try await wait("\(count) cells play") { wall in
            wall.cells.count == count && wall.cells.allSatisfy(\.isPlaying)
        }
    }
}

import FakeMediaServer
import Foundation
import TestSupport
import WallPolicy

/// A wall before a media server.
struct ServerStage {
    let stage: WallStage
    let server: FakeMediaServer

    /// What every wall here is told.
    func environment(_ own: [String: String] = [:]) -> [String: String] {
        [
            "HYPERWALL_SERVER_URL": server.url, "HYPERWALL_USERNAME": "anna",
            "HYPERWALL_PASSWORD_FILE": stage.folder.at("password"),
            "HYPERWALL_SHUFFLE": "0", "HYPERWALL_RETRY_BASE_S": "0.5",
            "XDG_CONFIG_HOME": stage.folder.at("config"),
        ].merging(own) { $1 }
    }

    /// - Parameter seconds: of each film.
    static func with(
        _ dialect: FakeDialect, seconds: Double = 30, items: Int = 40,
        _ change: (inout FakeMediaServer.Options) -> Void = { _ in },
        _ body: (ServerStage) async throws -> Void
    ) async throws {
        let film = try ClipStore.path(.compass(width: 640, height: 360, seconds: seconds))
        try await WallStage.with(screen: (480, 270)) { stage in
            try Data("geheim\n".utf8).write(
                to: URL(fileURLWithPath: stage.folder.at("password")))
            var options = FakeMediaServer.Options(
                dialect: dialect, files: [film], itemCount: items)
            options.allowsManyPlays = true
            change(&options)
            let server = try FakeMediaServer(options)
            defer { server.close() }
            try await body(ServerStage(stage: stage, server: server))
        }
    }

    func wall<Result>(
        _ grid: String, _ own: [String: String] = [:],
        _ play: (WallProcess) async throws -> Result
    ) async throws -> Result {
        try await stage.wall(["--grid", grid], environment: environment(own), play)
    }
}

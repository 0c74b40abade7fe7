import FakeMediaServer
import Foundation
import TestSupport
import WallPolicy

/// A wall that somebody commands from an app of its media server.
struct RemoteStage {
    let stage: ServerStage
    let wall: WallProcess
    /// The wall's own device.
    let device: String

    var server: FakeMediaServer { stage.server }

    /// The wall plays, and the server lists it as one that can be commanded.
    static func with(
        _ dialect: FakeDialect = .jellyfin12, grid: String = "2x2", seconds: Double = 60,
        _ own: [String: String] = [:], _ body: (RemoteStage) async throws -> Void
    ) async throws {
        let cells = grid.split(separator: "x").compactMap { Int($0) }.reduce(1, *)
        try await ServerStage.with(dialect, seconds: seconds) { stage in
            try await stage.wall(grid, own) { wall in
                try await wall.plays(cells)
                try await wall.wait("an app can command it") {
                    $0.remote.first?.phase == .controllable
                }
                let device = stage.server.remoteDevices.first { device in
                    stage.server.isControllable(device) && !device.hasSuffix("-1")
                        && !device.hasSuffix("-2")
                }
                try await body(
                    RemoteStage(stage: stage, wall: wall, device: try device.orFail("no device")))
            }
        }
    }

    /// The server's id of what a cell plays.
    func item(_ cell: Int, _ now: WallSnapshot) -> String? {
        now.cells.first { $0.number == cell }?.item?.rawValue.split(separator: ":").last
            .map(String.init)
    }

    /// A button of an app, and what is to be seen of it.
    func press(
        _ name: String, _ press: () -> Bool, until condition: (WallSnapshot) -> Bool
    ) async throws {
        guard press() else {
            throw WallProcess.Timeout(description: "\(name): the wall has no websocket")
        }
        try await wall.wait(name, until: condition)
    }
}

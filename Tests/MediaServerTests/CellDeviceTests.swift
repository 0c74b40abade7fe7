import FakeMediaServer
import Foundation
import MediaServer
import MediaServerAPI
import TestSupport
import Testing
import WallPolicy

/// Each cell a device of its own.
@Suite struct CellDeviceTests {
    @Test(arguments: [FakeDialect.jellyfin12, .emby4])
    func eachCellSignsInByItself(dialect: FakeDialect) async throws {
        let server = try FakeMediaServer(.init(dialect: dialect, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url) { $0.remoteDevices = .cells })
        link.arrange(cells: 3)
        try await until("not all are signed in") { stage.told.devices.count == 4 }
        let devices = stage.told.devices
        #expect(Set(devices.values.map(\.token)).count == 4, "a token is of one device")
        #expect(Set(devices.values.map(\.device.id)).count == 4)
        let name = try #require(devices[0]).device.device
        #expect((1...3).map { devices[$0]?.device.device } == (1...3).map { "\(name) · \($0)" })
        // A smaller grid has fewer, and a larger one the same again.
        link.arrange(cells: 1)
        try await until("cell 3 is still there") { stage.told.devices.count == 2 }
        link.arrange(cells: 2)
        try await until("cell 2 is not back") { stage.told.devices[2] != nil }
        #expect(stage.told.devices[2]?.device.id == devices[2]?.device.id)
        await link.stop(within: 1)
        #expect(server.illegal == [])
    }

    @Test func withoutThemThereIsTheWallAlone() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url))
        link.arrange(cells: 3)
        try await until("no items") { stage.told.items.count == 5 }
        #expect(stage.told.devices.keys.sorted() == [0])
        await link.stop(within: 1)
    }

    @Test func aDoubtfulSignInIsLookedAtAndRenewed() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url))
        try await until("nobody is signed in") { stage.told.devices[0] != nil }
        let first = try #require(stage.told.devices[0])
        // The token is good: the same once more.
        first.signInAgain()
        try await until("no second look") { stage.told.accesses == 2 }
        #expect(stage.told.devices[0]?.token == first.token)
        #expect(stage.told.devices[0]?.generation == first.generation + 1)
        // It is not: another one.
        server.revokeTokens()
        first.signInAgain()
        try await until("no new sign-in") {
            stage.told.devices[0].map { $0.token != first.token } ?? false
        }
        await link.stop(within: 1)
    }
}

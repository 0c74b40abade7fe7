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
        try await until("nobody is signed in") { stage.told.items.count == 5 }
        let first = try #require(stage.told.devices[0])
        // The token is good, and a password is there: another one.
        first.signInAgain()
        try await until("no second look") { stage.told.accesses == 2 }
        let second = try #require(stage.told.devices[0])
        #expect(second.token != first.token && second.generation == first.generation + 1)
        // What reads the library does not take the old one's end for its own.
        link.refresh()
        try await until("not read again") { stage.told.status?.isReading == false }
        // It is not good any more: another one.
        server.revokeTokens()
        second.signInAgain()
        try await until("no new sign-in") {
            stage.told.devices[0].map { $0.token != second.token } ?? false
        }
        await link.stop(within: 1)
    }

    @Test func aCodesSignInIsAllThereIs() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(
            try stage.settings(server.url, signsIn: false) { $0.remoteDevices = .cells })
        link.arrange(cells: 2)
        try await until("no code was shown") { stage.told.status?.code != nil }
        #expect(server.confirmCode(try #require(stage.told.status?.code)))
        try await until("nobody was signed in") { stage.told.devices[0] != nil }
        let first = try #require(stage.told.devices[0])
        first.signInAgain()
        try await until("no second look") { stage.told.accesses == 2 }
        #expect(stage.told.devices[0]?.token == first.token)
        #expect(stage.told.devices[0]?.generation == first.generation + 1)
        // The cells have none; to this server an API key would be no device either.
        try await until("nothing was said") { !stage.told.notes.isEmpty }
        #expect(stage.told.notes.count == 1)
        #expect(stage.told.notes.allSatisfy { $0.contains("PASSWORD") && !$0.contains("API key") })
        await link.stop(within: 1)
    }

    @Test func aCellThatMayNotYetSignsInOnceItMay() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        var settings = try stage.settings(server.url) { $0.remoteDevices = .cells }
        settings.ownerInterval = .milliseconds(100)
        let link = stage.link(settings)
        link.arrange(cells: 1)
        try await until("cell 1 is not there") { stage.told.devices[1] != nil }
        server.setFault(.status(403), for: "/Users/AuthenticateByName")
        server.forgetRequests()
        link.arrange(cells: 3)
        try await until("not tried again") {
            server.requests.count { $0.path == "/Users/AuthenticateByName" } >= 3
        }
        #expect(stage.told.notes.count == 1, "said once: \(stage.told.notes)")
        #expect(stage.told.notes.first?.hasPrefix("Not every cell can be cast to: ") == true)
        server.setFault(nil, for: "/Users/AuthenticateByName")
        try await until("nobody came back") { stage.told.devices.count == 4 }
        await link.stop(within: 1)
    }

    @Test func theLastOfManyGridsCounts() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url) { $0.remoteDevices = .cells })
        try await until("nobody is signed in") { stage.told.devices[0] != nil }
        for count in 1...200 { link.arrange(cells: 1 + count % 6) }
        link.arrange(cells: 2)
        try await until("cell 2 is not there") { stage.told.devices[2] != nil }
        // A sign-in that was under way when the grid became smaller is nobody's.
        link.arrange(cells: 6)
        try await until("cell 3 is not there") { stage.told.devices[3] != nil }
        link.arrange(cells: 1)
        try await until("too many are there") { stage.told.devices.keys.sorted() == [0, 1] }
        // They sign in one after the other: who was under way would be there before cell 2.
        link.arrange(cells: 2)
        try await until("cell 2 is not back") { stage.told.devices[2] != nil }
        #expect(stage.told.devices.keys.sorted() == [0, 1, 2])
        await link.stop(within: 1)
    }

    @Test(arguments: [FakeDialect.jellyfin12, .emby4])
    func afterAChangeOfTheGridAnotherDeviceTells(dialect: FakeDialect) async throws {
        let clip = try ClipStore.path(.compass(width: 640, height: 360, seconds: 6))
        try await withLink(.init(dialect: dialect, files: [clip], itemCount: 5)) {
            $0.remoteDevices = .cells
            $0.watchState = .report
        } _: { server, link, stage in
            link.arrange(cells: 3)
            try await until("not all are signed in") { stage.told.devices.count == 4 }
            let id = try #require(stage.told.devices[0]).device.id
            guard case .plan = await link.plan(try #require(stage.told.items.first).id) else {
                Issue.record("no plan")
                return
            }
            link.take(.began(play(), number: 3, paused: false, muted: true, cast: true))
            try await until("cell 3 does not play") {
                server.openSessions.map(\.device) == ["\(id)-3"]
            }
            link.take(.progress(play(), number: 1, position: 2, paused: false, muted: true))
            try await until("cell 1 does not play") {
                server.openSessions.map(\.device) == ["\(id)-1"]
            }
            link.take(.left(play(), position: 3, failed: false))
            try await until("it still plays") { server.openSessions.isEmpty }
        }
    }
}

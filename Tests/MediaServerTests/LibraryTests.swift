import FakeMediaServer
import Foundation
import MediaServer
import Synchronization
import Testing
import WallPolicy

/// What the wall gets of a library.
@Suite(.timeLimit(.minutes(15)))
struct LibraryTests {
    @Test func aLargeLibraryComesAtOnceAndThenWhole() async throws {
        try await withLink(.init(dialect: .jellyfin12, itemCount: 20_000)) { _, _, stage in
            #expect(stage.told.deliveries.first == 100)
            #expect(stage.told.items.count == 20_000)
            #expect(Set(stage.told.items.map(\.id)).count == 20_000)
            // Each hand-over is a copy: few of them, for whatever size.
            #expect(stage.told.deliveries.count < 15)
        }
    }

    @Test(arguments: [FakeDialect.jellyfin11, .emby4])
    func itemsThatChangeMeanwhileComeOnceAndAllOfThem(dialect: FakeDialect) async throws {
        let server = try FakeMediaServer(.init(dialect: dialect, itemCount: 10_000))
        defer { server.close() }
        let stage = try LinkStage()
        // Every few pages something goes from the front, and something comes there.
        let pages = Counter()
        server.onRequest { request in
            guard request.query["startindex"] != nil, request.query["limit"] == "500" else {
                return
            }
            let count = pages.next()
            if count < 12, count % 3 == 0 {
                server.removeFirstItems(7)
                _ = server.addItems(3, atFront: true)
            }
        }
        let link = stage.link(try stage.settings(server.url))
        try await until("the library was not read") {
            stage.told.status?.isReading == false && !stage.told.items.isEmpty
        }
        await link.stop(within: 1)
        let found = stage.told.items.compactMap(\.id.serverItem)
        #expect(Set(found).count == found.count, "none twice")
        #expect(Set(found) == Set(server.itemIDs), "all that are there, and none that is not")
    }

    @Test func anUnknownLibraryListsTheKnownOnes() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 8))
        defer { server.close() }
        let stage = try LinkStage()
        let link = stage.link(try stage.settings(server.url) { $0.libraries = ["Filme"] })
        try await until("nothing was said") { stage.told.status?.phase == .unusable }
        #expect(stage.told.status?.words.contains("“Movies”") == true)
        await link.stop(within: 1)
    }

    @Test func aLibraryIsChosenByNameAndById() async throws {
        let options = FakeMediaServer.Options(dialect: .emby4, itemCount: 40)
        try await withLink(options, { $0.libraries = ["movies"] }) { server, _, stage in
            #expect(stage.told.items.count == 10)
        }
        let server = try FakeMediaServer(options)
        let id = server.viewID(1)
        server.close()
        try await withLink(options, { $0.libraries = [id] }) { _, _, stage in
            #expect(stage.told.items.count == 10)
        }
    }

    @Test func channelsAreLive() async throws {
        try await withLink(
            .init(dialect: .jellyfin12, itemCount: 8), { $0.libraries = ["Live TV"] }
        ) { _, _, stage in
            #expect(!stage.told.items.isEmpty && stage.told.items.allSatisfy(\.isLive))
        }
    }

    @Test func whatIsReadAgainComesAndGoes() async throws {
        try await withLink(.init(dialect: .jellyfin11, itemCount: 30)) { server, link, stage in
            let gone = try #require(stage.told.items.first).id
            server.removeItems([try #require(gone.serverItem)])
            let new = server.addItems(2)
            link.refresh()
            try await until("nothing changed") { stage.told.items.count == 31 }
            #expect(!stage.told.items.contains { $0.id == gone })
            #expect(stage.told.items.count { new.contains($0.id.serverItem ?? "") } == 2)
        }
    }

    @Test(arguments: FakeDialect.allCases)
    func aFavouriteIsMarkedAndUnmarked(dialect: FakeDialect) async throws {
        try await withLink(.init(dialect: dialect, itemCount: 8)) { server, link, stage in
            let item = try #require(stage.told.items.first).id
            let id = try #require(item.serverItem)
            #expect(await link.favorite(item, true) == true)
            #expect(server.userData(of: id).isFavorite)
            link.refresh()
            try await until("no heart") { stage.told.favorites == [item] }
            #expect(await link.favorite(item, false) == false)
            #expect(!server.userData(of: id).isFavorite)
            // One that is not there any more cannot be marked, and nobody claims so.
            server.removeItems([id])
            #expect(await link.favorite(item, true) == nil)
        }
    }

    @Test func theItemsOfAnEarlierWallComeFirst() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 5000))
        defer { server.close() }
        let stage = try LinkStage()
        let last = ItemID(rawValue: "jf:\(server.serverID):\(server.itemID(4999))")
        let link = stage.link(try stage.settings(server.url), with: [last])
        try await until("nothing came") { !stage.told.deliveries.isEmpty }
        let first = stage.told.state.withLock { $0.items.first ?? [] }
        #expect(first.contains { $0.id == last })
        await link.stop(within: 1)
    }

    @Test func aServerThatIsAwayIsWaitedForAndTheReserveIsAskedFor() async throws {
        let server = try FakeMediaServer(.init(dialect: .jellyfin12, itemCount: 8))
        defer { server.close() }
        try server.setMood(.refuses)
        let stage = try LinkStage()
        var settings = try stage.settings(server.url)
        settings.reservePatience = .milliseconds(300)
        settings.connectPatience = .milliseconds(100)
        let link = stage.link(settings)
        try await until("the reserve was not asked for") { stage.told.isAway }
        try await until("no countdown") { stage.told.status?.nextTryInSeconds != nil }
        #expect(stage.told.phases.contains(.connecting) && stage.told.phases.contains(.away))
        #expect(stage.told.status?.words.contains("refuses the connection") == true)
        try server.setMood(.well)
        try await until("it was not found again") { stage.told.items.count == 8 }
        await link.stop(within: 1)
    }
}

/// Counts from 1, from any thread.
final class Counter: Sendable {
    private let count = Atomic(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}

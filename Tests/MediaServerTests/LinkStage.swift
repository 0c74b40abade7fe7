import FakeMediaServer
import Foundation
import Logging
import MediaServer
import MediaServerAPI
import Synchronization
import TestSupport
import Testing
import Tunables
import WallPolicy

/// What a link told the wall.
final class Told: Sendable {
    struct State: Sendable {
        var statuses: [ServerStatus] = []
        var items: [[MediaItem]] = []
        var favorites: Set<ItemID> = []
        var isAway = false
        var accesses: [(cell: Int?, access: DeviceAccess?)] = []
        var notCommanded = ""
        var notes: [String] = []
    }

    let state = Mutex(State())

    var status: ServerStatus? { state.withLock { $0.statuses.last } }
    var phases: [ServerStatus.Phase] { state.withLock { $0.statuses.map(\.phase) } }
    var items: [MediaItem] { state.withLock { $0.items.last ?? [] } }
    var deliveries: [Int] { state.withLock { $0.items.map(\.count) } }
    var favorites: Set<ItemID> { state.withLock { $0.favorites } }
    var isAway: Bool { state.withLock { $0.isAway } }
    /// How often a device was signed in.
    var accesses: Int { state.withLock { $0.accesses.count { $0.access != nil } } }
    /// The devices that are signed in: 0 for the wall's own, then the cells'.
    var devices: [Int: DeviceAccess] {
        state.withLock { state in
            state.accesses.reduce(into: [:]) { $0[$1.cell ?? 0] = $1.access }
        }
    }
    var notCommanded: String { state.withLock { $0.notCommanded } }
    var notes: [String] { state.withLock { $0.notes } }

    var events: ServerLinkEvents {
        var events = basicEvents
        events.access = { access, cell in
            self.state.withLock { $0.accesses.append((cell, access)) }
        }
        events.cannotBeCommanded = { words, _ in
            self.state.withLock { $0.notCommanded = words }
        }
        events.note = { words in self.state.withLock { $0.notes.append(words) } }
        return events
    }

    private var basicEvents: ServerLinkEvents {
        ServerLinkEvents(
            status: { status in self.state.withLock { $0.statuses.append(status) } },
            items: { items in self.state.withLock { $0.items.append(items) } },
            favorites: { items in self.state.withLock { $0.favorites = items } },
            isAway: { self.state.withLock { $0.isAway = true } })
    }
}

/// A link before a server, with a place of its own for its files.
struct LinkStage: Sendable {
    let folder: ScratchFolder
    let files: ServerFiles
    let told = Told()

    init() throws {
        folder = try ScratchFolder()
        files = ServerFiles(
            environment: ["XDG_CONFIG_HOME": folder.at("config")], state: folder.at("state"))
    }

    /// The settings of a wall that signs in by name and password.
    func settings(
        _ url: String, signsIn: Bool = true, _ change: (inout Settings) -> Void = { _ in }
    ) throws -> ServerSettings {
        var settings = Settings()
        settings.serverURL = url
        if signsIn {
            settings.username = "anna"
            settings.password = "geheim"
        }
        change(&settings)
        var found = try #require(
            try ServerSettings(settings, files: files, version: "0.1.0"))
        found.personInterval = .milliseconds(50)
        found.sessionMin = .zero
        return found
    }

    /// A link that has begun.
    func link(_ settings: ServerSettings, with items: [ItemID] = []) -> ServerLink {
        let link = ServerLink(
            settings, events: told.events,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        link.begin(with: items)
        return link
    }
}

/// Waits until something holds. The largest replies keep both of two cores busy for half a
/// minute, and everybody else waits for that.
func until(
    _ what: Comment, seconds: Double = 300, _ holds: @Sendable () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while clock.now < end {
        if try await holds() { return }
        try await clock.sleep(for: .milliseconds(10))
    }
    Issue.record(what)
    throw CancellationError()
}

extension ServerLink {
    /// How a cell opens an item.
    func plan(
        _ item: ItemID, cell: UInt64 = 1, load: Int = 1, width: Int = 640, height: Int = 360,
        attempt: Int = 0, isLive: Bool = false, isNext: Bool = false
    ) async -> PlayAnswer {
        await withCheckedContinuation { continuation in
            plan(
                PlayRequest(
                    play: PlayID(cell: CellID(rawValue: cell), load: load), item: item,
                    isLive: isLive, attempt: attempt, width: width, height: height, isNext: isNext)
            ) { continuation.resume(returning: $0) }
        }
    }

    /// Marks a favourite.
    func favorite(_ item: ItemID, _ on: Bool) async -> Bool? {
        await withCheckedContinuation { continuation in
            favorite(item, on) { continuation.resume(returning: $0) }
        }
    }
}

/// A play's name.
func play(_ cell: UInt64 = 1, _ load: Int = 1) -> PlayID {
    PlayID(cell: CellID(rawValue: cell), load: load)
}

/// A server, and a link before it that has read the library.
func withLink(
    _ options: FakeMediaServer.Options, _ change: (inout Settings) -> Void = { _ in },
    _ body: (FakeMediaServer, ServerLink, LinkStage) async throws -> Void
) async throws {
    let server = try FakeMediaServer(options)
    defer { server.close() }
    let stage = try LinkStage()
    let link = stage.link(try stage.settings(server.url, change))
    do {
        try await until("the library was not read") {
            stage.told.status?.isReading == false && !stage.told.items.isEmpty
        }
        try await body(server, link, stage)
    } catch {
        await link.stop(within: 2)
        throw error
    }
    await link.stop(within: 2)
    #expect(server.illegal == [])
}

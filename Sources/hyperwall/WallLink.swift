import Dispatch
import Foundation
import Logging
import MediaServer
import RemoteControl
import Synchronization
import WallPolicy
import WallRuntime

/// A wall's media server and the remote control by its apps: who tells whom what.
struct WallLink {
    /// What is open on the server has so long to be closed, seconds; the rest is on disk, and
    /// the next start closes it.
    static let seconds = 2.0

    /// The wall's items, and how they are opened.
    let server: ServerLink
    private let remote: RemoteControl

    /// The link of a wall that has a media server; nil for another.
    init?(
        _ options: WallOptions, _ places: Places, _ wall: WallRemote, _ feed: SourceFeed,
        _ logger: Logger
    ) throws(WallFailure) {
        let settings = options.resolution.settings
        let found: ServerSettings?
        do throws(WallFailure) {
            found = try Self.settings(options, places)
        } catch {
            // A wall that nobody watches has said so on its banner, and plays what it can.
            guard options.isUnwatched else { throw error }
            return nil
        }
        guard let found else { return nil }
        let changed = LateCall()
        let remote = RemoteControl(
            RemoteControlSettings(
                healthCheck: settings.healthCheck, caFile: settings.tlsCAFile,
                verifiesCertificates: !settings.tlsInsecure),
            events: RemoteControlEvents(
                wish: { wall.take($0) }, statuses: { wall.take($0) },
                libraryChanged: { changed() },
                favorites: { marks in
                    wall.take(marks: Dictionary(marks, uniquingKeysWith: { $1 }))
                },
                serverLeaves: { wall.leaves($0) }, journal: { wall.note(remote: $0) }),
            logger: logger)
        var events = ServerLinkEvents(
            status: { wall.take($0) }, items: { feed.take(serverItems: $0) },
            favorites: { wall.take(favorites: $0) }, isAway: { feed.serverIsAway() })
        events.access = { access, cell in
            if access == nil, let cell {
                remote.remove(cell)
            } else {
                remote.use(access, for: cell)
            }
        }
        events.isThere = { remote.serverIsBack() }
        events.cannotBeCommanded = { words, name in
            wall.take([
                RemoteStatus(name: name, since: Date().timeIntervalSince1970, lastError: words)
            ])
            wall.note(remote: words)
        }
        events.note = { wall.note(remote: $0) }
        let server = ServerLink(found, events: events, logger: logger)
        changed.set { [weak server] in server?.libraryChanged() }
        self.remote = remote
        self.server = server
    }

    /// What is known of the server; nil when none is configured.
    static func settings(
        _ options: WallOptions, _ places: Places
    ) throws(WallFailure) -> ServerSettings? {
        let files = ServerFiles(
            environment: ProcessInfo.processInfo.environment, state: places.state)
        do throws(ServerSettingsProblem) {
            return try ServerSettings(
                options.resolution.settings, files: files, version: options.version)
        } catch {
            throw WallFailure(error.sentence, exitStatus: 2)
        }
    }

    /// Ends both, and waits a moment for what is still to be told.
    func end() {
        let done = DispatchSemaphore(value: 0)
        Task { [remote, server] in
            // Nobody is to command a wall that ends.
            async let deaf: Void = remote.close(within: Self.seconds)
            async let silent: Void = server.stop(within: Self.seconds)
            _ = await (deaf, silent)
            done.signal()
        }
        // Nothing of it may keep a wall from its end.
        _ = done.wait(timeout: .now() + Self.seconds + 1)
    }
}

/// A call to somebody who is made later.
private final class LateCall: Sendable {
    private let call = Mutex<(@Sendable () -> Void)?>(nil)

    func set(_ body: @escaping @Sendable () -> Void) { call.withLock { $0 = body } }

    func callAsFunction() { call.withLock { $0 }?() }
}

import Dispatch
public import Logging
public import MediaServerAPI
import Synchronization
import WallPolicy
import WebSocketTransport

/// Lets apps of the media server command the wall: one device for the wall and, if wanted, one
/// for each cell, each with its own websocket.
///
///     let remote = RemoteControl(settings, events: events, logger: logger)
///     remote.use(access, for: nil)
///     …
///     await remote.close(within: 2)
///
/// It does nothing before somebody signed in, and never gives up afterwards. It must be closed.
public final class RemoteControl: Sendable {
    private struct State {
        var links: [Int: DeviceLink] = [:]
        let healthCheck: Duration
        var isClosed = false

        /// All cells together are proved as often as the wall is: a server is not to be asked
        /// all the time by a wall where nothing happens.
        func tellHealthCheck() {
            let cells = links.count - (links[0] == nil ? 0 : 1)
            for (key, link) in links {
                link.inbox.put(.healthCheck(key == 0 ? healthCheck : healthCheck * max(1, cells)))
            }
        }
    }

    private let surroundings: LinkSurroundings
    private let state: Mutex<State>

    /// Remote control of nobody.
    public init(_ settings: RemoteControlSettings, events: RemoteControlEvents, logger: Logger) {
        surroundings = LinkSurroundings(settings, events: events, logger: logger)
        state = Mutex(State(healthCheck: settings.healthCheck))
    }

    /// A device was signed in, or is not any more.
    /// - Parameters:
    ///   - access: nil when nobody is signed in.
    ///   - cell: its number, from 1; nil for the wall itself.
    public func use(_ access: DeviceAccess?, for cell: Int?) {
        state.withLock { state in
            guard !state.isClosed else { return }
            let key = cell ?? 0
            if let access {
                if let link = state.links[key] {
                    link.inbox.put(.access(access))
                } else {
                    let link = DeviceLink(cell, surroundings)
                    state.links[key] = link
                    link.inbox.put(.access(access))
                    state.tellHealthCheck()
                }
            } else {
                state.links[key]?.inbox.put(.event(.accessLost))
            }
        }
    }

    /// There is no such device any more: the grid has become smaller.
    public func remove(_ cell: Int?) {
        state.withLock { state in
            guard let link = state.links.removeValue(forKey: cell ?? 0) else { return }
            link.inbox.put(.end)
            state.tellHealthCheck()
        }
    }

    /// Somebody reached the server: links that wait for it dial.
    public func serverIsBack() { all { $0.inbox.put(.event(.serverIsBack)) } }

    /// Closes every socket and waits for that, so many seconds at most. Nothing is told
    /// afterwards.
    public func close(within seconds: Double) async {
        let links = state.withLock { state in
            state.isClosed = true
            defer { state.links = [:] }
            return Array(state.links.values)
        }
        surroundings.board.close()
        for link in links { link.inbox.put(.end) }
        let end = ContinuousClock.now + .seconds(seconds / 2)
        for link in links { await link.finished(by: end) }
        await surroundings.close(within: .seconds(seconds / 2))
    }

    private func all(_ body: (DeviceLink) -> Void) {
        for link in state.withLock({ Array($0.links.values) }) { body(link) }
    }
}

import Dispatch
import Logging
import Synchronization
import WallPolicy
import WebSocketTransport

/// What all links share.
final class LinkSurroundings: Sendable {
    private enum Sockets {
        /// A wall that nobody commands has no thread for it.
        case none
        case some(WebSocketClient)
        case closed
    }

    let settings: RemoteControlSettings
    let events: RemoteControlEvents
    let logger: Logger
    let board: StatusBoard
    private let sockets = Mutex(Sockets.none)
    private let links = Mutex(0)
    private let complaints = Mutex(ComplaintBound())

    init(_ settings: RemoteControlSettings, events: RemoteControlEvents, logger: Logger) {
        self.settings = settings
        self.events = events
        self.logger = logger
        board = StatusBoard(events.statuses)
    }

    /// A number for a new link, larger than all before.
    func nextLink() -> Int {
        links.withLock { links in
            links += 1
            return links
        }
    }

    /// Something that came in is not as it should be, by whichever device: a line for the
    /// journal, as long as there are not too many of them.
    func complain(_ words: String, of cell: Int?) {
        let words = cell.map { "Cell \($0): \(words)" } ?? words
        let verdict = complaints.withLock { $0.take(at: .now) }
        guard verdict != .tooMany else { return logger.debug("\(words)") }
        logger.notice("\(words)")
        events.journal(words)
        guard verdict == .last else { return }
        let more = "More of this kind is not written down for a minute."
        logger.notice("\(more)")
        events.journal(more)
    }

    /// The one client of all sockets; nil once all is closed.
    func client() throws(WebSocketFailure) -> WebSocketClient? {
        let made: Result<WebSocketClient?, WebSocketFailure> = sockets.withLock { sockets in
            switch sockets {
            case .closed: return .success(nil)
            case .some(let client): return .success(client)
            case .none: break
            }
            do throws(WebSocketFailure) {
                let client = try WebSocketClient()
                sockets = .some(client)
                return .success(client)
            } catch {
                return .failure(error)
            }
        }
        return try made.get()
    }

    func close(within time: Duration) async {
        let client: WebSocketClient? = sockets.withLock { sockets in
            defer { sockets = .closed }
            return if case .some(let client) = sockets { client } else { nil }
        }
        guard let client else { return }
        // It waits for its thread, which is nothing for one of Swift's few.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                client.close(atMost: time)
                continuation.resume()
            }
        }
    }
}

/// The standing of all devices, told in the order in which it changes.
final class StatusBoard: Sendable {
    private struct State {
        var statuses: [Int: (link: Int, status: RemoteStatus?)] = [:]
        var isClosed = false
    }

    private let tell: @Sendable ([RemoteStatus]) -> Void
    private let state = Mutex(State())

    init(_ tell: @escaping @Sendable ([RemoteStatus]) -> Void) { self.tell = tell }

    /// - Parameters:
    ///   - status: nil when the device is gone.
    ///   - link: its number; what an older link of the same device says counts for nothing.
    func set(_ status: RemoteStatus?, for cell: Int?, by link: Int) {
        // Told under the lock, so that nobody hears an older one last.
        state.withLock { state in
            let key = cell ?? 0
            let known = state.statuses[key]
            guard !state.isClosed, known.map({ $0.link <= link }) ?? true else { return }
            state.statuses[key] = (link, status)
            guard known?.status != status else { return }
            tell(state.statuses.sorted { $0.key < $1.key }.compactMap(\.value.status))
        }
    }

    /// Nothing is told any more.
    func close() { state.withLock { $0.isClosed = true } }
}

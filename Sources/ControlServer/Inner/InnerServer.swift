import Dispatch
import FlyingFox
import FlyingSocks
import Logging
import Synchronization

/// FlyingFox behind the gate. It must be stopped.
final class InnerServer: Sendable {
    private let server: HTTPServer
    private let door: OwnedDescriptor
    private let log: ServerLog
    private let run: Task<Void, Never>
    private let ended: DispatchSemaphore

    /// How long FlyingFox may take to listen; it does so in milliseconds.
    private static let startTime = 5.0

    /// Starts it and returns when it listens. Blocks the calling thread, which
    /// must not be one of Swift's own pool.
    ///
    /// - Parameters:
    ///   - folder: the socket's folder, in which a name exists for a moment.
    ///   - answerTime: how long a route may work on an answer.
    /// - Throws: `system` or `serverFailed`.
    init(
        in folder: OwnedDescriptor, handler: some HTTPHandler, answerTime: Duration,
        logger: Logger
    ) throws(ControlServerError) {
        let hidden = try HiddenDoor(in: folder)
        let log = ServerLog(logger)
        // The epoll pool sleeps without a timeout while nothing happens; the
        // portable one would wake a hundred times a second.
        let server = HTTPServer(
            config: .init(
                address: hidden.address, timeout: answerTime.seconds, pool: .ePoll(), logger: log),
            handler: handler)
        let ended = DispatchSemaphore(value: 0)
        let run = Task.detached {
            // Its end is reported by its log.
            try? await server.run()
            ended.signal()
        }
        do throws(ControlServerError) {
            try Self.awaitListening(server)
            door = try hidden.hide()
        } catch {
            log.expectEnd()
            run.cancel()
            hidden.giveUp()
            throw error
        }
        self.server = server
        self.log = log
        self.run = run
        self.ended = ended
    }

    /// A new connection, nil when the server does not take one.
    func connect() -> OwnedDescriptor? { HiddenDoor.connect(to: door) }

    /// Ends the server; a second call does nothing. A route that does not end is
    /// left to itself when the time is over.
    ///
    /// - Returns: whether it ended in time.
    func stop(within time: Duration) -> Bool {
        guard door.number >= 0 else { return true }
        log.expectEnd()
        door.close()
        let server = server
        let run = run
        Task.detached {
            await server.stop(timeout: 0)
            run.cancel()
        }
        return ended.wait(timeout: .now() + time.seconds) == .success
    }

    private static func awaitListening(_ server: HTTPServer) throws(ControlServerError) {
        let listens = DispatchSemaphore(value: 0)
        let result = ListenResult()
        Task.detached {
            do {
                try await server.waitUntilListening(timeout: startTime)
            } catch {
                result.set("\(error)")
            }
            listens.signal()
        }
        guard listens.wait(timeout: .now() + startTime + 1) == .success else {
            throw .serverFailed("it did not begin to listen in time")
        }
        if let words = result.words { throw .serverFailed(words) }
    }
}

/// What came of waiting for the server, between two threads.
private final class ListenResult: Sendable {
    private let storage = Mutex<String?>(nil)

    var words: String? { storage.withLock { $0 } }

    func set(_ words: String) { storage.withLock { $0 = words } }
}

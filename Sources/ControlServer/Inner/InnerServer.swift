import Dispatch
import FlyingFox
import FlyingSocks
import Logging
import Synchronization

/// FlyingFox behind the gate. It must be stopped.
///
/// FlyingFox ends for good at the first connection that it cannot accept, such as when the
/// process has no descriptors left for a moment. A wall runs for months, so it is started again.
final class InnerServer: Sendable {
    /// One start of FlyingFox.
    private struct Life {
        let server: HTTPServer
        let door: OwnedDescriptor
        let run: Task<Void, Never>
    }

    private let folder: OwnedDescriptor
    private let handler: any HTTPHandler
    private let answerTime: Duration
    private let log: ServerLog
    private let logger: Logger
    private let life = Mutex<Life?>(nil)
    private let watch = Mutex<Task<Void, Never>?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// How long FlyingFox may take to listen, seconds: it does so in milliseconds, but not on a
    /// machine that begins its day with everything at once.
    private static let startTime = 30.0
    /// Between an end and the next start: whatever was used up needs a moment to come back.
    private static let restartPause = Duration.milliseconds(500)

    /// Descriptors of a connection, both ends, and some that others take at the same moment.
    private static let connectionSpare = 6
    /// Descriptors of a start, and the same.
    private static let startSpare = 16

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
        self.folder = folder
        self.handler = handler
        self.answerTime = answerTime
        self.logger = logger
        log = ServerLog(logger)
        let listens = DispatchSemaphore(value: 0)
        let result = Mutex<ControlServerError?>(nil)
        Task.detached { [self] in
            do throws(ControlServerError) {
                try await begin()
            } catch {
                result.withLock { $0 = error }
            }
            listens.signal()
        }
        guard listens.wait(timeout: .now() + Self.startTime + 1) == .success else {
            throw .serverFailed("it did not begin to listen in time")
        }
        if let error = result.withLock({ $0 }) { throw error }
        let task = Task.detached { [self] in
            await keepAlive()
            ended.signal()
        }
        watch.withLock { $0 = task }
    }

    /// A new connection, nil when the server does not take one, or when there are too few
    /// descriptors left for its end of it: failing to accept would end it.
    func connect() -> OwnedDescriptor? {
        guard SpareDescriptors.areLeft(Self.connectionSpare) else { return nil }
        return life.withLock { life in life.flatMap { HiddenDoor.connect(to: $0.door) } }
    }

    /// Ends the server; a second call does nothing. A route that does not end is
    /// left to itself when the time is over.
    ///
    /// - Returns: whether it ended in time.
    func stop(within time: Duration) -> Bool {
        guard let task = watch.withLock({ $0.take() }) else { return true }
        log.expectEnd()
        task.cancel()
        let last = life.withLock { $0.take() }
        last?.door.close()
        Task.detached {
            await last?.server.stop(timeout: 0)
            last?.run.cancel()
        }
        return ended.wait(timeout: .now() + time.seconds) == .success
    }

    private func begin() async throws(ControlServerError) {
        let hidden = try HiddenDoor(in: folder)
        // The epoll pool sleeps without a timeout while nothing happens; the
        // portable one would wake a hundred times a second.
        let server = HTTPServer(
            config: .init(
                address: hidden.address, timeout: answerTime.seconds, pool: .ePoll(), logger: log),
            handler: handler)
        // Its end is reported by its log.
        let run = Task.detached { _ = try? await server.run() }
        do {
            try await server.waitUntilListening(timeout: Self.startTime)
            let door = try hidden.hide()
            let isLate = life.withLock { life in
                // Stopped in between: nobody would ever end this one.
                guard !log.expectsEnd else { return true }
                life = Life(server: server, door: door, run: run)
                return false
            }
            guard isLate else { return }
            door.close()
            run.cancel()
        } catch {
            run.cancel()
            hidden.giveUp()
            throw error as? ControlServerError ?? .serverFailed("\(error)")
        }
    }

    /// Until it is stopped.
    private func keepAlive() async {
        while let now = life.withLock({ $0 }) {
            await now.run.value
            guard !log.expectsEnd else { return }
            life.withLock { $0 = nil }
            now.door.close()
            var isSaid = false
            while life.withLock({ $0 == nil }) {
                try? await Task.sleep(for: Self.restartPause)
                guard !log.expectsEnd else { return }
                // FlyingFox closes not all of what it opened when it fails half-way.
                guard SpareDescriptors.areLeft(Self.startSpare) else { continue }
                do throws(ControlServerError) {
                    try await begin()
                    logger.warning("The control server runs again.")
                } catch {
                    // It goes on failing until what is used up comes back.
                    if !isSaid { logger.error("\(error)") }
                    isSaid = true
                }
            }
        }
    }
}

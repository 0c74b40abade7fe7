public import Logging
import Synchronization

/// The wall's HTTP server: its API on a Unix socket, for this user and root.
///
/// It runs on threads of its own. `start` and `stop` block for some milliseconds
/// and belong on a plain thread, such as the main thread of a synchronous
/// program. It must be stopped.
public final class ControlServer: Sendable {
    private struct Running {
        let listener: UnixListener
        let inner: InnerServer
        let gate: AcceptGate
    }

    private let wall: any WallAccess
    private let socket: SocketPath
    private let limits: GateLimits
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    /// How long `stop` waits for each of its two threads; together under one second.
    private static let stopTime = Duration.milliseconds(400)

    /// - Parameters:
    ///   - wall: what it serves.
    ///   - socket: where it listens.
    ///   - limits: what it lets in.
    public init(
        wall: any WallAccess, socket: SocketPath, limits: GateLimits = GateLimits(),
        logger: Logger
    ) {
        self.wall = wall
        self.socket = socket
        self.limits = limits
        self.logger = logger
    }

    deinit {
        assert(running.withLock { $0 == nil }, "the control server was not stopped")
    }

    /// Takes the wall's name (its lock), listens, and serves. Does nothing when it
    /// runs already.
    ///
    /// - Throws: `ControlServerError`; nothing is left behind then.
    public func start() throws(ControlServerError) {
        guard running.withLock({ $0 == nil }) else { return }
        let listener = try UnixListener(at: socket)
        do throws(ControlServerError) {
            let router = Router(
                WallRoutes.make(wall) + QuarantineRoutes.make(wall) + HoldRoutes.make(wall),
                logger: logger)
            let inner = try InnerServer(
                in: listener.folder, handler: router, answerTime: limits.answerTime,
                logger: logger)
            do throws(ControlServerError) {
                let gate = try AcceptGate(
                    listener: listener.descriptor.number, limits: limits, logger: logger,
                    admits: PeerCheck.isOursOrRoot, connectInner: { inner.connect() })
                running.withLock {
                    $0 = Running(listener: listener, inner: inner, gate: gate)
                }
            } catch {
                _ = inner.stop(within: Self.stopTime)
                throw error
            }
        } catch {
            listener.close()
            throw error
        }
    }

    /// Ends everything within a second: no client is waited for, socket and lock
    /// are removed. A second call does nothing.
    public func stop() {
        guard let parts = running.withLock({ $0.take() }) else { return }
        if !parts.gate.stop(within: Self.stopTime) {
            logger.error("The control server's gate did not end in time.")
        }
        if !parts.inner.stop(within: Self.stopTime) {
            logger.warning("A request to the control server did not end in time; it is left.")
        }
        parts.listener.close()
    }
}

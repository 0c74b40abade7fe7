public import Logging
import Synchronization

/// The wall's HTTP server: its API on a Unix socket, for this user and root, and over TCP for
/// whoever the settings let in.
///
/// It runs on threads of its own. `start` and `stop` block for some milliseconds
/// and belong on a plain thread, such as the main thread of a synchronous
/// program. It must be stopped.
public final class ControlServer: Sendable {
    private struct Running {
        let listener: UnixListener
        let inner: InnerServer
        let hub: EventHub
        let router: Router
        let door: Doorkeeper
        let peers: Peers
        let gate: AcceptGate
        var web: (listener: TCPListener, gate: AcceptGate)?
    }

    private let wall: any WallAccess
    private let socket: SocketPath
    private let web: WebSettings?
    private let share: String?
    private let peers: PeerSettings
    private let limits: GateLimits
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    /// How long `stop` waits for a route; together with the gates under two seconds, nearly always.
    private static let stopTime = Duration.milliseconds(400)
    /// How long it waits for each of the gates, which never block: more only where the machine has
    /// no time for them.
    private static let gateTime = Duration.seconds(1)

    /// - Parameters:
    ///   - wall: what it serves.
    ///   - socket: where it listens.
    ///   - web: where it listens besides, by `startWeb`; nil for nowhere.
    ///   - share: the folder of the program's resources; nil for none.
    ///   - peers: other walls that its page shows.
    ///   - limits: what it lets in, on each of both.
    public init(
        wall: any WallAccess, socket: SocketPath, web: WebSettings? = nil, share: String? = nil,
        peers: PeerSettings = PeerSettings(), limits: GateLimits = GateLimits(), logger: Logger
    ) {
        self.wall = wall
        self.socket = socket
        self.web = web
        self.share = share
        self.peers = peers
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
        let peers = Peers(peers)
        do throws(ControlServerError) {
            let hub = EventHub(wall: wall)
            let door = Doorkeeper(
                wall: socket.name, token: web?.token,
                names: HostNames(machine: web?.machine ?? ""))
            let router = Router(
                Self.routes(wall, hub: hub, door: door, peers: peers, share: share), logger: logger)
            let inner = try InnerServer(
                in: listener.folder, handler: router, answerTime: limits.answerTime,
                logger: logger)
            do throws(ControlServerError) {
                let gate = try AcceptGate(
                    listener: listener.descriptor.number, limits: limits, logger: logger,
                    identify: { PeerCheck.isOursOrRoot($0) ? .come(.socket) : .stranger },
                    refusal: { Self.refusal(of: &$0, from: $1, door, router) },
                    atHand: { router.atHand($0) },
                    isSignedOut: { door.isSignedOut($0) },
                    connectInner: { inner.connect() })
                running.withLock {
                    $0 = Running(
                        listener: listener, inner: inner, hub: hub, router: router, door: door,
                        peers: peers, gate: gate)
                }
            } catch {
                _ = inner.stop(within: Self.stopTime)
                throw error
            }
        } catch {
            peers.close()
            listener.close()
            throw error
        }
    }

    /// Listens over TCP, too. After `start`; does nothing when there is nothing to do.
    ///
    /// - Returns: the port, nil when there is none.
    /// - Throws: `ControlServerError`: the address is taken, or there is none like it. The socket
    ///   goes on.
    @discardableResult
    public func startWeb() throws(ControlServerError) -> UInt16? {
        guard let web, let parts = running.withLock({ $0 }), parts.web == nil else { return nil }
        guard let address = TCPAddress(host: web.host, port: web.port) else {
            throw .noAddress(web.place)
        }
        let listener = try TCPListener(at: address, place: web.place)
        do throws(ControlServerError) {
            let (inner, door, router) = (parts.inner, parts.door, parts.router)
            let gate = try AcceptGate(
                listener: listener.descriptor.number, limits: limits, logger: logger,
                identify: { Peer(tcp: $0).map(Visitor.come) ?? .gone },
                refusal: { Self.refusal(of: &$0, from: $1, door, router) },
                atHand: { router.atHand($0) },
                isSignedOut: { door.isSignedOut($0) },
                connectInner: { inner.connect() })
            running.withLock { $0?.web = (listener, gate) }
            return listener.port
        } catch {
            listener.close()
            throw error
        }
    }

    /// Ends everything within a second or two: no client is waited for, socket and lock
    /// are removed. A second call does nothing.
    public func stop() {
        guard let parts = running.withLock({ $0.take() }) else { return }
        // A stream ends only when it is told to.
        parts.hub.close()
        // Whoever waits for another wall is told so at once.
        parts.peers.close()
        if let web = parts.web {
            if !web.gate.stop(within: Self.gateTime) {
                logger.error("The control server's gate to the network did not end in time.")
            }
            web.listener.close()
        }
        if !parts.gate.stop(within: Self.gateTime) {
            logger.error("The control server's gate did not end in time.")
        }
        if !parts.inner.stop(within: Self.stopTime) {
            logger.warning("A request to the control server did not end in time; it is left.")
        }
        parts.listener.close()
    }

    /// Everything that can be asked for.
    static func routes(
        _ wall: any WallAccess, hub: EventHub, door: Doorkeeper, peers: Peers, share: String?
    ) -> [Route] {
        WallRoutes.make(wall) + EventRoutes.make(hub) + ControlRoutes.make(wall)
            + CellRoutes.make(wall) + HoldRoutes.make(wall) + ItemRoutes.make(wall)
            + JournalRoutes.make(wall) + HistoryRoutes.make(wall) + QuarantineRoutes.make(wall)
            + HealthRoutes.make(wall) + SessionRoutes.make(door, wall) + PeerRoutes.make(peers)
            + DocumentRoutes.make(share: share) + PageRoutes.make(share: share)
    }

    private static func refusal(
        of head: inout RequestHead, from peer: Peer, _ door: Doorkeeper, _ router: Router
    ) -> Problem? {
        let guarding = router.guarding(method: head.method, target: head.target)
        if let problem = door.refusal(of: head, from: peer, guarding: guarding) { return problem }
        head.sessionCookies = door.sessionCookies(of: head)
        if SessionRoutes.tells(head.target) { head.asker = door.rights(of: head, from: peer).text }
        return nil
    }
}

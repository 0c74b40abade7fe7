/// One socket on the client's thread: how far it is.
final class Connection {
    /// How far. Whoever leaves `dialling`, `open` or `leaving` sees to the wire in it.
    enum Phase {
        /// Its name is looked up, or waits for a helper. Can transition to: `ready`,
        /// `over`.
        case resolving(isAsked: Bool)
        /// The next of its addresses is to be tried. Can transition to: `dialling`, `over`.
        case ready(ArraySlice<String>)
        /// Connects, agrees on encryption, asks for the upgrade. Can transition to:
        /// `ready`, `puzzled`, `open`, `leaving`, `over`.
        case dialling(Dial)
        /// No address could be reached, and a helper finds out why. Can transition to:
        /// `over`.
        case puzzled(address: String, isAsked: Bool)
        /// Messages go both ways. Can transition to: `leaving`, `over`.
        case open(Link)
        /// It has had its last event, and the server is told. Can transition to: `over`.
        case leaving(Leave)
        /// Nothing of it is left.
        case over
    }

    /// One try at one address.
    struct Dial {
        let attempt: Attempt
        let address: String
        /// Those that were not tried yet.
        let others: ArraySlice<String>
        /// Nil while libwebsockets has not returned it.
        var wire: OpaquePointer?
        /// When the next address is tried instead.
        let until: ContinuousClock.Instant
    }

    /// An end that is not done yet.
    struct Leave {
        let attempt: Attempt
        let wire: OpaquePointer
        /// The code of a close frame that is to be sent; nil when none is, or it was.
        var code: UInt32?
        /// When the connection is cut.
        let until: ContinuousClock.Instant
    }

    /// An open connection.
    final class Link {
        let attempt: Attempt
        let wire: OpaquePointer
        var collector: MessageCollector
        var pulse: Pulse

        init(
            attempt: Attempt, wire: OpaquePointer, collector: MessageCollector, pulse: Pulse
        ) {
            self.attempt = attempt
            self.wire = wire
            self.collector = collector
            self.pulse = pulse
        }
    }

    let socket: WebSocket
    let request: WebSocketRequest
    let target: Target
    let headerLines: [UInt8]
    let way: TrustVhosts.Way
    let vhost: OpaquePointer
    /// When the upgrade must be done.
    let deadline: ContinuousClock.Instant
    /// OpenSSL's first complaint about the server's certificate.
    var verdict: Int32?
    var phase = Phase.resolving(isAsked: false)

    init(
        _ opening: Opening, _ target: Target, headerLines: [UInt8], way: TrustVhosts.Way,
        vhost: OpaquePointer
    ) {
        socket = opening.socket
        request = opening.request
        deadline = opening.deadline
        self.target = target
        self.headerLines = headerLines
        self.way = way
        self.vhost = vhost
    }

    deinit {
        guard case .over = phase else {
            assertionFailure("a websocket's connection was dropped before its end")
            return
        }
    }

    /// The attempt that it lives by; nil when it has none.
    var attempt: Attempt? {
        switch phase {
        case .dialling(let dial): dial.attempt
        case .open(let link): link.attempt
        case .leaving(let leave): leave.attempt
        case .resolving, .ready, .puzzled, .over: nil
        }
    }

    /// The wire that it lives by; nil when it has none.
    var wire: OpaquePointer? {
        switch phase {
        case .dialling(let dial): dial.wire
        case .open(let link): link.wire
        case .leaving(let leave): leave.wire
        case .resolving, .ready, .puzzled, .over: nil
        }
    }

    /// When it is to be looked at again, whatever comes; nil for never.
    func nextLook(_ retry: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        switch phase {
        case .resolving(let isAsked), .puzzled(_, let isAsked):
            isAsked ? deadline : min(deadline, retry)
        case .ready: retry
        case .dialling(let dial): min(deadline, dial.until)
        case .open(let link): link.pulse.nextLook
        case .leaving(let leave): leave.until
        case .over: nil
        }
    }
}

/// Whether the peer is alive: a ping after a silence, and the end after another one.
struct Pulse {
    /// What is to be done now.
    enum Need {
        case nothing
        case ping
        case hangUp
    }

    private let interval: Duration?
    private let patience: Duration
    private var lastWord: ContinuousClock.Instant
    private var pinged: ContinuousClock.Instant?
    /// Whether a ping is to be sent as soon as the connection takes it.
    private(set) var owesPing = false

    /// - Parameters:
    ///   - interval: a silence of that length wants a ping; nil for never.
    ///   - patience: another silence from then on is the end.
    init(interval: Duration?, patience: Duration, now: ContinuousClock.Instant) {
        self.interval = interval
        self.patience = patience
        lastWord = now
    }

    /// When there may be a need.
    var nextLook: ContinuousClock.Instant? {
        if let pinged { return pinged + patience }
        return interval.map { lastWord + $0 }
    }

    /// The peer said something, whatever it is.
    mutating func heard(_ now: ContinuousClock.Instant) {
        lastWord = now
        pinged = nil
        owesPing = false
    }

    /// The ping was sent.
    mutating func sentPing() { owesPing = false }

    /// What is to be done at this time. Patience counts from when a ping was due: a
    /// connection that takes no more bytes is as dead as one that brings none.
    mutating func need(_ now: ContinuousClock.Instant) -> Need {
        if let pinged { return now - pinged >= patience ? .hangUp : .nothing }
        guard let interval, now - lastWord >= interval else { return .nothing }
        pinged = now
        owesPing = true
        return .ping
    }
}

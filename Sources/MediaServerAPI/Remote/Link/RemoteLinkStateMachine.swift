/// Keeps one device's websocket to its media server, and proves again and again that the server
/// really lets apps command the device: an open socket alone says nothing, for a server that was
/// restarted has forgotten what the device can do.
///
/// Events in, effects out; the time is a parameter: seconds on a clock that never goes back.
/// There is one socket at a time, each with a number, and what an old one says counts for
/// nothing. No wait is longer than `deadline`, which wants a `ticked`.
public struct RemoteLinkStateMachine: Sendable {
    /// Where a link can be. The loss of the access leads from each of them to off, a new one to
    /// dialling.
    enum State: Sendable, Hashable {
        /// Nobody is signed in. Can transition to: waiting, dialling.
        case off
        /// The next dial has its time. Can transition to: dialling, barred.
        case waiting(Wait)
        /// A socket is being opened. Can transition to: open, waiting, barred, dialling (in
        /// another form).
        case dialling(socket: Int, until: Double)
        /// It is open. Can transition to: waiting, barred, dialling (a new socket).
        case open(OpenSocket)
        /// The server refused us and a new sign-in was asked for. Nothing is dialled until there
        /// is one; it is asked for again at this time. Can transition to: nothing by itself.
        case barred(askAgain: Double)
    }

    /// A wait for the next dial.
    struct Wait: Sendable, Hashable {
        enum Reason: Sendable, Hashable {
            /// The server is away: whoever sees it shortens the wait.
            case pace
            /// The server itself asked for it.
            case asked
            /// We were refused, again; `question` is whether the token is good at all.
            case refused(question: Int)
        }

        var until: Double
        let reason: Reason
        /// What comes then is a sign-in, for the token was refused.
        var isForSignIn = false
    }

    /// What is known of an open socket.
    struct OpenSocket: Sendable, Hashable {
        let socket: Int
        let since: Double
        var keepAliveInterval = RemoteLinkStateMachine.keepAliveInterval
        var lastKeepAlive: Double
        /// When the server's wish for a sign of life was last followed at once.
        var lastAnswer: Double?
        /// When the server is asked next; nil once it said that it goes.
        var proofAt: Double?
        /// The proof that is in the air, and until when it may be.
        var proof: Question?
        /// Whether the last proof that counts brought no answer.
        var isUnanswered = false
        /// The capabilities that are in the air.
        var posting: Int?
        /// When we hang up because the server said that it goes, and did not.
        var hangUpAt: Double?

        struct Question: Sendable, Hashable {
            let number: Int
            let until: Double
            /// Before its time, to be sure as soon as can be: that it fails means nothing.
            let isEarly: Bool
        }
    }

    /// Between two signs of life without another wish of the server's; it cuts after 60 s.
    public static let keepAliveInterval = 30.0
    /// From opening to the proof that counts.
    public static let firstProof = 5.0
    /// From capabilities that were told anew to the proof of them, and from a proof without an
    /// answer to the next.
    public static let secondProof = 3.0
    /// A question without an answer for so long has none.
    public static let answerTimeout = 10.0
    /// A socket that is neither open nor refused after so long never will be; the transport
    /// gives up sooner.
    public static let dialTimeout = 20.0
    /// A socket that was open for so long was a good one.
    public static let steadySeconds = 30.0
    /// A server that said that it goes and has not closed the socket after so long is left.
    public static let leavePatience = 10.0
    /// Between two sign-ins that nobody answers, and the first two that only a missing proof asks
    /// for; those become rarer, for each shows up in the server's list and may not be what helps.
    public static let signInInterval = 600.0
    /// Between two dials that somebody else's news of the server bring about.
    public static let newsInterval = 2.0

    var state = State.off
    var access: RemoteLinkAccess?
    var form = RemoteLinkEffect.Form.header
    /// Ends of sockets in a row.
    var failures = 0
    /// Refusals in a row.
    var refusals = 0
    /// Proofs in a row that failed.
    var unproved = 0
    /// Until when a server that said that it goes is expected back.
    var expectedUntil = -Double.infinity
    var lastDial = -Double.infinity
    var lastSignInForProof = -Double.infinity
    /// Sign-ins that a missing proof asked for, since the last good one.
    var signInsForProof = 0
    var wasOpen = false
    var wasHidden = false
    var socketCount = 0
    var questionCount = 0
    /// What was said last, so that nothing is said twice in a row.
    var said = ""
    private(set) var healthCheck: Double

    /// How it stands.
    public internal(set) var standing = RemoteLinkStanding()

    /// A link of nobody.
    /// - Parameter healthCheck: between two proofs, seconds.
    public init(healthCheck: Double) { self.healthCheck = healthCheck }

    /// Another time between two proofs, from the next one on.
    public mutating func setHealthCheck(_ seconds: Double) { healthCheck = seconds }

    /// When it wants a `ticked`; nil while only an event brings it on.
    public var deadline: Double? {
        switch state {
        case .off: nil
        case .waiting(let wait): wait.until
        case .dialling(_, let until): until
        case .open(let open):
            [
                open.lastKeepAlive + open.keepAliveInterval, open.hangUpAt,
                open.proof.flatMap { $0.isEarly ? nil : $0.until } ?? open.proofAt,
            ].compactMap { $0 }.min()
        case .barred(let askAgain): askAgain
        }
    }

    /// The socket that counts.
    public var socket: Int? {
        switch state {
        case .dialling(let socket, _): socket
        case .open(let open): open.socket
        case .off, .waiting, .barred: nil
        }
    }

    /// Takes what happened; what follows is to be done in this order.
    public mutating func handle(
        _ event: RemoteLinkEvent, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        let before = standing
        var effects = follow(event, now: now, using: &generator)
        if standing != before { effects.append(.changed(standing)) }
        return effects
    }

    private mutating func follow(
        _ event: RemoteLinkEvent, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        switch event {
        case .accessGained(let access): return gained(access, now: now)
        case .accessLost:
            let effects = hangUp()
            access = nil
            state = .off
            standing.phase = .off
            return effects
        case .opened(let socket): return opened(socket, now: now)
        case .refused(let socket, let status, let retryAfter):
            return refused(
                socket, status: status, retryAfter: retryAfter, now: now, using: &generator)
        case .failed(let socket, let words):
            return ended(socket, why: words, now: now, using: &generator)
        case .closed(let socket, let code):
            return ended(
                socket, why: RemoteLinkWords.closed(code), now: now, using: &generator)
        case .keepAliveWanted(let socket, let seconds):
            return keepAliveWanted(socket, seconds, now: now)
        case .leaveAnnounced(let socket, let isRestart):
            return announced(socket, isRestart: isRestart, now: now)
        case .proved(let question, let proof):
            return proved(question, proof, now: now, using: &generator)
        case .capabilitiesPosted(let question, let posting):
            return posted(question, posting, now: now, using: &generator)
        case .serverIsBack: return serverIsBack(now: now)
        case .ticked: return ticked(now: now, using: &generator)
        }
    }

    private mutating func ticked(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        switch state {
        case .off: return []
        case .waiting(let wait):
            guard now >= wait.until else { return [] }
            guard wait.isForSignIn else { return dial(now: now) }
            state = .barred(askAgain: now + Self.signInInterval)
            return [.signInAgain]
        case .dialling(let socket, let until):
            guard now >= until else { return [] }
            return [.hangUp(socket: socket)]
                + ended(socket, why: "no answer in time", now: now, using: &generator)
        case .open: return openTicked(now: now, using: &generator)
        case .barred(let askAgain):
            // Whoever signs in may have lost the wish, or failed.
            guard now >= askAgain else { return [] }
            state = .barred(askAgain: now + Self.signInInterval)
            return [.signInAgain]
        }
    }

    // MARK: What all states share

    /// Closes the socket that counts, if there is one.
    mutating func hangUp() -> [RemoteLinkEffect] { socket.map { [.hangUp(socket: $0)] } ?? [] }

    /// Opens a new socket. The old one is closed already.
    mutating func dial(now: Double) -> [RemoteLinkEffect] {
        socketCount += 1
        lastDial = now
        state = .dialling(socket: socketCount, until: now + Self.dialTimeout)
        standing.phase = .connecting
        return [.dial(socket: socketCount, form)]
    }

    mutating func nextQuestion() -> Int {
        questionCount += 1
        return questionCount
    }

    /// Writes down what is wrong; said once.
    mutating func fault(_ words: String) -> [RemoteLinkEffect] {
        standing.lastError = words
        guard words != said else { return [] }
        said = words
        return [.note(words)]
    }

    /// What a person calls the server.
    var server: String { access?.server ?? "The media server" }
}

import Synchronization

/// How long a question may take.
public struct ProbeLimits: Sendable, Equatable {
    /// Until the connection stands.
    public var connect: Duration
    /// Altogether.
    public var total: Duration

    /// 5 s and 10 s unless told.
    public init(connect: Duration = .seconds(5), total: Duration = .seconds(10)) {
        self.connect = connect
        self.total = total
    }
}

/// Asks URLs once and says in words what came of it.
///
/// Questions run on threads of their own, a few at once; the others wait, in a
/// bounded queue. Redirects are reported, never followed. Certificates are
/// verified. It must be closed.
public final class HTTPProbe: Sendable {
    /// Questions in the air at once: one for a server or two, never a burst of one a cell.
    public static let runningMax = 4
    /// Questions that wait: one for each cell of the largest grid.
    public static let waitingMax = 64

    private struct State {
        var running: [ProbeTicket] = []
        var waiting: [Waiting] = []
        var isClosed = false
    }

    private struct Waiting {
        let ticket: ProbeTicket
        let url: String
        let connectsOnly: Bool
        let completion: @Sendable (ProbeOutcome) -> Void
    }

    private let limits: ProbeLimits
    private let state = Mutex(State())

    /// A probe.
    public init(limits: ProbeLimits = ProbeLimits()) {
        self.limits = limits
    }

    deinit {
        let isIdle = state.withLock { $0.running.isEmpty && $0.waiting.isEmpty }
        assert(isIdle, "an HTTP probe was given up with questions in the air")
    }

    /// Asks `url` once.
    ///
    /// - Parameters:
    ///   - url: an http or https URL; user info in it is sent to the server.
    ///   - connectsOnly: asks nothing: who takes the connection has answered.
    ///   - completion: called exactly once, on a thread of the probe's (or on the
    ///     caller's when the question cannot even be taken).
    /// - Returns: what withdraws the question again.
    @discardableResult
    public func probe(
        url: String, connectsOnly: Bool = false,
        completion: @escaping @Sendable (ProbeOutcome) -> Void
    ) -> ProbeTicket {
        let ticket = ProbeTicket()
        let question = Waiting(
            ticket: ticket, url: url, connectsOnly: connectsOnly, completion: completion)
        enum Place { case starts, waits, refused(ProbeOutcome) }
        let place = state.withLock { state -> Place in
            if state.isClosed { return .refused(.cancelled) }
            if state.running.count < Self.runningMax {
                state.running.append(ticket)
                return .starts
            }
            guard state.waiting.count < Self.waitingMax else {
                return .refused(.notAsked(detail: "too many addresses are being asked already"))
            }
            state.waiting.append(question)
            return .waits
        }
        switch place {
        case .starts: run(question)
        case .waits: break
        case .refused(let outcome): completion(outcome)
        }
        return ticket
    }

    /// Withdraws every question; those in the air end within about a second, each
    /// with `cancelled`. No new one is taken.
    public func close() {
        let (running, waiting) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return (state.running, state.waiting)
        }
        for ticket in running { ticket.cancel() }
        for question in waiting { question.completion(.cancelled) }
    }

    /// A thread that asks `first` and then whatever waits.
    private func run(_ first: Waiting) {
        let started = ProbeThread.start { [self] in
            var next: Waiting? = first
            while let question = next {
                let ticket = question.ticket
                let outcome =
                    ticket.isCancelled
                    ? .cancelled
                    : ProbeQuestion(
                        url: question.url, limits: limits, isCancelled: { ticket.isCancelled },
                        connectsOnly: question.connectsOnly
                    ).ask()
                // The place is free before the completion runs, which may ask again.
                next = takeNext(after: ticket)
                question.completion(outcome)
            }
        }
        guard !started else { return }
        // No thread is left: whoever waits is told, and the place is free again.
        _ = takeNext(after: first.ticket).map(run)
        first.completion(.notAsked(detail: "this machine has no thread left for requests"))
    }

    private func takeNext(after ticket: ProbeTicket) -> Waiting? {
        state.withLock { state in
            state.running.removeAll { $0 === ticket }
            guard !state.waiting.isEmpty else { return nil }
            let next = state.waiting.removeFirst()
            state.running.append(next.ticket)
            return next
        }
    }
}

/// One question in the air or waiting.
public final class ProbeTicket: Sendable {
    private let cancelled = Atomic(false)

    fileprivate init() {}

    /// Withdraws the question: its completion is called with `cancelled`, within
    /// about a second. Too late, it does nothing.
    public func cancel() { cancelled.store(true, ordering: .relaxed) }

    fileprivate var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
}

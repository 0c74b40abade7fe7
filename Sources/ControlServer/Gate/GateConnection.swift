import Glibc

/// One client at the gate: reads its one request within the limits, hands it to
/// the server behind, brings the answer back, and says goodbye. Lives on the
/// gate's thread; never blocks.
final class GateConnection {
    /// Where it is.
    enum Phase: Equatable {
        /// Reads the head. Can transition to: receivingBody, serving, leaving, closed.
        case receivingHead
        /// Reads so many bytes of body behind the head, which ends at `bodyStart`.
        /// Can transition to: serving, leaving, closed.
        case receivingBody(RequestHead, bodyStart: Int)
        /// The request is whole and with the server. Can transition to: leaving, closed.
        case serving
        /// The last bytes go out. Can transition to: farewell, closed.
        case leaving
        /// All is sent; what still comes is read and dropped until the client
        /// hangs up, because closing over unread bytes could cut the answer off.
        /// Can transition to: closed.
        case farewell
        /// Both descriptors are closed.
        case closed
    }

    /// The client.
    let client: OwnedDescriptor
    /// Who that is.
    let peer: Peer
    /// The server behind, while it answers.
    private(set) var inner: OwnedDescriptor?
    /// Where it is.
    private(set) var phase = Phase.receivingHead
    /// When `expire` is due.
    var deadline: ContinuousClock.Instant {
        min(phaseDeadline, answerDeadline ?? phaseDeadline, sessionCheck ?? phaseDeadline)
    }

    /// Of this phase; progress moves it.
    private var phaseDeadline: ContinuousClock.Instant
    /// Of the answer as a whole, once it began; nothing moves it.
    private var answerDeadline: ContinuousClock.Instant?
    /// When it is looked at whether the session lasts that an endless answer was begun with.
    private var sessionCheck: ContinuousClock.Instant?
    private let began: ContinuousClock.Instant
    private var isHead = false
    private var sessionCookies: String?
    private let limits: GateLimits
    private let refusal: (inout RequestHead) -> Problem?
    private let atHand: (RequestHead) -> [UInt8]?
    private let isSignedOut: (String) -> Bool
    private let connectInner: () -> OwnedDescriptor?
    private var received: [UInt8] = []
    private var toInner = ByteQueue()
    private var toClient = ByteQueue()
    private var answerBegan = false
    private var answerEnd = AnswerEnd()
    private var droppedBytes = 0

    /// Bytes of an answer that are in the air: one socket buffer's worth.
    private static let relayBytesMax = 256 * 1024
    /// Between two looks at a session.
    private static let sessionPause = Duration.seconds(1)
    /// Bytes that are read only to be dropped.
    private static let droppedBytesMax = 1 << 20

    /// - Parameters:
    ///   - peer: who the client is.
    ///   - refusal: why a request may not pass, nil when it may; it may note who asks.
    ///   - atHand: the whole answer, where it needs no server behind.
    ///   - isSignedOut: whether none of the sessions in a request's cookies lasts any more.
    ///   - connectInner: a new connection to the server behind, nil when it does not take one.
    init(
        client: OwnedDescriptor, peer: Peer, limits: GateLimits, now: ContinuousClock.Instant,
        refusal: @escaping (inout RequestHead) -> Problem?,
        atHand: @escaping (RequestHead) -> [UInt8]?,
        isSignedOut: @escaping (String) -> Bool,
        connectInner: @escaping () -> OwnedDescriptor?
    ) {
        self.client = client
        self.peer = peer
        self.limits = limits
        self.refusal = refusal
        self.atHand = atHand
        self.isSignedOut = isSignedOut
        self.connectInner = connectInner
        began = now
        phaseDeadline = now + limits.headTime
    }

    /// Whether it takes one of the places: it sends a request, or is being answered.
    var holdsPlace: Bool {
        switch phase {
        case .receivingHead, .receivingBody, .serving: true
        case .leaving, .farewell, .closed: false
        }
    }

    /// Whether it has had time to send a head, and has not.
    func isLate(now: ContinuousClock.Instant) -> Bool {
        phase == .receivingHead && began + limits.yieldTime <= now
    }

    /// Closes both sides at once.
    func close() {
        phase = .closed
        client.close()
        inner?.close()
        inner = nil
    }

    /// What to wait for from the client, in poll's bits.
    var clientEvents: Int32 {
        let out: Int32 = toClient.isEmpty ? 0 : POLLOUT
        switch phase {
        case .receivingHead, .receivingBody, .farewell: return out | POLLIN
        case .serving, .leaving, .closed: return out
        }
    }

    /// What to wait for from the server behind, in poll's bits. 0 means that it
    /// must not be polled at all, because poll reports a hang-up unasked.
    var innerEvents: Int32 {
        var events: Int32 = toInner.isEmpty ? 0 : POLLOUT
        if toClient.count < Self.relayBytesMax { events |= POLLIN }
        return events
    }

    /// The time of this phase is over.
    func expire(now: ContinuousClock.Instant) {
        if let time = sessionCheck, time <= now {
            checkSession(now)
            guard phase == .serving, deadline <= now else { return }
        }
        switch phase {
        case .receivingHead where received.isEmpty, .leaving, .farewell, .closed: close()
        case .receivingHead, .receivingBody:
            refuse(Problem(408, "The request did not arrive in time."), now: now)
        case .serving where answerBegan: close()
        case .serving: refuse(Problem(504, "The wall did not answer in time."), now: now)
        }
    }

    /// Goes on after poll.
    ///
    /// - Parameters:
    ///   - clientReady: poll's bits for the client.
    ///   - innerReady: poll's bits for the server behind.
    ///   - scratch: bytes to read into, the same for all connections.
    func advance(
        clientReady: Int32, innerReady: Int32, now: ContinuousClock.Instant,
        scratch: inout [UInt8]
    ) {
        // A client that hung up altogether can no longer be told anything.
        if clientReady & POLLERR != 0 { return close() }
        if clientReady & POLLHUP != 0, phase != .receivingHead { return close() }
        switch phase {
        case .receivingHead, .receivingBody:
            if clientReady & (POLLIN | POLLHUP) != 0 { receive(now, &scratch) }
        case .serving:
            if innerReady != 0 { serve(now, &scratch) }
        case .leaving: break
        case .farewell:
            if clientReady & POLLIN != 0 { drop(&scratch) }
        case .closed: return
        }
        if !toClient.isEmpty { flush(now) }
        leaveWhenDone(now)
    }

    /// Answers with a problem and says goodbye.
    func refuse(_ problem: Problem, now: ContinuousClock.Instant) {
        inner?.close()
        inner = nil
        toInner.removeAll()
        toClient.append(problem.response(hasBody: !isHead))
        leave(now)
        flush(now)
        leaveWhenDone(now)
    }

    // MARK: - The request

    private func receive(_ now: ContinuousClock.Instant, _ scratch: inout [UInt8]) {
        let before = received.count
        switch ByteQueue.receive(from: client.number, into: &scratch) {
        case .moved(let count): received.append(contentsOf: scratch[..<count])
        case .blocked: return
        case .broken: return close()
        case .ended:
            if received.isEmpty { return close() }
            return refuse(Problem(400, "The request ended too early."), now: now)
        }
        do throws(Problem) {
            if phase == .receivingHead { try readHead(from: before, now) }
            if case .receivingBody(let head, let start) = phase,
                received.count >= start + head.bodyBytes
            {
                begin(head, start, now)
            }
        } catch {
            refuse(error, now: now)
        }
    }

    private func readHead(
        from start: Int, _ now: ContinuousClock.Instant
    ) throws(Problem) {
        let tooLarge = Problem(
            431, "The request's head is larger than \(limits.headBytesMax) bytes.")
        guard let end = try RequestHeadParser.findEnd(in: received, from: start) else {
            if received.count > limits.headBytesMax { throw tooLarge }
            return
        }
        guard end <= limits.headBytesMax else { throw tooLarge }
        var head = try RequestHeadParser.parse(received[..<end], bodyBytesMax: limits.bodyBytesMax)
        isHead = head.method == "HEAD"
        answerEnd.hasNoBody = isHead
        if let problem = refusal(&head) { throw problem }
        sessionCookies = head.sessionCookies
        phase = .receivingBody(head, bodyStart: end)
        phaseDeadline = now + limits.bodyTime
        if head.expectsContinue, received.count < end + head.bodyBytes {
            toClient.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
    }

    private func begin(_ head: RequestHead, _ start: Int, _ now: ContinuousClock.Instant) {
        if let answer = atHand(head) {
            toClient.append(answer)
            leave(now)
            return flush(now)
        }
        guard let inner = connectInner() else {
            return refuse(Problem(502, "The wall's control server does not answer."), now: now)
        }
        self.inner = inner
        toInner.append(head.encoded)
        // What follows the body is a second request: it would have to pass the
        // gate, and the answer says that the connection closes.
        toInner.append(received[start..<start + head.bodyBytes])
        received = []
        phase = .serving
        phaseDeadline = now + limits.answerTime
    }

    // MARK: - The answer

    private func serve(_ now: ContinuousClock.Instant, _ scratch: inout [UInt8]) {
        guard let inner else { return }
        if !toInner.isEmpty, toInner.send(to: inner.number) == .broken { return answerEnded(now) }
        guard toClient.count < Self.relayBytesMax else { return }
        switch ByteQueue.receive(from: inner.number, into: &scratch) {
        case .moved(let count):
            answerBegan = true
            toClient.append(scratch[..<count])
            let isOver = answerEnd.isReached(after: scratch[..<count])
            if answerDeadline == nil, let isEndless = answerEnd.isEndless {
                answerDeadline = now + (isEndless ? limits.streamTime : limits.wholeTime)
                if isEndless, sessionCookies != nil { sessionCheck = now + Self.sessionPause }
            }
            if isOver { answerEnded(now) }
        case .blocked: break
        case .ended, .broken: answerEnded(now)
        }
    }

    /// An answer without end must not outlive the session that it was given to.
    private func checkSession(_ now: ContinuousClock.Instant) {
        guard let sessionCookies, isSignedOut(sessionCookies) else {
            sessionCheck = now + Self.sessionPause
            return
        }
        // What was not sent yet is not for this client any more.
        toClient.removeAll()
        answerEnded(now)
        leaveWhenDone(now)
    }

    private func answerEnded(_ now: ContinuousClock.Instant) {
        guard answerBegan else {
            return refuse(Problem(502, "The wall's control server does not answer."), now: now)
        }
        inner?.close()
        inner = nil
    }

    private func flush(_ now: ContinuousClock.Instant) {
        switch toClient.send(to: client.number) {
        case .moved where phase == .serving: phaseDeadline = now + limits.idleTime
        case .moved, .blocked: break
        case .ended, .broken: close()
        }
    }

    // MARK: - The goodbye

    private func leaveWhenDone(_ now: ContinuousClock.Instant) {
        if phase == .serving, inner == nil { leave(now) }
        guard phase == .leaving, toClient.isEmpty else { return }
        // The client may read the end now.
        guard shutdown(client.number, Int32(SHUT_WR)) == 0 else { return close() }
        phase = .farewell
        answerDeadline = nil
        phaseDeadline = now + limits.farewellTime
    }

    private func leave(_ now: ContinuousClock.Instant) {
        phase = .leaving
        sessionCheck = nil
        phaseDeadline = now + limits.idleTime
    }

    private func drop(_ scratch: inout [UInt8]) {
        switch ByteQueue.receive(from: client.number, into: &scratch) {
        case .moved(let count):
            droppedBytes += count
            if droppedBytes > Self.droppedBytesMax { close() }
        case .blocked: break
        case .ended, .broken: close()
        }
    }
}

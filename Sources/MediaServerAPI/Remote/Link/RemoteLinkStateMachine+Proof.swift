/// What follows from the server's own word on whether the device can be commanded.
extension RemoteLinkStateMachine {
    mutating func proved(
        _ question: Int, _ proof: RemoteLinkEvent.Proof, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        if case .waiting(var wait) = state, wait.reason == .refused(question: question) {
            // The token is at fault, not the websocket: another one helps.
            if proof == .unauthorized { wait.isForSignIn = true }
            state = .waiting(wait)
            return []
        }
        guard case .open(var open) = state, let asked = open.proof, asked.number == question else {
            return []
        }
        open.proof = nil
        if case .unreachable = proof {} else { open.isUnanswered = false }
        state = .open(open)
        switch proof {
        case .controllable: return controllable(open, isEarly: asked.isEarly, now: now)
        case .unauthorized:
            return [.hangUp(socket: open.socket)] + barred(by: nil, now: now, using: &generator)
        case .forbidden, .notControllable, .absent, .unreachable:
            // Before its time it proves nothing; the one that counts is still to come.
            if asked.isEarly { return [] }
        }
        switch proof {
        case .forbidden: return hidden(open, now: now)
        case .notControllable, .absent:
            return unproved(open, isListed: proof == .notControllable, now: now)
        case .unreachable(let words):
            return unanswered(open, words, now: now, using: &generator)
        case .controllable, .unauthorized: return []
        }
    }

    private mutating func controllable(
        _ open: OpenSocket, isEarly: Bool, now: Double
    ) -> [RemoteLinkEffect] {
        standing.phase = .controllable
        unproved = 0
        signInsForProof = 0
        wasHidden = false
        // A server that takes everybody in and throws them out is not to be met at full pace.
        guard !isEarly else { return [] }
        calmDown()
        later(open, proofAt: now + healthCheck)
        let words = RemoteLinkWords.controllable(server)
        guard said != words else { return [] }
        said = words
        return [.note(words)]
    }

    /// The server did not say. One with much to do, a library's scan for one, still answers the
    /// pings of a socket that is good, and a dead one is found by them: asked once more, and
    /// met anew when that brings nothing either.
    private mutating func unanswered(
        _ open: OpenSocket, _ words: String, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        guard open.isUnanswered else {
            var open = open
            open.isUnanswered = true
            later(open, proofAt: now + Self.secondProof)
            return []
        }
        standing.phase = .connecting
        return [.hangUp(socket: open.socket)] + waitForServer(now: now, using: &generator)
            + fault(RemoteLinkWords.unreachable(server, words))
    }

    /// The list is not for this user. What the socket brings is obeyed all the same.
    private mutating func hidden(_ open: OpenSocket, now: Double) -> [RemoteLinkEffect] {
        standing.phase = .connected
        unproved = 0
        calmDown()
        later(open, proofAt: now + healthCheck)
        let words = RemoteLinkWords.hidden(server)
        standing.lastError = words
        guard !wasHidden else { return [] }
        wasHidden = true
        return fault(words)
    }

    /// The server has not understood that it can command us: told again, met anew, and at last
    /// signed in anew, then the same at the pace of the health check.
    private mutating func unproved(
        _ open: OpenSocket, isListed: Bool, now: Double
    ) -> [RemoteLinkEffect] {
        unproved += 1
        standing.phase = .connected
        let effects = fault(RemoteLinkWords.unproved(server, isListed: isListed))
        switch unproved % 3 {
        case 1:
            let question = nextQuestion()
            var open = open
            open.posting = question
            later(open, proofAt: now + (unproved > 3 ? healthCheck : Self.secondProof))
            return effects + [.postCapabilities(question: question)]
        case 2: return effects + [.hangUp(socket: open.socket)] + dial(now: now)
        default:
            later(open, proofAt: now + healthCheck)
            let interval = Self.signInInterval * Double(1 << min(max(signInsForProof - 1, 0), 5))
            guard now >= lastSignInForProof + interval else { return effects }
            lastSignInForProof = now
            signInsForProof += 1
            return effects + [.signInAgain]
        }
    }

    private mutating func later(_ open: OpenSocket, proofAt: Double) {
        var open = open
        open.proofAt = proofAt
        state = .open(open)
    }
}

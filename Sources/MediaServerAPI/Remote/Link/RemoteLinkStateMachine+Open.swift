/// What happens while a socket is open: signs of life, proofs, and the server's farewell.
extension RemoteLinkStateMachine {
    mutating func openTicked(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        guard case .open(var open) = state else { return [] }
        if let hangUpAt = open.hangUpAt, now >= hangUpAt {
            // It stayed, or died without a word.
            return [.hangUp(socket: open.socket)]
                + ended(open.socket, why: "", now: now, using: &generator)
        }
        var effects: [RemoteLinkEffect] = []
        if now >= open.lastKeepAlive + open.keepAliveInterval {
            open.lastKeepAlive = now
            effects.append(.sendKeepAlive(socket: open.socket))
        }
        state = .open(open)
        if let proof = open.proof, !proof.isEarly {
            guard now >= proof.until else { return effects }
            return effects
                + proved(
                    proof.number, .unreachable("no answer in time"), now: now, using: &generator)
        }
        guard let proofAt = open.proofAt, now >= proofAt else { return effects }
        return effects + prove(open, isEarly: false, now: now)
    }

    mutating func keepAliveWanted(
        _ socket: Int, _ seconds: Double, now: Double
    ) -> [RemoteLinkEffect] {
        guard case .open(var open) = state, open.socket == socket else { return [] }
        open.keepAliveInterval =
            seconds.isFinite && seconds > 0
            ? min(max(seconds / 2, 1), 60) : Self.keepAliveInterval
        // Whoever asks a thousand times a second gets no thousand answers.
        let answers = open.lastAnswer.map { now >= $0 + 1 } ?? true
        if answers {
            open.lastAnswer = now
            open.lastKeepAlive = now
        }
        state = .open(open)
        return answers ? [.sendKeepAlive(socket: socket)] : []
    }

    mutating func announced(
        _ socket: Int, isRestart: Bool, now: Double
    ) -> [RemoteLinkEffect] {
        guard case .open(var open) = state, open.socket == socket, open.hangUpAt == nil else {
            return []
        }
        expectedUntil = now + RemoteLinkPace.expectedSeconds
        open.hangUpAt = now + Self.leavePatience
        open.proofAt = nil
        open.proof = nil
        open.posting = nil
        state = .open(open)
        standing.phase = .connected
        return [.serverLeaves] + fault(RemoteLinkWords.leaves(server, isRestart: isRestart))
    }

    mutating func posted(
        _ question: Int, _ posting: RemoteLinkEvent.Posting, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        guard case .open(var open) = state, open.posting == question else { return [] }
        open.posting = nil
        state = .open(open)
        switch posting {
        case .failed: return []
        case .unauthorized:
            return [.hangUp(socket: open.socket)] + barred(by: nil, now: now, using: &generator)
        case .taken:
            // Most servers know at once, and nobody need wait for the proof's own time.
            guard unproved == 0, open.proof == nil, open.proofAt == open.since + Self.firstProof
            else { return [] }
            return prove(open, isEarly: true, now: now)
        }
    }

    private mutating func prove(
        _ open: OpenSocket, isEarly: Bool, now: Double
    ) -> [RemoteLinkEffect] {
        var open = open
        let question = nextQuestion()
        open.proof = .init(number: question, until: now + Self.answerTimeout, isEarly: isEarly)
        state = .open(open)
        return [.prove(question: question)]
    }
}

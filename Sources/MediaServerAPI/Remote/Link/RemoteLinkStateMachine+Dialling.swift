/// How a link gets a socket, and what happens when it loses it.
extension RemoteLinkStateMachine {
    mutating func gained(_ access: RemoteLinkAccess, now: Double) -> [RemoteLinkEffect] {
        guard access.generation != self.access?.generation else { return [] }
        let effects = hangUp()
        self.access = access
        form = .header
        unproved = 0
        return effects + dial(now: now)
    }

    mutating func opened(_ socket: Int, now: Double) -> [RemoteLinkEffect] {
        guard case .dialling(socket, _) = state else { return [] }
        if wasOpen { standing.reconnects += 1 }
        wasOpen = true
        var open = OpenSocket(socket: socket, since: now, lastKeepAlive: now)
        // What was tried three times in vain is not tried at that pace for ever.
        open.proofAt = now + (unproved < 3 ? Self.firstProof : max(healthCheck, Self.firstProof))
        let question = nextQuestion()
        open.posting = question
        state = .open(open)
        standing.phase = .connected
        return [.postCapabilities(question: question), .sendKeepAlive(socket: socket)]
    }

    /// The socket never opened, or is no more.
    mutating func ended(
        _ socket: Int, why: String, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        guard socket == self.socket else { return [] }
        let words: String
        if case .open(let open) = state {
            if now >= open.since + Self.steadySeconds { calmDown() }
            words =
                open.hangUpAt == nil
                ? RemoteLinkWords.lost(server, why) : standing.lastError
        } else {
            words = RemoteLinkWords.unreachable(server, why)
        }
        return waitForServer(now: now, using: &generator) + fault(words)
    }

    mutating func refused(
        _ socket: Int, status: Int, retryAfter: Int?, now: Double,
        using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        guard case .dialling(socket, _) = state else { return [] }
        guard status == 401 || status == 403 else {
            return waitForServer(asked: retryAfter, now: now, using: &generator)
                + fault(RemoteLinkWords.refused(server, status: status))
        }
        if access?.dialect == .emby, form == .header {
            // Some Emby servers look for the token in the address only.
            form = .query
            return dial(now: now)
        }
        return barred(by: status, now: now, using: &generator)
    }

    /// The server does not want us.
    /// - Parameter status: what it answered to the dialling; nil when it refused the token of a
    ///   question.
    mutating func barred(
        by status: Int?, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        refusals += 1
        guard refusals > 1 else {
            standing.phase = .off
            state = .barred(askAgain: now + Self.signInInterval)
            let words =
                status.map { RemoteLinkWords.refused(server, status: $0) }
                ?? RemoteLinkWords.tokenRefused(server)
            return fault(words) + [.signInAgain]
        }
        // Again, with another sign-in: the next one helps no more, and each shows up in the
        // server's list. Whether the token is at fault, its own answer tells.
        let until =
            now + RemoteLinkPace.wait(refusals: refusals - 1, using: &generator)
        let question = nextQuestion()
        standing.phase = .connecting
        state = .waiting(
            Wait(until: until, reason: .refused(question: question), isForSignIn: status == nil))
        return fault(RemoteLinkWords.nobody(server, status: status))
            + (status == nil ? [] : [.prove(question: question)])
    }

    /// Waits for the next dial.
    /// - Parameter asked: seconds that the server asked for.
    mutating func waitForServer(
        asked: Int? = nil, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [RemoteLinkEffect] {
        failures += 1
        let pace = RemoteLinkPace.wait(
            after: failures, isExpected: now < expectedUntil, using: &generator)
        let least = Double(min(max(asked ?? 0, 0), RemoteLinkPace.askedMax))
        state = .waiting(
            Wait(until: now + max(pace, least), reason: least > pace ? .asked : .pace))
        standing.phase = .connecting
        return []
    }

    mutating func serverIsBack(now: Double) -> [RemoteLinkEffect] {
        guard case .waiting(var wait) = state, wait.reason == .pace else { return [] }
        wait.until = min(wait.until, max(now, lastDial + Self.newsInterval))
        guard wait.until > now else { return dial(now: now) }
        state = .waiting(wait)
        return []
    }

    /// All is well: the next failure is the first one again.
    mutating func calmDown() {
        failures = 0
        refusals = 0
    }
}

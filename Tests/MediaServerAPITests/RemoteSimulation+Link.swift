import MediaServerAPI

/// What the link wants, and what the server makes of it.
extension RemoteSimulation {
    mutating func tell(_ event: RemoteLinkEvent) {
        for effect in link.handle(event, now: now, using: &chance) { perform(effect) }
    }

    mutating func perform(_ effect: RemoteLinkEffect) {
        switch effect {
        case .dial(let socket, _): dial(socket)
        case .hangUp(let socket):
            live.remove(socket)
            hanging.removeAll { $0.socket == socket }
            if serverSocket == socket { serverSocket = nil }
        case .sendKeepAlive(let socket): if serverSocket == socket { lastKeepAlive = now }
        case .postCapabilities(let question):
            requests += 1
            answer { simulation in
                let isGood = simulation.generation >= simulation.goodGeneration
                if isGood { simulation.hasCapabilities = true }
                return .capabilitiesPosted(
                    question: question, isGood ? .taken : .unauthorized)
            } away: {
                .capabilitiesPosted(question: question, .failed)
            }
        case .prove(let question):
            requests += 1
            answer { simulation in
                let isThere = simulation.hasCapabilities && simulation.serverSocket != nil
                let isGood = simulation.generation >= simulation.goodGeneration
                return .proved(
                    question: question,
                    isGood ? (isThere ? .controllable : .notControllable) : .unauthorized)
            } away: {
                .proved(question: question, .unreachable("away"))
            }
        case .signInAgain: signIn()
        case .serverLeaves, .changed, .note: break
        }
    }

    mutating func answer(
        _ here: (inout RemoteSimulation) -> RemoteLinkEvent, away: () -> RemoteLinkEvent
    ) {
        if isUp, !isFrozen {
            let event = here(&self)
            later(random(0.01...0.3), event)
        } else if !isUp {
            later(random(0.01...3), away())
        }
    }

    mutating func signIn() {
        guard !isSigningIn else { return }
        isSigningIn = true
        generation += 1
        later(
            random(0.1...3),
            .accessGained(
                RemoteLinkAccess(generation: generation, dialect: .jellyfin, server: "Heim")))
    }

    mutating func dial(_ socket: Int) {
        requests += 1
        if !live.isEmpty { violations.append("\(now): two sockets, \(live) and \(socket)") }
        live.insert(socket)
        if let refusedAt, now < refusedAt + 14 {
            violations.append("\(now): dialled after a refusal without a sign-in")
        }
        dials.append(now)
        if dials.count > 40, now - dials[dials.count - 40] < 60 {
            violations.append("\(now): 40 dials in a minute")
        }
        if !isUp { return later(random(0.001...3), .failed(socket: socket, words: "refused")) }
        if isFrozen { return hanging.append((socket, now)) }
        accept(socket)
    }

    mutating func accept(_ socket: Int) {
        guard generation >= goodGeneration else {
            return later(0.05, .refused(socket: socket, status: 403, retryAfter: nil))
        }
        serverSocket = socket
        lastKeepAlive = now
        later(random(0.01...0.3), .opened(socket: socket))
    }
}

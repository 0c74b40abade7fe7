import MediaServerAPI
import WallPolicy

/// A link before a server that comes and goes, in simulated time, from a seed.
struct RemoteSimulation {
    /// What may go wrong beside the server's coming and going.
    struct Troubles: Sendable {
        /// The server says that it goes before it does, always.
        var announces = false
        /// Tokens are revoked.
        var revokes = false
        /// Ends and answers are lost on their way.
        var loses = false
    }

    struct Event {
        let time: Double
        let event: RemoteLinkEvent
    }

    let troubles: Troubles
    var link = RemoteLinkStateMachine(healthCheck: 120)
    var now = 0.0
    var violations: [String] = []
    var requests = 0
    var chance: WallGenerator
    var queue: [Event] = []
    // The server.
    var isUp = true
    var isFrozen = false
    var hasCapabilities = false
    var serverSocket: Int?
    var lastKeepAlive = 0.0
    var goodGeneration = 1
    // Ours.
    var generation = 0
    var live: Set<Int> = []
    var hanging: [(socket: Int, since: Double)] = []
    var isSigningIn = false
    var dials: [Double] = []
    var refusedAt: Double?

    init(seed: UInt64, _ troubles: Troubles) {
        self.troubles = troubles
        chance = WallGenerator(seed: seed)
        signIn()
    }

    mutating func random(_ range: ClosedRange<Double>) -> Double {
        Double.random(in: range, using: &chance)
    }

    mutating func later(_ seconds: Double, _ event: RemoteLinkEvent) {
        queue.append(Event(time: now + seconds, event: event))
    }

    // MARK: Faults

    /// Goes; says so before, if it does that.
    mutating func goDown() {
        guard isUp else { return }
        if let socket = serverSocket, !isFrozen, troubles.announces {
            later(0.01, .leaveAnnounced(socket: socket, isRestart: random(0...1) < 0.5))
            later(random(0.02...2), .closed(socket: socket, code: 1001))
        } else if let socket = serverSocket {
            // A killed process resets at once, a machine without power says nothing.
            later(random(0...1) < 0.5 ? 0.01 : random(5...20), .failed(socket: socket, words: "x"))
        }
        (isUp, isFrozen, hasCapabilities, serverSocket) = (false, false, false, nil)
        for (socket, _) in hanging { later(0.01, .failed(socket: socket, words: "reset")) }
        hanging = []
    }

    mutating func comeUp() {
        isUp = true
        thaw()
    }

    mutating func freeze() {
        guard isUp, !isFrozen else { return }
        isFrozen = true
        if let socket = serverSocket { later(20, .failed(socket: socket, words: "silent")) }
    }

    mutating func thaw() {
        guard isFrozen else { return }
        isFrozen = false
        // Whoever was not given up meanwhile hears of it.
        queue.removeAll { if case .failed(_, "silent") = $0.event { true } else { false } }
        for (socket, _) in hanging where live.contains(socket) { accept(socket) }
        hanging = []
    }

    /// The connection is cut without a word to either side.
    mutating func cut() {
        guard isUp, !isFrozen, let socket = serverSocket else { return }
        serverSocket = nil
        later(random(10...20), .failed(socket: socket, words: "no answer to a ping"))
    }

    mutating func revoke() { if troubles.revokes { goodGeneration = generation + 1 } }

    mutating func newsOfServer() { if isUp, !isFrozen { tell(.serverIsBack) } }

    // MARK: Time

    /// Lets time pass, with everything that happens in it.
    mutating func pass(_ seconds: Double) {
        let end = now + seconds
        var steps = 0
        while true {
            let next = queue.indices.min { queue[$0].time < queue[$1].time }
            let event = next.map { queue[$0].time } ?? .infinity
            let deadline = link.deadline ?? .infinity
            guard min(event, deadline) <= end else { break }
            steps += 1
            if steps > 20_000 {
                violations.append("it spins")
                break
            }
            if event <= deadline, let next {
                now = max(now, event)
                deliver(queue.remove(at: next).event)
            } else {
                now = max(now, deadline)
                tell(.ticked)
            }
            giveUp()
        }
        now = end
    }

    /// What the transport does by itself, and the server.
    mutating func giveUp() {
        for (socket, since) in hanging where now >= since + 15 {
            later(0, .failed(socket: socket, words: "no answer in time"))
        }
        hanging.removeAll { now >= $0.since + 15 }
        if let socket = serverSocket, !isFrozen, now > lastKeepAlive + 60 {
            serverSocket = nil
            later(0.01, .closed(socket: socket, code: 1000))
        }
    }

    mutating func deliver(_ event: RemoteLinkEvent) {
        switch event {
        case .opened(let socket), .refused(let socket, _, _):
            // What was hung up is never heard of again.
            if !live.contains(socket) { return stale(event) }
        case .failed(let socket, _), .closed(let socket, _):
            guard live.contains(socket) else { return stale(event) }
            if troubles.loses, random(0...1) < 0.2 { return }
            live.remove(socket)
        case .proved, .capabilitiesPosted:
            if troubles.loses, random(0...1) < 0.2 { return }
        default: break
        }
        if case .refused(_, let status, _) = event {
            live.remove(link.socket ?? 0)
            if status == 403 { refusedAt = now }
        }
        if case .accessGained = event {
            isSigningIn = false
            refusedAt = nil
        }
        tell(event)
        // Now and then what an older socket said comes late.
        if let socket = link.socket, socket > 1, random(0...1) < 0.05 {
            stale(.closed(socket: socket - 1, code: 1000))
        }
    }

    /// What counts for nothing.
    mutating func stale(_ event: RemoteLinkEvent) {
        let before = (link.standing, link.socket, link.deadline)
        if !link.handle(event, now: now, using: &chance).isEmpty
            || (link.standing, link.socket, link.deadline) != before
        {
            violations.append("\(now): an old socket was heard: \(event)")
        }
    }

    // MARK: A life

    /// Faults for a while; then everything is well, and the seconds until the wall can be
    /// commanded again are measured.
    mutating func live(faults: Int) -> Double {
        pass(random(0...40))
        for _ in 0..<faults {
            switch Int(random(0...5.99)) {
            case 0, 1: goDown()
            case 2: freeze()
            case 3: cut()
            case 4: revoke()
            default: newsOfServer()
            }
            pass(random(0...1) < 0.5 ? random(0...6) : random(0...200))
            if random(0...1) < 0.7 { comeUp() }
            pass(random(0...1) < 0.5 ? random(0...3) : random(0...60))
        }
        return recovery()
    }

    /// Everything is well from now on.
    mutating func recovery() -> Double {
        comeUp()
        let from = now
        while now < from + 1500 {
            if link.standing.phase == .controllable, serverSocket == link.socket,
                serverSocket != nil, hasCapabilities
            {
                return now - from
            }
            pass(0.25)
        }
        return .infinity
    }
}

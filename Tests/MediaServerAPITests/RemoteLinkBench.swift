import MediaServerAPI
import WallPolicy

/// A link before a server of the test's own, step by step.
struct LinkBench {
    var link = RemoteLinkStateMachine(healthCheck: 120)
    var chance = WallGenerator(seed: 7)
    var now = 100.0
    var generation = 0

    /// What follows from an event.
    mutating func tell(_ event: RemoteLinkEvent) -> [RemoteLinkEffect] {
        link.handle(event, now: now, using: &chance)
    }

    /// Lets the time pass to the next deadline, and says so.
    mutating func wait() -> [RemoteLinkEffect] {
        now = max(now, link.deadline ?? now)
        return tell(.ticked)
    }

    /// Lets time pass with every deadline in it.
    mutating func pass(_ seconds: Double) -> [RemoteLinkEffect] {
        let end = now + seconds
        var effects: [RemoteLinkEffect] = []
        while let deadline = link.deadline, deadline <= end {
            now = max(now, deadline)
            effects += tell(.ticked)
        }
        now = end
        return effects
    }

    mutating func gain(_ dialect: ServerDialect = .jellyfin) -> [RemoteLinkEffect] {
        generation += 1
        return tell(
            .accessGained(
                RemoteLinkAccess(generation: generation, dialect: dialect, server: "Heim")))
    }

    /// Opens the socket that is being dialled, has its capabilities taken and the early proof
    /// answered in vain; what was asked for is left.
    mutating func open(proof: RemoteLinkEvent.Proof = .absent) {
        guard let socket = link.socket else { return }
        let effects = tell(.opened(socket: socket))
        let more = effects.compactMap(\.posting).flatMap {
            tell(.capabilitiesPosted(question: $0, .taken))
        }
        for question in more.compactMap(\.proof) { _ = tell(.proved(question: question, proof)) }
    }

    /// The time of the next proof, and its answer.
    mutating func prove(_ proof: RemoteLinkEvent.Proof) -> [RemoteLinkEffect] {
        for _ in 0..<20 {
            if let question = wait().compactMap(\.proof).first {
                return tell(.proved(question: question, proof))
            }
        }
        return []
    }

    /// Signed in, open and proved.
    static func controllable(_ dialect: ServerDialect = .jellyfin) -> LinkBench {
        var bench = LinkBench()
        _ = bench.gain(dialect)
        bench.open(proof: .controllable)
        _ = bench.prove(.controllable)
        return bench
    }

    var phase: RemoteStatus.Phase { link.standing.phase }
}

extension RemoteLinkEffect {
    var dialled: Int? { if case .dial(let socket, _) = self { socket } else { nil } }
    var form: Form? { if case .dial(_, let form) = self { form } else { nil } }
    var posting: Int? { if case .postCapabilities(let question) = self { question } else { nil } }
    var proof: Int? { if case .prove(let question) = self { question } else { nil } }
    var isKeepAlive: Bool { if case .sendKeepAlive = self { true } else { false } }
    var words: String? { if case .note(let words) = self { words } else { nil } }
}

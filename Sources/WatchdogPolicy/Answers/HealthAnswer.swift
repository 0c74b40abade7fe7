/// What came of one question.
public enum HealthAnswer: Sendable, Equatable {
    /// A whole answer.
    case reply(status: Int, body: [UInt8], latency: Duration)
    /// None, in words that may be shown.
    case failure(words: String)
    /// The question could not be put, which is no fault of the service: its name is not
    /// known, its certificate is not accepted; in words that may be shown.
    case notAskable(words: String)
}

/// What an answer means.
public enum Verdict: Sendable, Equatable {
    /// It is well; a few words for the log.
    case well(String)
    /// It is not.
    case sick(Sickness)
    /// Nothing can be said, and nothing is held against the service; why, in words.
    case unclear(String)
}

/// Why a service is thought sick.
public struct Sickness: Sendable, Equatable {
    /// Words that follow "was unhealthy (".
    public var why: String
    /// Whether it answers at all: then somebody may be watching.
    public var answers: Bool

    /// A sickness.
    public init(_ why: String, answers: Bool = false) {
        self.why = why
        self.answers = answers
    }
}

extension ServiceSettings {
    /// What the answer to `HEALTH_URL` means.
    public func judgeHealth(_ answer: HealthAnswer) -> Verdict {
        switch answer {
        case .failure(let words): return .sick(Sickness(words))
        case .notAskable(let words): return .unclear("HEALTH_URL could not be asked: \(words)")
        case .reply(let status, let body, let latency):
            guard healthStatus.contains(status) else {
                return .sick(Sickness("HTTP \(status)", answers: true))
            }
            if let healthExpect, !body.holds(Array(healthExpect.utf8)) {
                let shown = healthExpect.prefix(40)
                return .sick(Sickness("its answer does not say “\(shown)”", answers: true))
            }
            if let latencyMax, latency > latencyMax {
                return .sick(Sickness("it took \(latency.shown) to answer", answers: true))
            }
            return .well("HTTP \(status) in \(latency.shown)")
        }
    }

    /// What the answer to `DEEP_URL` means. A token that is refused, an address that is
    /// not there or that leads elsewhere is the configuration's fault and no sickness.
    public func judgeDeep(_ answer: HealthAnswer) -> Verdict {
        switch answer {
        case .failure(let words): return .sick(Sickness("the deep check: \(words)", answers: true))
        case .notAskable(let words): return .unclear("the deep check was not asked: \(words)")
        case .reply(let status, _, _):
            switch status {
            case 200..<300: return .well("deep check \(status)")
            case 401, 403:
                return .unclear("deep check refused (\(status)): the token is not valid")
            case 300..<500:
                return .unclear("DEEP_URL does not lead to an answer: HTTP \(status)")
            default: return .sick(Sickness("the deep check: HTTP \(status)", answers: true))
            }
        }
    }

    /// What a wall's status means. A wall that does not answer says nothing, and one that
    /// waits is a reason to look again: its own network may be what is sick.
    public func judgeWall(_ answer: HealthAnswer) -> Verdict {
        guard case .reply(200, let body, _) = answer, let healthURL,
            case .outage(let cells, let all) = WallSign(body, of: healthURL)
        else { return .well("no sign from the wall") }
        return .unclear("\(cells) of \(all) cells of the wall wait for it")
    }
}

extension [UInt8] {
    /// Whether `needle` stands in it.
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        guard let first = needle.first, needle.count <= count else { return needle.isEmpty }
        var from = startIndex
        while let at = self[from...].firstIndex(of: first), at + needle.count <= count {
            if self[at..<at + needle.count].elementsEqual(needle) { return true }
            from = at + 1
        }
        return false
    }
}

extension Duration {
    /// As in `12 ms` or `3.4 s`.
    var shown: String {
        let (seconds, attoseconds) = components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
    }
}

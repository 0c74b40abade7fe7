extension CheckPass {
    /// What the answer to a question means.
    func verdict(_ question: PassQuestion, _ answer: HealthAnswer) -> Verdict {
        switch question {
        case .health: settings.judgeHealth(answer)
        case .deep: settings.judgeDeep(answer)
        case .wall: settings.judgeWall(answer)
        }
    }

    /// Goes on with what an answer means.
    mutating func judged(
        _ question: PassQuestion, _ verdict: Verdict, _ round: Round, _ unit: UnitReport?,
        _ now: Moment
    ) -> [PassEffect] {
        switch verdict {
        case .sick(let sickness): return sick(sickness, round, unit, now)
        case .unclear(let words) where question == .health:
            return notAskable(words, round, now)
        case .unclear(let words) where question == .wall:
            wallHasSpoken = true
            guard case .check(let number) = round else { return [] }
            // Counts as one look that found it sick, never as all of them.
            return [.log(.warning, "\(words); it is looked at once more")]
                + pause(.check(number + 1))
        // A further sign that says nothing takes nothing from what the health page said.
        case .unclear(let words):
            return [.log(.warning, words)]
                + goOn(question, "its health page is well", round, unit, now)
        case .well(let words):
            return goOn(question, words, round, unit, now)
        }
    }

    /// It is well so far: the next question, or the end.
    private mutating func goOn(
        _ question: PassQuestion, _ words: String, _ round: Round, _ unit: UnitReport?,
        _ now: Moment
    ) -> [PassEffect] {
        if question == .health, settings.deepURL != nil {
            stage = .asks(.deep, round, unit)
            return [.log(.info, words), .ask(.deep)]
        }
        // Right after a restart the wall's cells have not come back yet.
        if question != .wall, settings.wallStatusURL != nil, !wallHasSpoken, case .check = round {
            stage = .asks(.wall, round, unit)
            return [.log(.info, words), .ask(.wall)]
        }
        return well(words, round, unit, now)
    }

    /// A name that is not found for a moment is told to nobody; one that stays away is
    /// for a person, and no restart brings it back.
    private mutating func notAskable(
        _ words: String, _ round: Round, _ now: Moment
    ) -> [PassEffect] {
        switch round {
        case .check(let number) where number < settings.confirmChecks:
            return [.log(.warning, words)] + pause(.check(number + 1))
        case .verify(let number) where number < settings.confirmChecks:
            return [.log(.warning, words)] + pause(.verify(number + 1))
        default: return notUsable(words, now)
        }
    }
}

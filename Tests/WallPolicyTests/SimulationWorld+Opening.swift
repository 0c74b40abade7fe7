import WallPolicy

extension SimulationWorld {
    /// A player opens an item: what it will meet.
    func open(_ media: MediaItem, now: Double) -> Opening {
        let host = media.title
        guard let item = items[media.id], let source = sources[media.source] else {
            return Opening(
                fails: (0.1, .unknown), explanation: .status(404, subject: host))
        }
        if let outage = source.outage {
            lastTrouble[media.id] = now
            switch outage {
            case .refuses:
                return Opening(
                    fails: (between(0.01, 3), .unknown),
                    explanation: .refusedConnection(subject: host))
            case .hangs: return Opening(explanation: .timedOut(subject: host))
            case .isBusy:
                return Opening(
                    fails: (between(0.05, 1), .unknown),
                    explanation: .busy(503, retryAfter: nil, subject: host))
            }
        }
        if source.isSignedOut, !isRepaired {
            lastTrouble[media.id] = now
            return Opening(
                fails: (0.1, .unknown), explanation: .status(401, subject: host))
        }
        let fault = fault(of: media.id, now: now)
        if fault != .none { lastTrouble[media.id] = now }
        var opening = Opening(shows: between(0.05, 2), duration: item.duration)
        switch fault {
        case .none: break
        case .refused: opening.fail(0.02, .unknown, .refusedConnection(subject: host))
        case .reset: opening.fail(between(0.05, 12), .unknown, nil)
        case .notFound: opening.fail(0.1, .unknown, .status(404, subject: host))
        case .forbidden:
            opening.fail(0.1, .unknown, .status(chance(0.5) ? 401 : 403, subject: host))
        case .serverError: opening.fail(0.1, .unknown, .status(500, subject: host))
        case .busy:
            let wait: Double? = media.isLive || chance(0.3) ? nil : between(1, 400)
            opening.fail(0.1, .unknown, .busy(503, retryAfter: wait, subject: host))
        case .page: opening.fail(0.2, .notAVideo(subject: host), nil)
        case .undecodable: opening.fail(between(0.1, 2), .undecodable, nil)
        case .audioOnly: opening.fail(between(0.1, 1), .noPicture, nil)
        case .hangs: opening.shows = nil
        case .slow: opening.shows = between(8, 14)
        case .wedges:
            if chance(0.5) {
                opening.wedges = true
                opening.shows = nil
            } else {
                opening.trouble = (about(300), .wedges)
            }
        case .stalls: opening.trouble = (about(300), .stalls(buffering: chance(0.5)))
        case .freezes: opening.trouble = (about(300), .freezes)
        case .endsEarly: opening.trouble = (about(300), .endsEarly)
        case .breaks: opening.trouble = (about(60), .breaks)
        case .playerDies: opening.trouble = (about(60), .playerDies)
        case .tiny: opening.duration = media.isLive ? nil : 0.2
        }
        return opening
    }
}

extension SimulationWorld.Opening {
    fileprivate mutating func fail(
        _ after: Double, _ reason: FailureReason, _ explanation: FailureReason?
    ) {
        shows = nil
        fails = (after, reason)
        self.explanation = explanation
    }
}

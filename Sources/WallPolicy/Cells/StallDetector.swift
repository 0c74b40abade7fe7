/// Tells a cell that plays from one that stands still: its position has not
/// moved upward for too long although it should, or it moves and no picture comes.
public struct StallDetector: Sendable, Hashable {
    /// What a look at a cell found.
    public enum Verdict: Sendable, Hashable {
        /// It plays, or has a reason not to.
        case fine
        /// No progress.
        case stalled
        /// Progress without pictures.
        case frozen
    }

    private var observation = CellObservation()
    /// Where it was when it last said so.
    private var position: Double?
    /// When the player was last looked at.
    public private(set) var lastLook: Double
    private var movedAt: Double
    /// Since when pictures are due.
    private var armedAt: Double
    private var seekingSince: Double?
    /// Since when it moves without a picture, and from where, if so.
    private var unseen: Unseen?
    /// The look that last found it somewhere else.
    private var movingAt: Double
    /// Standing longer than that, it begins anew with its pictures; seconds.
    private static let standstill = 2.0
    /// A position may be heard of before its picture: so far it may move without one, seconds.
    private static let slack = 1.0

    /// Whatever an item says about the time between its pictures; seconds.
    private static let stallLimitMax = 600.0

    private struct Unseen: Sendable, Hashable {
        let since: Double
        let from: Double
    }

    /// - Parameter now: playing begins now.
    public init(now: Double) {
        lastLook = now
        movedAt = now
        armedAt = now
        movingAt = now
    }

    /// When the position was last seen to move.
    public var lastProgress: Double { movedAt }

    /// The player was looked at. A jump back (a loop, a seek, a wrap of the
    /// time stamps) counts as movement.
    public mutating func saw(_ new: CellObservation, now: Double) {
        if new.lastFrameAt != observation.lastFrameAt { unseen = nil }
        if let position = new.position, position.isFinite, position != self.position {
            // It moved at some time since the last look. The frame that moved it says when.
            let frame = new.lastFrameAt.map { min(max($0, lastLook), now) }
            movedAt = self.position == nil ? now : max(movedAt, frame ?? now)
            let before = self.position ?? position
            if position < before { armedAt = now }
            let stood = lastLook - movingAt > Self.standstill
            if new.lastFrameAt == observation.lastFrameAt,
                unseen == nil || stood || position < before
            {
                unseen = Unseen(since: lastLook, from: min(before, position))
            }
            movingAt = now
            self.position = position
        }
        // Without data there are no pictures either; that has a limit of its own.
        if new.isBuffering { armedAt = now }
        seekingSince = new.isSeeking ? seekingSince ?? now : nil
        observation = new
        lastLook = now
    }

    /// From now on everything is due anew.
    public mutating func rearm(now: Double) {
        movedAt = now
        armedAt = now
        if seekingSince != nil { seekingSince = now }
    }

    /// Judges the cell.
    /// - Parameters:
    ///   - shouldMove: false while it is paused.
    ///   - rules: the timeouts.
    public mutating func judge(shouldMove: Bool, rules: CellRules, now: Double) -> Verdict {
        if !shouldMove {
            rearm(now: now)
            return .fine
        }
        if let seekingSince {
            // A seek may take as long as a start; one that never comes back is a stall.
            let limit = max(rules.startTimeout, rules.stallTimeout)
            guard now - seekingSince < limit else { return .stalled }
            movedAt = now
            armedAt = now
            return .fine
        }
        if observation.isStillPicture { return .fine }
        if now - movedAt >= stallLimit(rules) { return .stalled }
        return isFrozen(rules, now: now) ? .frozen : .fine
    }

    /// Without sound the position is that of the last picture, so between two pictures that are
    /// far apart it stands as it should.
    private func stallLimit(_ rules: CellRules) -> Double {
        guard let seconds = observation.frameSeconds, seconds.isFinite else {
            return rules.stallTimeout
        }
        return max(rules.stallTimeout, min(2 * seconds, Self.stallLimitMax))
    }

    private func isFrozen(_ rules: CellRules, now: Double) -> Bool {
        // A slide show has a new picture every few seconds, and that is all of them.
        if let seconds = observation.frameSeconds, seconds > rules.freezeTimeout / 2 {
            return false
        }
        guard let unseen, let position, position - unseen.from > Self.slack else { return false }
        return now - max(unseen.since, armedAt) >= rules.freezeTimeout
    }
}

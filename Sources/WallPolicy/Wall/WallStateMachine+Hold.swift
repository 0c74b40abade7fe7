/// What somebody said who restarts the media server. How long it lasts is the outage detector's.
struct ServerHold: Sendable, Hashable {
    /// When it began.
    let began: Double
    /// As they put it; may be empty.
    let reason: String
}

/// Somebody restarts the media server and says so beforehand.
extension WallStateMachine {
    /// For how long its failures are still expected, and why; nil when they are not.
    public func hold(now: Double) -> HoldSnapshot? {
        guard let serverHold, outages.expectsOutage(now: now) else { return nil }
        return HoldSnapshot(seconds: outages.expectedUntil - now, reason: serverHold.reason)
    }

    /// - Parameter seconds: 0 takes back what was said before.
    mutating func expectRestart(seconds: Double, reason: String, now: Double) -> [WallEffect] {
        guard seconds > 0 else {
            outages.expect(until: now)
            return endHold(Catalogue.holdTakenBack, now: now)
        }
        outages.expect(until: now + seconds)
        // Said once more, it is longer or shorter, and began when it began.
        let words = OpenRules.redactedText(reason)
        serverHold = ServerHold(began: serverHold?.began ?? now, reason: words)
        var record = JournalRecord(.holdBegan)
        record.reason = words.isEmpty ? nil : words
        record.seconds = seconds
        return [.journal(record), .overlaysChanged]
    }

    /// Its time is over.
    mutating func holdDue(now: Double) -> [WallEffect] {
        outages.expectsOutage(now: now) ? [] : endHold(Catalogue.holdIsOver, now: now)
    }

    private mutating func endHold(_ why: String, now: Double) -> [WallEffect] {
        guard let ended = serverHold else { return [] }
        serverHold = nil
        var record = JournalRecord(.holdEnded)
        record.reason = why
        record.seconds = max(0, now - ended.began)
        return [.journal(record), .overlaysChanged]
    }
}

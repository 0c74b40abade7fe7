extension JournalRecord {
    /// What happened, in a sentence for the log and for people.
    public var sentence: String {
        let place = cell.map { "cell \($0): " } ?? ""
        return place
            + Self.words(
                kind, title: title, source: source?.words, reason: reason, attempt: attempt,
                position: position, seconds: seconds)
    }

    /// The same without the cell, from single columns: the journal's readers have no more.
    public static func words(
        _ kind: Kind, title: String?, source: String?, reason: String?, attempt: Int?,
        position: Double?, seconds: Double?
    ) -> String {
        let item = title.map { "“\($0)”" } ?? "the item"
        let place = source ?? "the source"
        let why = reason ?? FailureReason.unknown.words
        let time = seconds.map(Figures.duration) ?? ""
        switch kind {
        case .failure:
            let at = position.map { " at \(Figures.time($0))" } ?? ""
            let next = seconds.map { _ in " Next try in \(time)." } ?? " No further try."
            return "\(item) failed\(at): \(why)\(next)"
        case .retry:
            let at = position.map { " at \(Figures.time($0))" } ?? ""
            return "\(item) is opened again\(at), try \((attempt ?? 0) + 1)"
        case .park: return "parked for \(time): \(item) failed too often. \(why)"
        case .recovered: return "\(item) plays after \(time) without"
        case .outageBegan: return "\(place) does not answer; its cells wait for it"
        case .outageEnded: return "\(place) answers again after \(time)"
        case .quarantined: return "\(item) is left out for \(time): \(why)"
        case .released: return "\(item) is no longer left out"
        case .shed: return "too much work: \(reason ?? "less is done")"
        case .restored: return "room again; no longer: \(reason ?? "less is done")"
        case .renewed: return "a new player, since the old one no longer answered"
        case .remoteUp:
            return "apps can command the wall" + (seconds.map { _ in " again after \(time)" } ?? "")
        case .remoteLost: return "no app can command the wall: \(why)"
        case .remote: return "remote control: \(why)"
        case .suspended: return "the machine slept for \(time)"
        case .fellAsleep: return "the wall sleeps \(reason ?? "")"
        case .wokeUp: return "the wall wakes: \(reason ?? Catalogue.bySchedule)"
        case .safeMode: return reason ?? Catalogue.safeModeNotice
        case .safeModeEnded: return "safe mode ends after \(time) without trouble"
        case .holdBegan:
            let why = reason.map { ": \($0)" } ?? ""
            return "the media server is to be restarted within \(time)\(why)"
        case .holdEnded:
            let why = reason ?? Catalogue.holdIsOver
            return "the media server's restart is no longer expected, after \(time): \(why)"
        }
    }
}

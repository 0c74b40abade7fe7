public import Tunables

extension Catalogue {
    /// `Mon 07:00`.
    public static func moment(_ moment: WeekMoment) -> String {
        "\(weekdays[moment.weekday]) \(Figures.padded(moment.hour)):"
            + Figures.padded(moment.minute)
    }

    /// How a wall with a schedule stands: `asleep until Mon 07:00`.
    /// - Parameters:
    ///   - isAsleep: whether it sleeps.
    ///   - change: when its schedule wants something else next; nil when that is not known.
    ///   - wokenSeconds: for how long a person keeps it awake, if one does.
    public static func night(
        isAsleep: Bool, until change: WeekMoment?, wokenSeconds: Double?
    ) -> String {
        guard let change else { return "awake: the clock is not set" }
        if let wokenSeconds {
            let minutes = max(1, Figures.wholeSeconds(wokenSeconds / 60, rounding: .up))
            return "awake for \(minutes) min, then asleep until \(moment(change))"
        }
        return "\(isAsleep ? "asleep" : "awake") until \(moment(change))"
    }

    /// The wall's schedule, in the statistics.
    public static let schedule = "Schedule"
    /// Why the wall woke, for the journal.
    public static let wokenByPerson = "somebody pressed a key"
    /// The same from afar.
    public static let wokenByApp = "somebody commanded it from an app"
    /// The same over its own API.
    public static let wokenByControl = "somebody commanded it from a browser or a program"
    /// Why the wall fell asleep or woke, for the journal.
    public static let bySchedule = "its schedule"
}

extension Toast {
    /// A person woke the wall at night.
    public static func woken(minutes: Int, until change: WeekMoment?) -> Toast {
        let words = "Awake for \(minutes) minutes"
        return Toast(change.map { "\(words), then asleep until \(Catalogue.moment($0))" } ?? words)
    }
}

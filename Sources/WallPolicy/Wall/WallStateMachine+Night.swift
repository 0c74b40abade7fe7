import Tunables

/// How the wall stands with its schedule.
struct Night: Sendable {
    /// The local time as it was last told; nil while nobody knows it.
    var moment: WeekMoment?
    /// Whether the wall sleeps.
    var isAsleep = false
    /// Until when a person keeps it awake, although it would sleep.
    var wokenUntil: Double?
    /// When somebody last cast something.
    var castAt = -Double.infinity
}

/// Outside of its schedule the wall sleeps: its cells keep their items and
/// places and have no players, so that nothing is fetched, decoded, judged or
/// blamed. Waking is a start like any other, where each cell was.
extension WallStateMachine {
    /// How long a person who comes at night keeps the wall awake, seconds.
    public static let wokenSeconds = 600.0
    /// What was cast at night keeps the wall awake for so long at most, seconds.
    static let castSeconds = 6 * 3600.0
    /// How long the toast then stays, seconds: a display takes a while to wake.
    static let wokenToastSeconds = 10.0

    /// Whether the wall sleeps: nothing plays and nothing is to be seen.
    public var isAsleep: Bool { night.isAsleep }

    /// Whether the schedule wants the wall asleep now, though a person may have woken it.
    /// A wall that does not know the time does not sleep.
    public var isNight: Bool {
        night.moment.map { !settings.schedule.isAwake(at: $0) } ?? false
    }

    /// When the schedule wants something else next, as far as anybody knows.
    private var change: WeekMoment? {
        night.moment.flatMap { settings.schedule.nextChange(after: $0) }
    }

    /// How the wall stands with its schedule; nil when it has none.
    public func schedule(now: Double) -> ScheduleSnapshot? {
        guard !settings.schedule.isAlways else { return nil }
        let woken = night.wokenUntil.map { max(0, $0 - now) }
        return ScheduleSnapshot(
            isAsleep: night.isAsleep, wokenSeconds: woken,
            words: Catalogue.night(
                isAsleep: night.isAsleep, until: change, wokenSeconds: woken))
    }

    /// Sleeps or wakes as schedule, clock and people want it.
    mutating func followSchedule(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        if let until = night.wokenUntil, now >= until || !isNight {
            // Nobody wants a film to end in the middle that was cast at night.
            night.wokenUntil = isNight && playsNightCast(now) ? now + Self.castLookSeconds : nil
        }
        let sleeps = isNight && night.wokenUntil == nil
        guard sleeps != night.isAsleep else { return [] }
        return sleeps
            ? fallAsleep(now: now) : wakeCells(Catalogue.bySchedule, now: now, using: &generator)
    }

    /// Between two looks whether what was cast at night still plays, seconds.
    private static let castLookSeconds = 30.0

    private func playsNightCast(_ now: Double) -> Bool {
        guard now - night.castAt < Self.castSeconds, !isPaused else { return false }
        return cells.contains { cell in
            !cell.isPaused && cell.castItem != nil && cell.castItem == cell.machine.item?.id
                && cell.machine.current != nil
        }
    }

    /// Somebody is there: the wall is awake for a while, whatever its schedule says.
    /// - Parameter reason: who, for the journal.
    mutating func wokenByPerson(
        _ reason: String, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard isNight else { return [] }
        night.wokenUntil = now + Self.wokenSeconds
        guard night.isAsleep else { return [] }
        let words = Toast.woken(minutes: Int(Self.wokenSeconds / 60), until: change)
        toast = (words, now + Self.wokenToastSeconds)
        return wakeCells(reason, now: now, using: &generator)
    }

    private mutating func fallAsleep(now: Double) -> [WallEffect] {
        night.isAsleep = true
        // What the machine could not keep up with is over.
        shedder = LoadShedder()
        var effects: [WallEffect] = []
        for index in cells.indices where cells[index].isStarted {
            effects += rest(index, now: now)
        }
        var record = JournalRecord(.fellAsleep)
        record.reason = change.map { "until \(Catalogue.moment($0))" }
        return effects + [
            .journal(record), .displaysSleep(true), .layoutChanged, .overlaysChanged,
        ]
    }

    /// A cell gives up its player and keeps its place.
    private mutating func rest(_ index: Int, now: Double) -> [WallEffect] {
        cells[index].place = cells[index].machine.place
        cells[index].machine.rest()
        cells[index].isStarted = false
        cells[index].isPrefetching = false
        cells[index].isLooping = false
        cells[index].relief = CellRelief()
        cells[index].preparedCast = nil
        cells[index].audioTrack = nil
        cells[index].subtitleTrack = nil
        cells[index].stateSince = now
        return [.rest(cells[index].id)]
    }

    private mutating func wakeCells(
        _ reason: String, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        night.isAsleep = false
        for index in cells.indices {
            cells[index].startsAt = now + Double(index) * settings.startStagger.inSeconds
            cells[index].stateSince = now
        }
        var record = JournalRecord(.wokeUp)
        record.reason = reason
        // The displays first: they take longest.
        return [.displaysSleep(false), .journal(record), .layoutChanged, .overlaysChanged]
            + startDue(now: now, using: &generator)
    }

    /// Where a cell was when it fell asleep, if it is still its own and still there.
    mutating func takePlace(_ index: Int) -> (item: MediaItem, start: Double?)? {
        guard let place = cells[index].place else { return nil }
        cells[index].place = nil
        guard order.current(of: cells[index].id)?.id == place.item.id,
            isListed(place.item) || cells[index].castItem == place.item.id
        else { return nil }
        forgetResumed(index)
        return (place.item, place.start)
    }

    /// A television that is switched off may go as if it were unplugged: its cells find their
    /// places again when it is back.
    mutating func keepPlaces(of display: DisplayKey) {
        guard night.isAsleep else { return }
        for (index, cell) in cells.enumerated() where cell.display == display {
            guard let place = cell.place else { continue }
            let number = index + 1
            resume[number] = ResumeState.Cell(
                number: number, item: place.item.id, position: place.start, paused: cell.isPaused)
            if cell.isPaused { pausedBefore.insert(number) }
        }
    }
}

/// Where a cell is in an item.
public struct CellPlace: Sendable, Hashable {
    /// What it plays.
    public let item: MediaItem
    /// Where it goes on, seconds; nil from the begin, or from now where it is live.
    public let start: Double?
}

extension CellStateMachine {
    /// Where it would go on with another player.
    var place: CellPlace? {
        guard let item else { return nil }
        let start: Double? =
            if let current {
                current.isOver ? nil : current.position ?? current.load.start
            } else {
                failure?.start
            }
        return CellPlace(item: item, start: item.hasEnd ? start : nil)
    }

    /// Plays nothing and remembers nothing but what is known of the machine's decoder.
    mutating func rest() {
        var rested = CellStateMachine(rules: rules)
        rested.decoderFaults = decoderFaults
        self = rested
    }
}

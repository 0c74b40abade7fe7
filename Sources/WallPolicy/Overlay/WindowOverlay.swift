/// What stands over a whole window. A value: equal overlays look the same.
public struct WindowOverlay: Sendable, Hashable {
    /// The display's number, from 1.
    public var display: Int
    /// The keys, when the help is shown.
    public var help: HelpTable?
    /// The wall's own figures, when statistics are shown.
    public var statistics: StatisticsPanel?
    /// Time and date, when labels are shown.
    public var clock: ClockFace?
    /// A few words after a key.
    public var toast: Toast?
    /// What whoever set the wall up must know, one sentence each.
    public var banner: [String] = []
    /// A word in a corner that stays: safe mode.
    public var notice: String?
    /// Whether the mark of a paused wall is shown.
    public var isPaused = false

    /// A window with nothing over it.
    public init(display: Int) { self.display = display }

    /// Whether there is nothing to draw.
    public var isEmpty: Bool {
        help == nil && statistics == nil && clock == nil && toast == nil && banner.isEmpty
            && notice == nil && !isPaused
    }

    /// What stands over this window now.
    /// - Parameters:
    ///   - display: its number. Help, figures and toast go to the display with the focus.
    ///   - wall: the moment.
    ///   - time: the local wall-clock time, read by the caller.
    ///   - toast: while there is one.
    ///   - banner: sentences that stay until they are settled.
    ///   - kiosk: whether the keys that leave the wall are switched off.
    public init(
        display: Int, in wall: WallSnapshot, time: LocalTime?, toast: Toast?, banner: [String],
        kiosk: Bool
    ) {
        self.init(display: display)
        guard !wall.isAsleep else { return }
        let focused = wall.cells.first { $0.number == wall.focus }?.display
        let isFirst = wall.displays.first.map { $0.number == display } ?? true
        let speaks = focused.map { $0 == display } ?? isFirst
        if speaks {
            if wall.helpShown { help = HelpTable(kiosk: kiosk) }
            if wall.statisticsShown { statistics = Self.statistics(of: wall) }
            // The mark in the middle says it already.
            self.toast = wall.paused && toast == .paused ? nil : toast
        }
        if wall.labelsShown { clock = time.map(ClockFace.init(time:)) }
        self.banner = banner
        notice = wall.safeMode == nil ? nil : Catalogue.safeModeNotice
        isPaused = wall.paused
    }

    private static func statistics(of wall: WallSnapshot) -> StatisticsPanel {
        let playing = wall.cells.count { $0.state == "playing" }
        let budget = wall.cache.budgetMiB * 1_048_576
        var renderer = wall.renderer.kind
        if !wall.renderer.videoDriver.isEmpty { renderer += " · \(wall.renderer.videoDriver)" }
        return StatisticsPanel(
            title: Catalogue.statistics,
            rows: [
                StatisticsPanel.Row(Catalogue.processor, Catalogue.cores(wall.process.cores)),
                StatisticsPanel.Row(Catalogue.memory, Figures.bytes(wall.process.residentBytes)),
                StatisticsPanel.Row(Catalogue.renderer, renderer),
                StatisticsPanel.Row(
                    Catalogue.presents,
                    Catalogue.perSecond(wall.renderer.presentsPerSecond)),
                StatisticsPanel.Row(
                    Catalogue.cells, Catalogue.playing(playing, of: wall.cells.count),
                    isAlarming: playing < wall.cells.count && !wall.paused),
                StatisticsPanel.Row(
                    Catalogue.cache,
                    Catalogue.used(wall.cache.usedBytes, of: budget),
                    isAlarming: budget > 0 && wall.cache.usedBytes > budget),
                StatisticsPanel.Row(Catalogue.threads, "\(wall.process.threads)"),
                StatisticsPanel.Row(Catalogue.uptime, Figures.span(wall.uptimeSeconds)),
            ] + (wall.schedule.map { [StatisticsPanel.Row(Catalogue.schedule, $0.words)] } ?? []))
    }
}

/// The local time as a clock on the wall needs it.
public struct LocalTime: Sendable, Hashable {
    /// 0…23.
    public let hour: Int
    /// 0…59.
    public let minute: Int
    /// 0 is Sunday, as in C's `tm_wday`.
    public let weekday: Int
    /// 1…31.
    public let day: Int
    /// 1…12.
    public let month: Int

    /// A time.
    public init(hour: Int, minute: Int, weekday: Int, day: Int, month: Int) {
        self.hour = hour
        self.minute = minute
        self.weekday = weekday
        self.day = day
        self.month = month
    }
}

/// What the clock shows.
public struct ClockFace: Sendable, Hashable {
    /// `14:05`.
    public let time: String
    /// `Fri 21 November`.
    public let date: String

    /// The face at a time; parts out of their range leave the date empty.
    public init(time: LocalTime) {
        self.time = "\(Figures.padded(time.hour)):\(Figures.padded(time.minute))"
        if Catalogue.weekdays.indices.contains(time.weekday),
            Catalogue.months.indices.contains(time.month - 1)
        {
            let month = Catalogue.months[time.month - 1]
            date = "\(Catalogue.weekdays[time.weekday]) \(time.day) \(month)"
        } else {
            date = ""
        }
    }
}

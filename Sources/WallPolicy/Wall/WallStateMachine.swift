public import Geometry
public import Tunables

/// Decides what the wall does: which cells there are, which one has the focus,
/// what a key means. Events in, effects out; time and randomness come in from
/// outside, seconds on a clock that never goes back.
public struct WallStateMachine: Sendable {
    /// How long a toast stays, seconds.
    public static let toastSeconds = 2.5
    /// How long the focus ring stays after the last input, seconds.
    public static let focusSeconds = 5.0
    /// The second Esc quits within this time, seconds.
    public static let escapeSeconds = 2.0
    /// The step of the volume keys.
    public static let volumeStep = 5

    /// More problems than this are one card.
    static let announcementsMax = 3

    /// The tunables in force.
    public internal(set) var settings: Settings
    /// Columns and rows on each display.
    public internal(set) var grid: GridSize
    /// The displays with a window, in order.
    public internal(set) var displays: [DisplayKey] = []
    /// The cells in order of their numbers.
    public internal(set) var cells: [WallCell] = []
    /// The cell that keys are meant for.
    public internal(set) var focus: CellID?
    /// The cell that fills its display.
    public internal(set) var solo: CellID?
    /// The one cell that sounds.
    public internal(set) var sounding: CellID?
    /// Of the cell that sounds, 0…100.
    public internal(set) var volume: Int
    /// Whether everything is paused.
    public internal(set) var isPaused = false
    /// Labels and clock.
    public internal(set) var labelsShown = false
    /// The statistics overlay.
    public internal(set) var statisticsShown = false
    /// The help overlay.
    public internal(set) var helpShown = false
    /// A few words, and until when.
    public internal(set) var toast: (toast: Toast, until: Double)?
    /// Until when the focus ring is shown.
    public internal(set) var focusShownUntil = 0.0
    /// Problems that no card has shown yet.
    var unsaid: [WallProblem] = []
    /// Problems that are still there.
    public internal(set) var problems: [WallProblem] = []
    var order: PlayOrder
    /// All items, those in quarantine and of sources that are out among them.
    var catalogue: [MediaItem] = []
    /// Their identities.
    var listed: Set<ItemID> = []
    /// Where those are from.
    var listedSources: Set<SourceID> = []
    /// Which sources do not answer.
    public internal(set) var outages: OutageDetector
    /// Somebody said that the media server is restarted, and its time is not over.
    var serverHold: ServerHold?
    /// Items that exhausted their tries.
    public internal(set) var quarantine: Quarantine
    /// What is done against too much work.
    public internal(set) var shedder = LoadShedder()
    /// How the wall stands with its media server; nil when none is configured.
    public internal(set) var server: ServerStatus?
    /// Items that are marked on the media server.
    public internal(set) var favorites: Set<ItemID> = []
    /// Whether only those are dealt.
    public internal(set) var favoritesOnly = false
    /// How the wall's cast targets stand with the media server.
    public internal(set) var remotes: [RemoteStatus] = []
    /// Since when apps cannot command the wall any more, seconds since 1970.
    var remoteLostAt: Double?
    /// When a line about remote wishes may be written again.
    var remoteNoteAt = -Double.infinity
    /// What was cast to the wall and waits for a cell.
    var castQueue = CastQueue()
    /// Where the cells of an earlier wall were, by number.
    var resume: [Int: ResumeState.Cell] = [:]
    /// Until when those among them wait for their items that play something else meanwhile.
    var resumeEnds: [Int: Double] = [:]
    /// The cells among them that were paused by themselves.
    var pausedBefore: Set<Int> = []
    var resumedFocus: Int?
    var resumedSound: Int?
    /// Since when everything is paused, if it is.
    var pausedSince: Double?
    /// When the last `ticked` was, while there were cells.
    var lastTick: Double?
    /// How the wall stands with its schedule.
    var night = Night()
    /// How often the picture moved against burn-in.
    var shiftStep = 0
    /// When it moves next.
    var shiftsAt: Double?
    var escapeUntil = 0.0
    var lastStart = -Double.infinity
    var judgesAt = 0.0
    var nextCellID: UInt64 = 1
    /// Whether the sources have been read: before that no cell is without items.
    public internal(set) var hasCatalogue = false

    /// A wall without displays.
    public init(settings: Settings) {
        self.settings = settings
        grid = settings.grid
        volume = settings.volume
        order = PlayOrder(isShuffled: settings.shuffle)
        outages = OutageDetector(
            minCells: settings.outageMinCells, window: settings.outageWindow.inSeconds)
        quarantine = Quarantine(hours: settings.quarantine.inSeconds / 3600)
    }

    /// How many items the wall knows, live ones among them.
    public var itemCount: Int { catalogue.count }
    /// All items, those in quarantine and of sources that are out among them.
    public var items: [MediaItem] { catalogue }
    /// Whether what comes next is shuffled.
    public var isShuffled: Bool { order.isShuffled }
    /// What was cast to the wall and waits for a cell.
    public var castWaiting: Int { castQueue.items.count }
    /// Whether what was cast begins anew at its end.
    public var repeatsCast: Bool { castQueue.repeats }
    /// How many of them are live.
    public var liveCount: Int { order.liveCount }
    /// Whether further cells wait until the machine has room.
    public var isHoldingStarts: Bool { shedder.isHoldingStarts }

    /// Takes note of what happened and says what to do.
    public mutating func handle(
        _ event: WallEvent, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects = wakeUp(now: now, using: &generator)
        effects += decide(event, now: now, using: &generator)
        effects += settleCastQueue(now: now, using: &generator)
        return effects + settleReservations(now: now, using: &generator)
    }

    private mutating func decide(
        _ event: WallEvent, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        switch event {
        case .action(let action):
            focusShownUntil = now + Self.focusSeconds
            return perform(action, now: now, using: &generator) + [.overlaysChanged]
        case .displayAppeared(let key):
            guard !displays.contains(key) else { return [] }
            displays.append(key)
            return fillDisplays(now: now, using: &generator)
        case .displayWent(let key): return lose(key, now: now, using: &generator)
        case .cell(let id, let event):
            // Before a cell has a player there is nobody to say anything.
            guard let index = index(of: id), cells[index].isStarted else { return [] }
            return handle(event, of: id, now: now, using: &generator)
        case .catalogue(let items, let problems):
            return adopt(items, problems, now: now, using: &generator)
        case .prepared(let catalogue, let problems):
            return adopt(catalogue, problems, now: now, using: &generator)
        case .settings(let settings):
            defer { restartWatchdog(now: now) }
            let before = self.settings.pixelShift
            return adopt(settings, using: &generator)
                + adoptPixelShift(insteadOf: before, now: now)
                + followSchedule(now: now, using: &generator)
        case .toast(let toast):
            show(toast, now: now)
            return [.overlaysChanged]
        case .probed(let source, let alive):
            return follow(
                outages.probed(source, alive: alive, now: now, using: &generator), now: now,
                using: &generator)
        case .quarantined(let entries):
            quarantine.restore(entries, now: now)
            return refreshOrder(now: now, using: &generator)
        case .quarantineCleared(let item):
            return clearQuarantine(item, now: now, using: &generator)
        case .resumed(let state):
            resume(state, now: now)
            return []
        case .measured(let samples):
            return shed(samples, now: now, using: &generator)
        case .server(let status): return take(status)
        case .favorites(let items):
            return take(favorites: items, now: now, using: &generator)
        case .favoriteSet(let item, let on):
            return take(favorite: item, on, now: now, using: &generator)
        case .remote(let wish):
            focusShownUntil = now + Self.focusSeconds
            let wakes = wish.command.wakes || isNight && !isAsleep
            // Before the wall wakes: its cells are to begin with what was cast.
            var effects = perform(wish, now: now, using: &generator)
            if wakes {
                // Whoever woke it, or let it play, is still there.
                effects += wokenByPerson(Catalogue.wokenByApp, now: now, using: &generator)
            }
            return effects + [.overlaysChanged, .lookSoon]
        case .control(let wish):
            focusShownUntil = now + Self.focusSeconds
            let wakes = wish.wakes || isNight && !isAsleep
            // As above: its cells are to begin with what was asked for.
            var effects = perform(wish, now: now, using: &generator)
            if wakes {
                effects += wokenByPerson(Catalogue.wokenByControl, now: now, using: &generator)
            }
            return effects + [.overlaysChanged, .lookSoon]
        case .remoteStatus(let statuses): return take(remotes: statuses)
        case .remoteNote(let words):
            var record = JournalRecord(.remote)
            record.reason = words
            return [.journal(record)]
        case .marks(let marks): return take(marks: marks, now: now, using: &generator)
        case .sourceLeaves(let source):
            guard let item = catalogue.first(where: { $0.source == source }) else { return [] }
            return follow(
                outages.announced(item, now: now, using: &generator), now: now, using: &generator)
        case .trackSelected(let id, let kind, let number):
            return take(track: number, kind, of: id)
        case .clock(let moment):
            night.moment = moment
            return followSchedule(now: now, using: &generator)
        case .wokenByPerson:
            return wokenByPerson(Catalogue.wokenByPerson, now: now, using: &generator)
        case .serverHeld(let seconds, let reason):
            return expectRestart(seconds: seconds, reason: reason, now: now)
        case .ticked: return tick(now: now, using: &generator)
        }
    }

    /// When it wants a `ticked` at the latest, nil for not at all.
    public func deadline(now: Double) -> Double? {
        var first = Double.infinity
        for cell in cells {
            if cell.isStarted {
                if let deadline = cell.machine.deadline { first = min(first, deadline) }
            } else if !isHoldingStarts, !isAsleep {
                first = min(first, cell.startsAt)
            }
        }
        if let toast { first = min(first, toast.until) }
        if !cells.isEmpty { first = min(first, judgesAt) }
        if focusShownUntil > 0 { first = min(first, focusShownUntil) }
        if let deadline = outages.deadline, !isAsleep { first = min(first, deadline) }
        if let until = night.wokenUntil { first = min(first, until) }
        if let shiftsAt, !isAsleep { first = min(first, shiftsAt) }
        if let deadline = quarantine.deadline { first = min(first, deadline) }
        if serverHold != nil { first = min(first, outages.expectedUntil) }
        return first.isFinite ? first : nil
    }

    /// Whether the next `ticked` judges the cells, so that a fresh look at them is wanted first.
    public func judges(at now: Double) -> Bool { !cells.isEmpty && now >= judgesAt }

    /// The index of a cell, nil when it is gone.
    public func index(of id: CellID) -> Int? { cells.firstIndex { $0.id == id } }

    /// The cells on a display, in order.
    public func cells(on display: DisplayKey) -> [WallCell] {
        cells.filter { $0.display == display }
    }

    /// What is to be seen on a display: cells and their rectangles.
    /// - Parameter size: its logical pixels.
    public func visibleCells(
        on display: DisplayKey, size: PixelSize
    ) -> [(cell: CellID, rect: PixelRect)] {
        let here = cells(on: display)
        if let solo, here.contains(where: { $0.id == solo }) {
            return [(solo, PixelRect(x: 0, y: 0, width: size.width, height: size.height))]
        }
        return zip(here, GridLayout(grid).rects(in: size)).map { ($0.id, $1) }
    }

    mutating func show(_ toast: Toast, now: Double) {
        self.toast = (toast, now + (toast.seconds ?? Self.toastSeconds))
    }
}

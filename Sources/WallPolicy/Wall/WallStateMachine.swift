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
    }

    /// How many items the wall knows, live ones among them.
    public var itemCount: Int { order.count + order.liveCount }
    /// How many of them are live.
    public var liveCount: Int { order.liveCount }

    /// Takes note of what happened and says what to do.
    public mutating func handle(
        _ event: WallEvent, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        let effects = decide(event, now: now, using: &generator)
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
        case .settings(let settings): return adopt(settings, using: &generator)
        case .toast(let toast):
            show(toast, now: now)
            return [.overlaysChanged]
        case .ticked: return tick(now: now, using: &generator)
        }
    }

    /// When it wants a `ticked` at the latest, nil for not at all.
    public func deadline(now: Double) -> Double? {
        var times = cells.compactMap { $0.isStarted ? $0.machine.deadline : $0.startsAt }
        if let toast { times.append(toast.until) }
        if !cells.isEmpty { times.append(judgesAt) }
        if focusShownUntil > 0 { times.append(focusShownUntil) }
        return times.min()
    }

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
        self.toast = (toast, now + Self.toastSeconds)
    }

    /// The watchdog's look at every cell, each `HYPERWALL_WATCHDOG_MS`.
    private mutating func judgeDue(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        guard now >= judgesAt else { return [] }
        let interval = settings.watchdogInterval.inSeconds
        judgesAt = now + interval
        return cells.filter(\.isStarted).flatMap { cell in
            handle(
                .judged(
                    shouldMove: !isPaused && !cell.isPaused,
                    timeout: settings.stallTimeout.inSeconds, interval: interval),
                of: cell.id, now: now, using: &generator)
        }
    }

    private mutating func tick(
        now: Double, using generator: inout some RandomNumberGenerator
    ) -> [WallEffect] {
        var effects: [WallEffect] = []
        if let toast, now >= toast.until {
            self.toast = nil
            effects.append(.overlaysChanged)
        }
        if focusShownUntil > 0, now >= focusShownUntil {
            focusShownUntil = 0
            effects.append(.overlaysChanged)
        }
        effects += startDue(now: now, using: &generator)
        effects += judgeDue(now: now, using: &generator)
        for cell in cells where cell.isStarted {
            if let deadline = cell.machine.deadline, now >= deadline {
                effects += handle(.ticked, of: cell.id, now: now, using: &generator)
            }
        }
        return effects
    }
}

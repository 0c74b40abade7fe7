import Geometry
import Tunables
import WallPolicy

/// A wall with a clock and a seed, and nothing behind it.
struct WallStage {
    var wall: WallStateMachine
    var now = 100.0
    var generator = SeededGenerator(seed: 7)
    /// Every effect of the last event.
    private(set) var effects: [WallEffect] = []
    /// Entries are numbered over the whole wall.
    private var entry: EntryNumber = 0

    static let first = DisplayKey(rawValue: 1)
    static let second = DisplayKey(rawValue: 2)

    /// Displays are there, items are known and every cell plays.
    init(
        columns: Int = 2, rows: Int = 2, displays: Int = 1, items: [MediaItem] = films(100),
        change: (inout Settings) -> Void = { _ in }
    ) {
        self.init(columns, rows, change)
        for display in 0..<displays { send(.displayAppeared(DisplayKey(rawValue: display + 1))) }
        send(.catalogue(items: items, problems: []))
        startAll()
    }

    /// No display, no items.
    static func bare(
        columns: Int = 2, rows: Int = 2, change: (inout Settings) -> Void = { _ in }
    ) -> WallStage { WallStage(columns, rows, change) }

    private init(_ columns: Int, _ rows: Int, _ change: (inout Settings) -> Void) {
        var settings = Settings()
        settings.grid = GridSize(columns: columns, rows: rows)
        settings.startStagger = .zero
        settings.shuffle = false
        change(&settings)
        wall = WallStateMachine(settings: settings)
    }

    @discardableResult
    mutating func send(_ event: WallEvent, after seconds: Double = 0) -> [WallEffect] {
        now += seconds
        effects = wall.handle(event, now: now, using: &generator)
        return effects
    }

    @discardableResult
    mutating func press(_ action: WallAction, after seconds: Double = 0) -> [WallEffect] {
        send(.action(action), after: seconds)
    }

    /// Time passes, in steps that no machine would take for a sleep.
    /// - Parameter moving: the cells whose pictures move meanwhile; all if nil.
    /// - Returns: all effects of it.
    @discardableResult
    mutating func wait(_ seconds: Double, moving: Set<CellID>? = nil) -> [WallEffect] {
        var all: [WallEffect] = []
        let end = now + seconds
        while now < end {
            let step = min(1, end - now)
            now += step
            for cell in wall.cells where moving?.contains(cell.id) ?? true {
                guard let current = cell.machine.current, current.shownAt != nil else { continue }
                all += look(cell.id, at: (cell.machine.position ?? 0) + step)
            }
            all += send(.ticked)
        }
        effects = all
        return all
    }

    /// Time passes with players that play and probes that are answered, except for sources that
    /// are dead: what is open from there breaks at once, and so does whatever is opened.
    /// - Returns: all effects of it, each with its time.
    @discardableResult
    mutating func run(
        _ seconds: Double, dead: Set<SourceID> = []
    ) -> [(at: Double, effect: WallEffect)] {
        var all: [(at: Double, effect: WallEffect)] = []
        let end = now + seconds
        while now < end {
            now += 0.25
            for id in ids {
                guard let current = cell(id)?.machine.current else { continue }
                if dead.contains(current.load.item.source) {
                    let reason: FailureReason =
                        current.shownAt == nil ? .refusedConnection(subject: "x") : .endedEarly
                    all += tell(id, .playerFailed(reason)).map { (now, $0) }
                } else if current.shownAt == nil {
                    all += answer(id).map { (now, $0) }
                } else {
                    let position = current.position ?? current.load.start ?? 0
                    all += look(id, at: position + 0.25).map { (now, $0) }
                }
            }
            all += send(.ticked).map { (now, $0) }
            for source in all.drop(while: { $0.at < now }).map(\.effect).probes {
                all += send(.probed(source, alive: !dead.contains(source))).map { (now, $0) }
            }
        }
        effects = all.map(\.effect)
        return all
    }

    /// A look at a cell's player finds it there, with a frame just now.
    @discardableResult
    mutating func look(_ id: CellID, at position: Double) -> [WallEffect] {
        var observation = CellObservation()
        observation.position = position
        observation.duration = 7200
        observation.lastFrameAt = now
        return tell(id, .observed(observation))
    }

    @discardableResult
    mutating func tell(_ id: CellID, _ event: CellEvent) -> [WallEffect] { send(.cell(id, event)) }

    /// Lets the time come for every cell, and each show its first frame.
    mutating func startAll() {
        while let last = wall.cells.filter({ !$0.isStarted }).map(\.startsAt).max() {
            now = max(now, last)
            send(.ticked)
        }
        for cell in wall.cells { answer(cell.id) }
    }

    /// The player takes what the cell loads, and shows it.
    @discardableResult
    mutating func answer(_ id: CellID) -> [WallEffect] {
        guard let current = cell(id)?.machine.current else { return [] }
        var all: [WallEffect] = []
        if current.entry == nil {
            entry += 1
            all += tell(id, .accepted(load: current.load.counter, entry: entry))
            all += tell(id, .started(entry: entry))
        }
        if let next = current.next, current.nextEntry == nil {
            entry += 1
            all += tell(id, .accepted(load: next.counter, entry: entry))
        }
        return all + tell(id, .frameShown)
    }

    /// Every player comes to the end of its item, and goes on to what it has ready.
    mutating func goOn() {
        wait(10)
        for id in ids {
            answer(id)
            look(id, at: 7200)
            guard let current = cell(id)?.machine.current, let old = current.entry,
                let next = current.nextEntry
            else { continue }
            tell(id, .ended(entry: old, .endOfFile))
            tell(id, .started(entry: next))
            answer(id)
        }
    }

    /// The item of a cell breaks.
    @discardableResult
    mutating func fail(_ id: CellID, _ reason: FailureReason = .undecodable) -> [WallEffect] {
        tell(id, .playerFailed(reason))
    }

    /// Waits for a cell's next try, and lets it play.
    mutating func retry(_ id: CellID) {
        for _ in 0..<700 where cell(id)?.machine.current == nil { wait(1) }
        answer(id)
    }

    func cell(_ id: CellID) -> WallCell? { wall.cells.first { $0.id == id } }
    func item(_ id: CellID) -> MediaItem? { cell(id)?.machine.current?.load.item }
    var ids: [CellID] { wall.cells.map(\.id) }
    var states: [String] { wall.cells.map(\.machine.state.name) }
    var items: [ItemID?] { wall.cells.map { $0.machine.current?.load.item.id } }
    func ids(on display: DisplayKey) -> [CellID] { wall.cells(on: display).map(\.id) }
    var toast: Toast? { wall.toast?.toast }
}

func films(_ count: Int) -> [MediaItem] { (1...max(1, count)).prefix(count).map(film) }
func cameras(_ count: Int) -> [MediaItem] { (1...max(1, count)).prefix(count).map(camera) }

extension [WallEffect] {
    /// Cells that something was done with besides limits.
    var touched: Set<CellID> {
        Set(
            compactMap { effect in
                switch effect {
                case .create(let id), .dispose(let id), .rest(let id), .cell(let id, _),
                    .pause(let id, _),
                    .loop(let id, _), .sound(let id, _), .seek(let id, _), .seekTo(let id, _),
                    .select(let id, _, _), .resetTracks(let id):
                    id
                case .limit, .layoutChanged, .overlaysChanged, .toggleFullscreen, .snapshot,
                    .quit, .probeSource, .journal, .quarantineChanged, .favorite,
                    .lookSoon, .displaysSleep, .pictureMoved:
                    nil
                }
            })
    }
    var created: [CellID] { compactMap { if case .create(let id) = $0 { id } else { nil } } }
    var disposed: [CellID] { compactMap { if case .dispose(let id) = $0 { id } else { nil } } }
    var limited: [CellID] { compactMap { if case .limit(let id, _) = $0 { id } else { nil } } }
    var loads: [(cell: CellID, load: Load)] {
        compactMap { if case .cell(let id, .load(let load)) = $0 { (id, load) } else { nil } }
    }
    func of(_ id: CellID) -> [CellEffect] {
        compactMap { if case .cell(id, let effect) = $0 { effect } else { nil } }
    }
    var journal: [JournalRecord] {
        compactMap { if case .journal(let record) = $0 { record } else { nil } }
    }
    var probes: [SourceID] {
        compactMap { if case .probeSource(let source, _, _) = $0 { source } else { nil } }
    }
}

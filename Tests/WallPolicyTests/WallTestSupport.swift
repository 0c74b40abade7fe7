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
        // Nobody here moves a position; the watchdog has tests of its own.
        settings.stallTimeout = .seconds(600)
        settings.watchdogInterval = .seconds(60)
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
    mutating func answer(_ id: CellID) {
        guard let current = cell(id)?.machine.current else { return }
        if current.entry == nil {
            entry += 1
            tell(id, .accepted(load: current.load.counter, entry: entry))
            tell(id, .started(entry: entry))
        }
        if let next = current.next, current.nextEntry == nil {
            entry += 1
            tell(id, .accepted(load: next.counter, entry: entry))
        }
        tell(id, .frameShown)
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
                case .create(let id), .dispose(let id), .cell(let id, _), .pause(let id, _),
                    .loop(let id, _), .sound(let id, _), .seek(let id, _):
                    id
                case .limit, .layoutChanged, .overlaysChanged, .toggleFullscreen, .snapshot,
                    .quit:
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
}

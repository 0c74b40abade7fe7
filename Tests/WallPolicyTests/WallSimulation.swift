import Geometry
import Tunables
import WallPolicy

/// A wall with players behind it, driven by a seed. What breaks a rule is
/// written down with the step at which it did.
struct WallSimulation {
    private(set) var wall: WallStateMachine
    private(set) var players: [CellID: FakePlayer] = [:]
    private(set) var broken: [String] = []
    private var limits: [CellID: CacheBudget.Limits] = [:]
    private var sounding: Set<CellID> = []
    /// Cells that are no more.
    private var gone: Set<CellID> = []
    private var generator: SeededGenerator
    private var wallGenerator: SeededGenerator
    private var now = 1000.0
    private var steps = 0
    private var nextDisplay = 1
    private var bad: Set<ItemID> = []
    /// Sources whose probe has not answered yet.
    private var asked: [SourceID] = []
    private(set) var items: [MediaItem] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        wallGenerator = SeededGenerator(seed: seed &+ 1)
        var settings = Settings()
        settings.cacheBudgetMiB = 128
        wall = WallStateMachine(settings: settings)
        appear()
    }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }
    private mutating func pick<T>(_ from: [T]) -> T? { from.randomElement(using: &generator) }

    private mutating func appear() {
        send(.displayAppeared(DisplayKey(rawValue: nextDisplay)))
        nextDisplay += 1
    }

    // MARK: What happens

    /// One thing of all that can happen.
    /// - Parameter lies: whether players may say what no player would.
    mutating func step(lies: Bool) {
        steps += 1
        now += Double(roll(100)) / 100
        switch roll(100) {
        case 0: if wall.displays.count < 3 { appear() }
        case 1: if let display = pick(wall.displays) { send(.displayWent(display)) }
        case 2: changeCatalogue()
        case 3: changeSettings()
        case 4..<19: if let action = pick(actions) { send(.action(action)) }
        case 19:
            if !asked.isEmpty { send(.probed(asked.removeFirst(), alive: roll(2) == 0)) }
        case 20..<25: endSomething()
        case 25: passNight()
        case 26..<30: if lies, let id = pick(wall.cells.map(\.id)) { send(.cell(id, lie())) }
        case 30..<35:
            now += Double(roll(20))
            send(.ticked)
            checkDeadline()
        default:
            if let id = pick(players.keys.sorted { $0.rawValue < $1.rawValue }) { turn(id) }
        }
        check()
    }

    /// A player does something, or the wall hears of it.
    private mutating func turn(_ id: CellID) {
        if roll(2) == 0 {
            let bad = bad
            players[id]?.step { !bad.contains($0.id) }
        } else if let event = players[id]?.nextEvent() {
            send(.cell(id, event))
        }
    }

    private mutating func endSomething() {
        guard let id = pick(players.keys.sorted { $0.rawValue < $1.rawValue }) else { return }
        switch roll(8) {
        case 0: players[id]?.fail()
        case 1: players[id]?.reachEnd(early: true)
        case 2: send(.cell(id, .decoderFailed))
        default: players[id]?.reachEnd(early: false)
        }
    }

    private mutating func changeCatalogue() {
        let films = (0..<roll(30)).map(film)
        let cameras = (0..<roll(4)).map(camera)
        let demo = roll(5) == 0 ? DemoItems.all : []
        items = (films + cameras + demo).filter { _ in roll(8) > 0 }
        bad = Set(items.map(\.id).filter { _ in roll(6) == 0 })
        let problems = (0..<roll(3)).map { WallProblem(subject: "\($0)", words: "words") }
        send(.catalogue(items: items, problems: problems))
    }

    /// It is some time of the week, or somebody comes.
    private mutating func passNight() {
        switch roll(4) {
        case 0: send(.wokenByPerson)
        case 1: send(.clock(nil))
        default: send(.clock(WeekMoment(weekday: roll(7), second: roll(86_400))))
        }
    }

    private mutating func changeSettings() {
        var settings = wall.settings
        settings.schedule = pick(schedules) ?? .always
        settings.pixelShift = .seconds(60 * roll(3))
        settings.cacheBudgetMiB = 128 + roll(2000)
        settings.startStagger = .milliseconds(roll(1000))
        settings.retryBase = .milliseconds(100 + roll(10000))
        settings.startTimeout = .seconds(3 + roll(60))
        settings.shuffle = roll(2) == 0
        settings.volume = roll(101)
        settings.kiosk = roll(2) == 0
        send(.settings(settings))
    }

    private let schedules: [WeekSchedule] =
        ["always", "06:00-20:00", "Mon,Wed 20:00-10:00"].compactMap { try? WeekSchedule($0) }

    private var actions: [WallAction] {
        [
            .grid(columns: wall.grid.rows, rows: wall.grid.columns), .grid(columns: 1, rows: 1),
            .grid(columns: 3, rows: 2), .growGrid, .shrinkGrid, .addColumn, .removeColumn, .addRow,
            .removeRow, .moveFocus(.left), .moveFocus(.right), .moveFocus(.up), .moveFocus(.down),
            .toggleSolo, .togglePause, .next, .next, .next, .previous, .previous, .reload,
            .toggleLoop, .toggleSound, .volumeUp, .volumeDown, .seek(seconds: 10),
            .seek(seconds: -10), .favoritesOnly, .toggleLabels, .toggleStatistics, .toggleHelp,
            .toggleFullscreen, .snapshot, .escape, .quit, .forceQuit,
        ] + wall.cells.map { .focus($0.id) } + [.focus(CellID(rawValue: 0))]
    }

    private mutating func lie() -> CellEvent {
        let entry = EntryNumber(roll(12))
        let load = roll(12)
        let number = [0, -5, 59, 60, 1e300, .nan, .infinity].randomElement(using: &generator) ?? 0
        let events: [CellEvent] = [
            .accepted(load: load, entry: entry), .refused(load: load), .started(entry: entry),
            .frameShown, .ended(entry: entry, .endOfFile), .ended(entry: entry, .stopped),
            .ended(entry: entry, .failed(.unknown)), .playerFailed(.unknown), .decoderFailed,
            .observed(observation(position: number, duration: number)),
            .observed(observation(position: 1, duration: nil)),
            .sought(seconds: number), .explained(.noPicture), .withdrawn, .nextWanted, .ticked,
            .starved(.nothingToPlay), .judged(shouldMove: roll(2) == 0), .personActed,
            .announced(title: "a", words: "b"), .pauseEnded(seconds: 100),
            .forgiven(since: now - 10), .suspended(seconds: 5),
        ]
        return pick(events) ?? .ticked
    }

    private func observation(position: Double, duration: Double?) -> CellObservation {
        var seen = CellObservation()
        seen.position = position
        seen.duration = duration
        seen.lastFrameAt = now
        return seen
    }

    // MARK: What it leads to

    private mutating func send(_ event: WallEvent) {
        let effects = wall.handle(event, now: now, using: &wallGenerator)
        for effect in effects { perform(effect) }
    }

    private mutating func perform(_ effect: WallEffect) {
        switch effect {
        case .create(let id):
            if players[id] != nil || gone.contains(id) { note("\(id.rawValue) created twice") }
            players[id] = FakePlayer()
        case .dispose(let id):
            gone.insert(id)
            players[id] = nil
            limits[id] = nil
            sounding.remove(id)
        case .rest(let id):
            if players[id] == nil { note("\(effect) without a player") }
            players[id] = nil
            limits[id] = nil
        case .displaysSleep(let asleep):
            if asleep != wall.isAsleep { note("displays do what the wall does not") }
        case .pictureMoved: break
        case .cell(let id, let effect):
            if players[id] == nil { note("\(effect) without a player") }
            players[id]?.take(effect)
        case .pause(let id, _), .seek(let id, _), .seekTo(let id, _):
            if players[id] == nil { note("\(effect) without a player") }
        case .loop(let id, let on): players[id]?.loop(on)
        case .sound(let id, let volume):
            if volume == nil { sounding.remove(id) } else { sounding.insert(id) }
            if sounding.count > 1 { note("two cells sound") }
        case .limit(let id, let limit):
            limits[id] = limit
        case .probeSource(let source, _, _): asked.append(source)
        case .favorite, .journal, .quarantineChanged, .layoutChanged, .overlaysChanged,
            .toggleFullscreen,
            .snapshot, .quit, .select, .resetTracks, .lookSoon:
            break
        }
    }

    private mutating func note(_ what: String) {
        if broken.count < 10 { broken.append("step \(steps): \(what)") }
    }

    private mutating func expect(_ holds: Bool, _ rule: String) { if !holds { note(rule) } }

    /// What holds after every event.
    private mutating func check() {
        let cells = wall.cells
        let ids = Set(cells.map(\.id))
        expect(ids.count == cells.count, "a cell is there twice")
        let order = wall.displays.flatMap { wall.cells(on: $0).map(\.id) }
        expect(order == cells.map(\.id), "cells stand display by display")
        for display in wall.displays {
            let here = wall.cells(on: display)
            expect(here.count == wall.grid.count, "a display has its grid")
            guard steps % 20 == 0 else { continue }
            let size = PixelSize(width: 640, height: 360)
            let visible = wall.visibleCells(on: display, size: size)
            let pixels = visible.reduce(0) { $0 + $1.rect.width * $1.rect.height }
            expect(pixels == 640 * 360, "every pixel is a cell's")
        }
        expect((wall.focus == nil) == cells.isEmpty, "a focus where there are cells")
        expect(wall.focus.map(ids.contains) ?? true, "the focus is a cell")
        expect(wall.solo == nil || wall.solo == wall.focus, "solo is the focused cell")
        expect(sounding == Set(wall.sounding.map { [$0] } ?? []), "who sounds")
        expect(wall.sounding.map(ids.contains) ?? true, "a cell sounds")
        expect((0...100).contains(wall.volume), "volume")
        expect(players.keys.allSatisfy(ids.contains), "no player without a cell")
        for cell in cells {
            expect(cell.isStarted == (players[cell.id] != nil), "started is having a player")
            expect(cell.isStarted || cell.machine.state == .idle(nil), "not before its start")
            expect(cell.machine.failures >= 0, "failures")
            if let current = cell.machine.current, let next = current.next {
                expect(current.load.counter < next.counter, "loads count up")
            }
        }
        let used = players.keys.compactMap { limits[$0] }.reduce(0) {
            $0 + $1.forwardBytes + $1.backwardBytes
        }
        expect(used <= wall.settings.cacheBudgetMiB * 1_048_576, "the budget")
        expect(limits.count == players.count, "every player is limited")
        expect(!wall.isAsleep || players.isEmpty, "a wall that sleeps has no players")
        expect(!wall.isAsleep || wall.isNight, "nobody sleeps by day")
    }

    /// A tick does what is due: the next deadline lies ahead, or the loop would spin.
    private mutating func checkDeadline() {
        guard let deadline = wall.deadline(now: now) else { return }
        expect(deadline > now, "the deadline stays behind")
        expect(deadline < now + 700 + 64 * 3, "the deadline is out of reach")
    }

    // MARK: Peace

    /// Every cell goes on to its next item.
    mutating func everyCellGoesOn() {
        for id in wall.cells.map(\.id) { send(.cell(id, .nextWanted)) }
        comeToRest(items: items)
    }

    /// From now on everything can be played and nobody touches anything.
    mutating func comeToRest(items: [MediaItem]) {
        bad = []
        send(.clock(nil))
        if wall.displays.isEmpty { appear() }
        self.items = items
        send(.catalogue(items: items, problems: []))
        for _ in 0..<2000 {
            steps += 1
            for id in players.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                players[id]?.step { _ in true }
                players[id]?.report(position: Double(steps % 40), now: now)
                while let event = players[id]?.nextEvent() { send(.cell(id, event)) }
            }
            while !asked.isEmpty { send(.probed(asked.removeFirst(), alive: true)) }
            check()
            guard players.values.allSatisfy(\.isQuiet) else { continue }
            if wall.cells.allSatisfy({ $0.machine.state.name == "playing" }) { return }
            guard let deadline = wall.deadline(now: now) else { break }
            now = max(now, deadline)
            send(.ticked)
            checkDeadline()
        }
        note("some cell never plays")
    }
}

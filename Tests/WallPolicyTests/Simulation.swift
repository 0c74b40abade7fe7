import Geometry
import Tunables
import WallPolicy

/// The whole policy of a wall on a simulated clock, with players, sources and a person behind
/// it, all of it from one seed. Time jumps from one event to the next; nothing happens per
/// frame. The first rule that is broken ends the run.
final class Simulation {
    /// What can be due at a time.
    enum Happening {
        /// A player does its next command.
        case command(CellID, player: Int)
        /// The wall reads a player's next event.
        case deliver(CellID, player: Int)
        /// A player's own time has come.
        case player(CellID, player: Int, version: Int)
        /// The item's address was asked why it fails.
        case explained(CellID, FailureReason, life: Int)
        /// A source's probe answers.
        case answered(SourceID, MediaItem, asksItem: Bool, life: Int)
        case signedIn(SourceID)
        case sourceTurns(SourceID, storm: Int)
        case personActs(storm: Int)
        /// A live item must be back.
        case liveDue(ItemID, upSince: Double)
        /// The renderer counted frames.
        case measured
    }

    let profile: SimulationProfile
    let world: SimulationWorld
    var wall: WallStateMachine
    /// The wall's cells after the last event.
    private(set) var cells: [WallCell] = []
    var generator: SeededGenerator
    private var wallGenerator: SeededGenerator
    var queue = SimulationQueue<Happening>()
    var players: [CellID: SimulationPlayer] = [:]
    /// What every cell did lately, for the rules.
    var books: [CellID: SimulationBook] = [:]
    var now = 1000.0
    /// The first rule that was broken, with what led to it.
    var broken: String?
    var log = SimulationLog()
    var steps = 0
    private var serial = 0
    /// Counts the times of trouble, so that what is left of the last is told from the next.
    var storm = 0
    var isStormy = false
    /// Which process of the wall this is, from 0.
    private var life = 0
    /// Where the cells of the process before were.
    var resumed: [Int: ResumeState.Cell] = [:]
    /// What the wall was told to hold.
    var pausedWall = false
    var pausedCells: Set<CellID> = []
    var items: [MediaItem] = []
    var nextDisplay = 1
    /// The sources that are out by the wall's word.
    var out: Set<SourceID> = []
    /// When a probe of a source was last sent, and whether it is under way.
    var asked: [SourceID: (at: Double, isInTheAir: Bool)] = [:]
    /// Failures that the wall reported, and those of them that time alone brings.
    var reports = 0
    var lateReports = 0
    /// Which cell a live item belongs to.
    var owners: [ItemID: CellID] = [:]
    /// When anything but sources and items last changed.
    var disturbedAt = 0.0
    /// Probes that nobody answers, the last one.
    var lostProbeAt = -Double.infinity
    var isPersonActing = false
    /// How often what happened, for a person who wonders whether enough does.
    var statistics: [String: Int] = [:]
    var lastTick = 0.0
    var ticksAtOnce = 0

    init(profile: SimulationProfile) {
        self.profile = profile
        world = SimulationWorld(seed: profile.seed &+ 2, faultShare: profile.faultShare)
        generator = SeededGenerator(seed: profile.seed)
        wallGenerator = SeededGenerator(seed: profile.seed &+ 1)
        wall = WallStateMachine(settings: profile.settings)
        for (media, duration, isBroken) in profile.items {
            world.add(media, duration: duration, isBroken: isBroken)
        }
        for _ in 0..<profile.displays { appear() }
        changeCatalogue(to: profile.items.map(\.media))
    }

    /// The process is killed, and the next one goes on where it was.
    func restart() {
        log.add("a new process", at: now)
        var snapshot = WallSnapshot()
        snapshot.grid = wall.grid
        snapshot.volume = wall.volume
        snapshot.paused = wall.isPaused
        let isLive = items.contains(where: \.isLive)
        for (index, cell) in cells.enumerated() {
            var seen = CellSnapshot(
                number: index + 1, id: cell.identity, display: 1,
                rect: PixelRect(x: 0, y: 0, width: 1, height: 1))
            seen.item = cell.machine.item?.id
            seen.position = cell.machine.position
            snapshot.cells.append(seen)
        }
        let state = ResumeState(snapshot: snapshot, configuredGrid: wall.settings.grid)
        let left = wall.quarantine.entries
        let displays = max(1, wall.displays.count)
        life += 1
        players = [:]
        books = [:]
        owners = [:]
        pausedCells = []
        asked = [:]
        out = []
        wall = WallStateMachine(settings: wall.settings)
        send(.resumed(state))
        send(.quarantined(left))
        for _ in 0..<displays { appear() }
        let shown = state.cells.map(\.item)
        let known = Set(items.map(\.id)).subtracting(left.map(\.item))
        // What was in two cells, and what a live item's cell shows, may be elsewhere now.
        if Set(shown).count == shown.count, !isLive {
            for cell in state.cells where known.contains(cell.item) { resumed[cell.number] = cell }
        }
        changeCatalogue(to: items)
        expect(
            Set(wall.quarantine.entries.map(\.item)) == Set(left.map(\.item)),
            "a new process forgot what was left out")
    }

    func roll(_ sides: Int) -> Int { Int.random(in: 0..<max(1, sides), using: &generator) }
    func pick<T>(_ from: [T]) -> T? { from.randomElement(using: &generator) }

    // MARK: Time

    /// Lets everything happen that is due until then.
    func run(until end: Double) {
        while broken == nil {
            let wallTime = max(now, wall.deadline(now: now) ?? .infinity)
            let queueTime = max(now, queue.firstTime ?? .infinity)
            let next = min(wallTime, queueTime)
            guard next <= end else {
                now = max(now, end)
                return
            }
            now = next
            if queueTime <= wallTime, let (_, happening) = queue.pop() {
                happen(happening)
            } else {
                tick()
            }
        }
    }

    /// The loop's turn: a look at every player where the wall wants to judge, then the time.
    func tick() {
        if wall.judges(at: now) {
            for id in cells.filter(\.isStarted).map(\.id) { look(at: id) }
        }
        send(.ticked)
        checkTick()
    }

    private func look(at id: CellID) {
        guard let player = players[id] else { return }
        while deliver(id, player) {}
        guard let seen = player.observation(now: now) else { return }
        send(.cell(id, .observed(seen)), isLogged: false)
    }

    /// Hands the wall what a player says next.
    @discardableResult
    private func deliver(_ id: CellID, _ player: SimulationPlayer) -> Bool {
        guard broken == nil, let (event, entry) = player.nextEvent() else { return false }
        // The renderer knows whose frame it is.
        if case .frameShown = event {
            guard let current = cells.first(where: { $0.id == id })?.machine.current,
                current.entry == entry, !player.commands.contains(where: \.replaces)
            else { return true }
        }
        if case .ended(_, .endOfFile) = event, !player.lastWasBad {
            books[id]?.endedWell = true
        }
        send(.cell(id, event))
        return true
    }

    private func happen(_ happening: Happening) {
        switch happening {
        case .command(let id, let serial):
            guard let player = players[id], player.serial == serial else { return }
            act(on: id, player) { $0.obey(now: now) }
        case .deliver(let id, let serial):
            guard let player = players[id], player.serial == serial else { return }
            deliver(id, player)
        case .player(let id, let serial, let version):
            guard let player = players[id], player.serial == serial, player.version == version
            else { return }
            act(on: id, player) { $0.reach(now: now) }
        case .explained(let id, let reason, let life):
            guard life == self.life, players[id] != nil else { return }
            send(.cell(id, .explained(reason)))
        case .answered(let source, let item, let asksItem, let life):
            guard life == self.life, asked[source]?.isInTheAir == true else { return }
            asked[source]?.isInTheAir = false
            let alive = world.answer(of: source, item: item, asksItem: asksItem, now: now)
            send(.probed(source, alive: alive))
        case .signedIn(let source): world.sources[source]?.isSignedOut = false
        case .sourceTurns(let source, let storm):
            guard storm == self.storm, isStormy else { return }
            turn(source)
        case .personActs(let storm):
            guard storm == self.storm, isStormy else { return }
            actAsPerson()
            queue.push(.personActs(storm: storm), at: now + world.about(profile.restSeconds))
        case .liveDue(let item, let upSince): checkLive(item, upSince: upSince)
        case .measured: measure()
        }
    }

    func turn(_ source: SourceID) {
        let wait = world.turn(
            source, now: now, up: profile.upSeconds, down: profile.downSeconds)
        tellPlayers(of: source)
        if wait.isFinite { queue.push(.sourceTurns(source, storm: storm), at: now + wait) }
    }

    /// Players notice that their source went or came.
    func tellPlayers(of source: SourceID) {
        let isUp = world.isUp(source)
        log.add("\(source.rawValue) \(isUp ? "is up" : "is down")", at: now)
        for id in players.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let player = players[id], player.playing?.load.item.source == source
            else { continue }
            act(on: id, player) { isUp ? $0.sourceCame(now: now) : $0.sourceWent(now: now) }
        }
        if isUp { expectLiveBack(of: source) }
    }

    /// Something happens to a player: its events are read a little later, in their order.
    func act(on id: CellID, _ player: SimulationPlayer, _ body: (SimulationPlayer) -> Void) {
        let version = player.version
        let before = player.events.count
        body(player)
        for _ in before..<max(before, player.events.count) {
            queue.push(.deliver(id, player: player.serial), at: now + world.between(0, 0.05))
        }
        if player.version != version, let time = player.nextTime() {
            queue.push(
                .player(id, player: player.serial, version: player.version), at: max(now, time))
        }
    }

    // MARK: The wall

    func send(_ event: WallEvent, isLogged: Bool = true) {
        guard broken == nil else { return }
        steps += 1
        if isLogged { log.add(event, at: now) }
        // A second reference would cost the wall a copy of all of them.
        cells = []
        let effects = wall.handle(event, now: now, using: &wallGenerator)
        cells = wall.cells
        // Nothing came of it, so nothing is different.
        if effects.isEmpty, !isLogged { return }
        if effects.isEmpty, case .ticked = event { return }
        check(effects, of: event)
        for effect in effects { perform(effect, of: event) }
        if !effects.isEmpty { log.add(effects, at: now) }
        // What an app's buttons mean has tests of its own; here players must follow.
        if case .remote = event {
            pausedWall = wall.isPaused
            pausedCells = Set(cells.filter(\.isPaused).map(\.id))
        }
        check(after: event)
    }

    private func perform(_ effect: WallEffect, of event: WallEvent) {
        switch effect {
        case .create(let id):
            expect(books[id] == nil, "cell \(id.rawValue) was created twice")
            books[id] = SimulationBook()
            players[id] = makePlayer()
        case .rest, .displaysSleep: expect(false, "\(effect) of a wall without a schedule")
        case .dispose(let id):
            players[id] = nil
            pausedCells.remove(id)
            books[id]?.limits = nil
        case .cell(let id, let effect):
            guard let player = players[id] else {
                return expect(false, "\(effect) without a player")
            }
            perform(effect, of: id, player, event)
        case .pause(let id, let on):
            guard let player = players[id] else { return expect(false, "pause without a player") }
            act(on: id, player) { $0.pause(on, now: now) }
        case .seek(let id, let seconds):
            guard let player = players[id] else { return expect(false, "seek without a player") }
            act(on: id, player) { $0.seek(Double(seconds), now: now) }
        case .seekTo(let id, let seconds):
            guard let player = players[id] else { return expect(false, "seek without a player") }
            expect(seconds.isFinite && seconds >= 0, "wound to \(seconds) s")
            act(on: id, player) { $0.seek(to: seconds, now: now) }
        case .loop(let id, let on):
            players[id]?.loop(on)
        case .limit(let id, let limits):
            expect(players[id] != nil, "limits without a player")
            books[id]?.limits = limits
        case .probeSource(let source, let item, let asksItem): probe(source, item, asksItem)
        case .journal(let record): note(record)
        case .favorite, .sound, .quarantineChanged, .layoutChanged, .overlaysChanged,
            .toggleFullscreen, .snapshot, .quit, .select, .resetTracks, .lookSoon, .pictureMoved:
            break
        }
    }

    private func makePlayer() -> SimulationPlayer {
        serial += 1
        return SimulationPlayer(serial: serial, world: world)
    }

    private func perform(
        _ effect: CellEffect, of id: CellID, _ player: SimulationPlayer, _ event: WallEvent
    ) {
        note(effect, of: id, event)
        switch effect {
        case .load, .append, .advance, .dropPlayed, .stop:
            player.take(effect)
            queue.push(.command(id, player: player.serial), at: now + world.between(0, 0.1))
        case .renewPlayer:
            let fresh = makePlayer()
            fresh.pause(player.isPaused, now: now)
            players[id] = fresh
        case .probe:
            guard let explanation = player.explanation, world.isRepaired || world.chance(0.9)
            else { return }
            let isLate = !world.isRepaired && world.chance(0.1)
            let wait = isLate ? world.between(10, 90) : world.between(0, 10)
            queue.push(.explained(id, explanation, life: life), at: now + wait)
        case .signIn(let source):
            queue.push(.signedIn(source), at: now + world.between(0.5, 3))
        default: break
        }
    }

    private func probe(_ source: SourceID, _ item: MediaItem, _ asksItem: Bool) {
        checkProbe(source)
        asked[source] = (now, true)
        if !world.isRepaired, world.chance(0.03) {
            lostProbeAt = now
            return
        }
        let wait = world.chance(0.7) ? world.between(0, 0.5) : world.between(0, 10)
        queue.push(.answered(source, item, asksItem: asksItem, life: life), at: now + wait)
    }
}

extension CellEffect {
    /// Whether it puts an end to what is open.
    var replaces: Bool {
        switch self {
        case .load, .advance, .stop: true
        default: false
        }
    }
}

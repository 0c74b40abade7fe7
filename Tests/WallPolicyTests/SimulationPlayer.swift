import WallPolicy

/// A player on a simulated clock: a playlist, commands that are done a little later, events
/// that are read later still, and every fault that the world has for it. It counts no frames
/// and has no timer of its own: it says when it wants to be asked again.
final class SimulationPlayer {
    /// What it has open.
    struct Playing {
        let entry: EntryNumber
        let load: Load
        var opening: SimulationWorld.Opening
        let openedAt: Double
        var shownAt: Double?
        /// Seconds into the item at `since`.
        var position: Double
        var since: Double
        /// Seconds that were played at `since`.
        var played = 0.0
        /// Nothing comes any more; the source's return may mend it.
        var isHalted = false
        var waitsForSource = false
        var isBuffering = false
        var isFrozen = false
        var lastFrameAt: Double?
        var seeksUntil: Double?
        /// So much is played from the cache when the source is gone.
        var cachedUntil: Double?
    }

    /// Which of the cell's players.
    let serial: Int
    let world: SimulationWorld
    private(set) var isPaused = false
    private(set) var isLooping = false
    /// It answers nothing any more.
    private(set) var isStuck = false
    private(set) var playing: Playing?
    private(set) var playlist: [(entry: EntryNumber, load: Load)] = []
    private(set) var commands: [CellEffect] = []
    private(set) var events: [(event: CellEvent, entry: EntryNumber?)] = []
    private var late: [CellEvent] = []
    private var nextEntry: EntryNumber = 1
    private var pausedAt = 0.0
    /// Counts up whenever `nextTime` may have changed.
    private(set) var version = 0
    /// Why the last thing failed, as its address would say.
    private(set) var explanation: FailureReason?
    /// Whether the last opening brought nothing: no picture, or a second of it at most.
    private(set) var lastWasBad = false

    init(serial: Int, world: SimulationWorld) {
        self.serial = serial
        self.world = world
    }

    /// Whether nothing is under way between it and the wall.
    var isQuiet: Bool { commands.isEmpty && events.isEmpty }
    /// Whether its picture moves.
    var isMoving: Bool {
        guard let playing else { return false }
        return !isStuck && !isPaused && playing.shownAt != nil && !playing.isHalted
            && playing.seeksUntil == nil
    }

    // MARK: What the wall does

    func take(_ command: CellEffect) { commands.append(command) }

    func pause(_ on: Bool, now: Double) {
        guard on != isPaused else { return }
        settle(now)
        isPaused = on
        version += 1
        if on {
            pausedAt = now
        } else if now - pausedAt > 60, playing?.load.item.isFromNetwork == true,
            !world.isRepaired, world.chance(0.3), let playing
        {
            // The server has closed the connection in the meantime.
            self.playing?.cachedUntil = playing.played + world.between(0, 5)
        }
    }

    func loop(_ on: Bool) { isLooping = on }

    func seek(to place: Double, now: Double) {
        guard let position = playing?.position else { return }
        seek(place - position, now: now)
    }

    func seek(_ seconds: Double, now: Double) {
        guard !isStuck, playing?.shownAt != nil else { return }
        settle(now)
        guard var playing else { return }
        let end = playing.opening.duration ?? .infinity
        playing.position = min(max(0, playing.position + seconds), max(0, end - 0.1))
        playing.seeksUntil =
            world.chance(0.03) && !world.isRepaired ? .infinity : now + world.between(0.05, 2)
        self.playing = playing
        version += 1
    }

    /// Does the oldest command.
    func obey(now: Double) {
        guard !commands.isEmpty else { return }
        let command = commands.removeFirst()
        if isStuck { return }
        version += 1
        settle(now)
        switch command {
        case .load(let load):
            if !world.isRepaired, world.chance(0.002) {
                world.lastTrouble[load.item.id] = now
                return say(.refused(load: load.counter))
            }
            playlist = []
            let entry = add(load)
            end(.stopped)
            begin(entry, load, now: now)
        case .append(let load): _ = add(load)
        case .advance: goOn(.stopped, now: now)
        case .dropPlayed: playlist.removeAll { $0.entry != playing?.entry }
        case .stop:
            playlist = []
            end(.stopped)
        default: break
        }
        flush()
    }

    /// What the wall reads next.
    func nextEvent() -> (event: CellEvent, entry: EntryNumber?)? {
        events.isEmpty ? nil : events.removeFirst()
    }

    /// What a look at it finds.
    func observation(now: Double) -> CellObservation? {
        guard let playing else { return nil }
        var seen = CellObservation()
        guard playing.shownAt != nil else { return seen }
        seen.position = playing.position + (isMoving ? now - playing.since : 0)
        seen.duration = playing.opening.duration
        seen.lastFrameAt = isMoving && !playing.isFrozen ? now : playing.lastFrameAt
        seen.isBuffering = playing.isBuffering
        seen.isSeeking = playing.seeksUntil != nil
        return seen
    }

    // MARK: What happens to it

    /// Time slept for so many seconds.
    func sleep(_ seconds: Double) {
        guard var playing else { return }
        playing.since += seconds
        if let until = playing.seeksUntil { playing.seeksUntil = until + seconds }
        self.playing = playing
        version += 1
    }

    func sourceWent(now: Double) {
        guard var playing, !isStuck else { return }
        settle(now)
        version += 1
        playing = self.playing ?? playing
        world.lastTrouble[playing.load.item.id] = now
        if playing.shownAt != nil {
            playing.cachedUntil = playing.played + world.between(5, 30)
        } else {
            playing.opening.shows = nil
            if world.chance(0.5) {
                playing.opening.fails = (now - playing.openedAt + world.between(0, 10), .unknown)
            }
        }
        self.playing = playing
    }

    func sourceCame(now: Double) {
        guard !isStuck, playing != nil else { return }
        settle(now)
        version += 1
        playing?.cachedUntil = nil
        if playing?.waitsForSource == true, world.chance(0.5) {
            playing?.isHalted = false
            playing?.waitsForSource = false
            playing?.isBuffering = false
            playing?.since = now
        }
    }

    /// When something happens to it by itself.
    func nextTime() -> Double? {
        guard !isStuck, let playing else { return nil }
        guard playing.shownAt != nil else {
            if let fails = playing.opening.fails { return playing.openedAt + fails.after }
            return playing.opening.shows.map { playing.openedAt + $0 }
        }
        if let until = playing.seeksUntil { return until.isFinite ? until : nil }
        guard isMoving else { return nil }
        var left = Double.infinity
        if let trouble = playing.opening.trouble {
            left = min(left, trouble.after - playing.played)
        }
        if let cached = playing.cachedUntil { left = min(left, cached - playing.played) }
        if let duration = playing.opening.duration { left = min(left, duration - playing.position) }
        return left.isFinite ? playing.since + max(0, left) : nil
    }

    /// That time has come.
    func reach(now: Double) {
        settle(now)
        version += 1
        guard let playing else { return }
        let slack = 1e-6
        if playing.shownAt == nil {
            if let fails = playing.opening.fails {
                explanation = playing.opening.explanation
                return goOn(.failed(fails.reason), now: now)
            }
            self.playing?.shownAt = now
            self.playing?.since = now
            self.playing?.lastFrameAt = now
            say(.frameShown, entry: playing.entry)
        } else if playing.seeksUntil != nil {
            self.playing?.seeksUntil = nil
            self.playing?.since = now
            look(now)
        } else if let duration = playing.opening.duration, playing.position >= duration - slack {
            if isLooping {
                self.playing?.position = 0
            } else {
                look(now)
                goOn(.endOfFile, now: now)
            }
        } else if let cached = playing.cachedUntil, playing.played >= cached - slack {
            self.playing?.cachedUntil = nil
            runDry(now)
        } else if let trouble = playing.opening.trouble, playing.played >= trouble.after - slack {
            self.playing?.opening.trouble = nil
            suffer(trouble.kind, now: now)
        }
    }

    private func runDry(_ now: Double) {
        let kinds: [SimulationWorld.Opening.Trouble] = [
            .stalls(buffering: true), .stalls(buffering: true), .stalls(buffering: false),
            .endsEarly, .breaks,
        ]
        explanation = .timedOut(subject: playing?.load.item.title ?? "")
        suffer(kinds.randomElement(using: &world.generator) ?? .breaks, now: now)
        if playing?.isHalted == true { playing?.waitsForSource = true }
    }

    private func suffer(_ kind: SimulationWorld.Opening.Trouble, now: Double) {
        if let id = playing?.load.item.id { world.lastTrouble[id] = now }
        switch kind {
        case .stalls(let buffering):
            playing?.isHalted = true
            playing?.isBuffering = buffering
            look(now)
        case .freezes: playing?.isFrozen = true
        case .endsEarly:
            look(now)
            goOn(.endOfFile, now: now)
        case .breaks:
            look(now)
            goOn(.failed(.unknown), now: now)
        case .playerDies:
            playlist = []
            playing = nil
            lastWasBad = true
            say(.playerFailed(.unknown))
        case .wedges: isStuck = true
        }
    }

    /// No new faults: what is broken stays so until the wall does something about it.
    func recover(now: Double) {
        settle(now)
        version += 1
        playing?.opening.trouble = nil
        playing?.cachedUntil = nil
    }

    /// From now on it does nothing that it is told.
    func stick() { isStuck = true }

    /// For a person who reads about a failed run.
    var words: String {
        guard let playing else { return "with nothing, stuck \(isStuck), \(commands)" }
        return "stuck \(isStuck), paused \(isPaused), halted \(playing.isHalted), "
            + "frozen \(playing.isFrozen), \(playing.load), \(commands)"
    }

    // MARK: Inside

    /// Brings position and played seconds up to now.
    private func settle(_ now: Double) {
        guard var playing else { return }
        if isMoving {
            let seconds = max(0, now - playing.since)
            playing.position += seconds
            playing.played += seconds
            if !playing.isFrozen { playing.lastFrameAt = now }
        }
        playing.since = now
        self.playing = playing
    }

    private func say(_ event: CellEvent, entry: EntryNumber? = nil) {
        events.append((event, entry))
    }

    private func look(_ now: Double) {
        if let seen = observation(now: now) { say(.observed(seen), entry: playing?.entry) }
    }

    /// The player's answer to a command may come after what the command led to.
    private func flush() {
        for event in late { say(event) }
        late = []
    }

    private func add(_ load: Load) -> EntryNumber {
        let entry = nextEntry
        nextEntry += 1
        playlist.append((entry, load))
        let answer = CellEvent.accepted(load: load.counter, entry: entry)
        if world.chance(0.3) { late.append(answer) } else { say(answer) }
        return entry
    }

    private func goOn(_ reason: CellEvent.End, now: Double) {
        let place = playlist.firstIndex { $0.entry == playing?.entry }
        end(reason)
        guard let place, playlist.indices.contains(place + 1) else { return }
        begin(playlist[place + 1].entry, playlist[place + 1].load, now: now)
    }

    private func begin(_ entry: EntryNumber, _ load: Load, now: Double) {
        let opening = world.open(load.item, now: now)
        playing = Playing(
            entry: entry, load: load, opening: opening, openedAt: now,
            position: min(load.start ?? 0, max(0, (opening.duration ?? .infinity) - 0.1)),
            since: now)
        isLooping = false
        version += 1
        if opening.wedges {
            isStuck = true
            if world.chance(0.5) { return }
        }
        say(.started(entry: entry))
        if let fails = opening.fails, fails.after < 0.05 {
            explanation = opening.explanation
            goOn(.failed(fails.reason), now: now)
        }
    }

    private func end(_ reason: CellEvent.End) {
        if let playing {
            if case .failed = reason {
                lastWasBad = true
            } else {
                lastWasBad = playing.played < 1
            }
            say(.ended(entry: playing.entry, reason), entry: playing.entry)
        }
        playing = nil
    }
}

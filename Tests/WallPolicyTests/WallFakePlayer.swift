import WallPolicy

/// A player as mpv is one: a playlist, commands that are done later, events
/// that are read later still.
struct FakePlayer {
    private(set) var commands: [CellEffect] = []
    private(set) var events: [CellEvent] = []
    private var playlist: [(entry: EntryNumber, load: Load)] = []
    /// What it plays, first of its playlist or none of it.
    private(set) var playing: (entry: EntryNumber, load: Load)?
    private var nextEntry: EntryNumber = 1
    private var shown = false
    private(set) var isLooping = false

    /// Whether nothing is under way any more.
    var isQuiet: Bool { commands.isEmpty && events.isEmpty && (playing == nil || shown) }

    mutating func take(_ effect: CellEffect) {
        // A fresh one takes its place at once; of the old one nothing is heard any more.
        if effect == .renewPlayer { self = FakePlayer() } else { commands.append(effect) }
    }
    mutating func loop(_ on: Bool) { isLooping = on }
    mutating func nextEvent() -> CellEvent? { events.isEmpty ? nil : events.removeFirst() }

    /// Does the oldest command, else shows the first frame of what was begun.
    mutating func step(canPlay: (MediaItem) -> Bool) {
        if commands.isEmpty { return begin(canPlay) }
        switch commands.removeFirst() {
        case .load(let load):
            playlist = []
            let entry = add(load)
            end(.stopped)
            begin(entry, load)
        case .append(let load): _ = add(load)
        case .advance: goOn(.stopped)
        case .dropPlayed: playlist.removeAll { $0.entry != playing?.entry }
        case .stop:
            playlist = []
            end(.stopped)
        default: break
        }
    }

    /// Says where it is.
    mutating func report(position: Double, now: Double) {
        if playing != nil, shown { say(position, of: nil, now) }
    }

    private mutating func say(_ position: Double, of duration: Double?, _ now: Double? = nil) {
        var seen = CellObservation()
        seen.position = position
        seen.duration = duration
        seen.lastFrameAt = now
        events.append(.observed(seen))
    }

    /// The file is over, or the connection.
    mutating func reachEnd(early: Bool) {
        guard let playing, shown, !isLooping else { return }
        say(early ? 10 : 60, of: 60)
        goOn(playing.load.item.hasEnd || early ? .endOfFile : .failed(.unknown))
    }

    /// It breaks in the middle.
    mutating func fail() {
        if playing != nil { goOn(.failed(.undecodable)) }
    }

    private mutating func begin(_ canPlay: (MediaItem) -> Bool) {
        guard let playing, !shown else { return }
        guard canPlay(playing.load.item) else { return goOn(.failed(.unknown)) }
        shown = true
        events.append(.frameShown)
    }

    private mutating func add(_ load: Load) -> EntryNumber {
        let entry = nextEntry
        nextEntry += 1
        playlist.append((entry, load))
        events.append(.accepted(load: load.counter, entry: entry))
        return entry
    }

    private mutating func goOn(_ reason: CellEvent.End) {
        let place = playlist.firstIndex { $0.entry == playing?.entry }
        end(reason)
        guard let place, playlist.indices.contains(place + 1) else { return }
        begin(playlist[place + 1].entry, playlist[place + 1].load)
    }

    private mutating func begin(_ entry: EntryNumber, _ load: Load) {
        playing = (entry, load)
        shown = false
        isLooping = false
        events.append(.started(entry: entry))
    }

    private mutating func end(_ reason: CellEvent.End) {
        if let playing { events.append(.ended(entry: playing.entry, reason)) }
        playing = nil
    }
}

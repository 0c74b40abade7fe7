/// Decides what a cell does. Events in, effects out; the time is a parameter:
/// seconds on a clock that never goes back.
public struct CellStateMachine: Sendable {
    /// What is open or being opened, and what stands behind it.
    public struct Current: Sendable, Hashable {
        /// What is played.
        public var load: Load
        /// The player's entry, once it gave one.
        public var entry: EntryNumber?
        /// Since when it is being opened or played.
        public var since: Double
        /// What comes next, already in the player's playlist.
        public var next: Load?
        /// The player's entry for it, once it gave one.
        public var nextEntry: EntryNumber?
        /// Whether it is over, and the player on its way to what comes next.
        public var isOver = false
        /// Seconds into the item, when last heard of.
        public var position: Double?
        /// Length in seconds, if known.
        public var duration: Double?
        /// Where a person wound to, seconds: the end may come before a new position is heard of.
        public var soughtTo: Double?
    }

    /// A failure that a person can read about.
    public struct Failure: Sendable, Hashable {
        /// The title of what failed.
        public var title: String
        /// What failed, if it was an item.
        public var item: MediaItem?
        /// Why, in plain words.
        public var words: String
        /// Whether the player said no more than that it failed.
        public var isUnexplained = false
    }

    /// Where a cell can be.
    public enum State: Sendable, Hashable {
        /// Nothing to play, or not started yet. Can transition to: loading, backingOff.
        case idle(FailureReason?)
        /// Being opened; no frame yet. Can transition to: playing, loading, backingOff, idle.
        case loading(Current)
        /// Frames arrive. Can transition to: loading, backingOff, idle.
        case playing(Current)
        /// A card says what failed, until the time is over. Can transition to: loading, backingOff, idle.
        case backingOff(Failure, until: Double)
    }

    /// How long a card stays at least, so that it can be read; seconds.
    public static let cardSeconds = 6.0
    /// The longest wait between two tries, seconds.
    public static let waitSecondsMax = 60.0
    /// Progress after which earlier failures are forgotten, seconds.
    public static let forgivenAfterSeconds = 30.0
    /// Faults of the hardware decoder after which the cell decodes in software.
    public static let decoderFaultsMax = 2

    /// Where it is.
    public private(set) var state = State.idle(nil)
    /// Failures in a row.
    public private(set) var failures = 0
    private var decoderFaults = 0
    private var stall = StallDetector(now: 0)
    /// An entry that began, and maybe ended, before the player had said whose it is.
    private var unknown: (entry: EntryNumber, end: CellEvent.End?)?
    /// Where the current item was when this run of progress began.
    private var progressFrom: Double?
    /// Seconds of progress that items before the current one made since the last failure.
    private var progressBefore = 0.0
    private var retryBase: Double
    private var startTimeout: Double

    /// - Parameters:
    ///   - retryBase: the first wait after a failure, seconds; doubles.
    ///   - startTimeout: from load to first frame, seconds.
    public init(retryBase: Double, startTimeout: Double) {
        self.retryBase = retryBase
        self.startTimeout = startTimeout
    }

    /// Other times from now on; they are live tunables.
    public mutating func setTimes(retryBase: Double, startTimeout: Double) {
        self.retryBase = retryBase
        self.startTimeout = startTimeout
    }

    /// What is open or being opened.
    public var current: Current? {
        switch state {
        case .loading(let current), .playing(let current): current
        case .idle, .backingOff: nil
        }
    }

    /// Whether the hardware's decoder failed too often here.
    public var decodesInSoftware: Bool { decoderFaults >= Self.decoderFaultsMax }

    /// Whether a card says what is wrong with a source, rather than an item.
    var isAnnouncing: Bool {
        if case .backingOff(let failure, _) = state { failure.item == nil } else { false }
    }

    /// When it wants a `ticked`, if time alone changes it.
    public var deadline: Double? {
        switch state {
        case .idle, .playing: nil
        case .loading(let current): current.since + startTimeout
        case .backingOff(_, let until): until
        }
    }

    /// Takes note of what happened and says what to do.
    public mutating func handle(_ event: CellEvent, now: Double) -> [CellEffect] {
        switch event {
        case .assigned(let load): return assign(load, now: now)
        case .prepared(let load): return prepare(load)
        case .withdrawn: return withdraw()
        case .starved(let reason):
            state = .idle(reason)
            unknown = nil
            return [.stop]
        case .announced(let title, let words):
            let wasOpen = current != nil
            state = .backingOff(
                Failure(title: title, item: nil, words: words), until: now + Self.cardSeconds)
            unknown = nil
            // Nothing is to be heard from behind the card.
            return wasOpen ? [.stop] : []
        case .accepted(let load, let entry): return accept(load, entry, now: now)
        case .refused(let load):
            guard current?.load.counter == load else { return [] }
            return fail(.unsupported, now: now)
        case .started(let entry): return start(entry, now: now)
        case .frameShown:
            guard case .loading(let current) = state, !current.isOver else { return [] }
            state = .playing(current)
            stall = StallDetector(now: now)
            return []
        case .judged(let shouldMove, let timeout, let interval):
            guard case .playing = state,
                stall.judge(
                    shouldMove: shouldMove, timeout: timeout, interval: interval, now: now)
            else { return [] }
            return fail(.stalled, now: now)
        case .ended(let entry, let end): return finish(entry, end, now: now)
        case .playerFailed(let reason): return fail(reason, now: now)
        case .progressed(let position, let duration):
            stall.saw(position: position, now: now)
            progress(position, duration)
            return []
        case .sought(let seconds):
            change { current in
                let from = max(current.position ?? 0, current.soughtTo ?? 0)
                current.soughtTo = max(0, from + seconds)
            }
            return []
        case .explained(let reason):
            // The answer may be late: about the item before this one.
            guard case .backingOff(var failure, let until) = state, failure.isUnexplained else {
                return []
            }
            failure.words = reason.words
            state = .backingOff(failure, until: until)
            return []
        case .decoderFailed:
            decoderFaults += 1
            return decoderFaults == Self.decoderFaultsMax ? [.useSoftwareDecoding] : []
        case .nextWanted: return advance(now: now)
        case .ticked: return tick(now: now)
        }
    }

    private mutating func assign(_ load: Load, now: Double) -> [CellEffect] {
        keepProgress()
        state = .loading(Current(load: load, since: now))
        unknown = nil
        return [.load(load), .itemBegan(load), .wantNext]
    }

    private mutating func prepare(_ load: Load) -> [CellEffect] {
        guard
            change({ current in
                current.next = load
                current.nextEntry = nil
            })
        else { return [] }
        return [.append(load)]
    }

    private mutating func withdraw() -> [CellEffect] {
        let isOver = current?.isOver ?? false
        guard
            change({ current in
                current.next = nil
                current.nextEntry = nil
            })
        else { return [] }
        // A player that is on its way there cannot forget it: only another item stops it.
        return isOver ? [.wantItem] : [.dropPlayed, .wantNext]
    }

    private mutating func accept(_ load: Int, _ entry: EntryNumber, now: Double) -> [CellEffect] {
        change { current in
            if current.load.counter == load { current.entry = entry }
            if current.next?.counter == load { current.nextEntry = entry }
        }
        guard let unknown, unknown.entry == entry else { return [] }
        self.unknown = nil
        let effects = start(entry, now: now)
        guard let end = unknown.end else { return effects }
        return effects + finish(entry, end, now: now)
    }

    private mutating func start(_ entry: EntryNumber, now: Double) -> [CellEffect] {
        guard let current else { return [] }
        if current.entry == entry { return [] }
        guard let next = current.next, current.nextEntry == entry else {
            unknown = (entry, nil)
            return []
        }
        keepProgress()
        state = .loading(Current(load: next, entry: entry, since: now))
        return [.dropPlayed, .itemBegan(next), .wantNext]
    }

    private mutating func finish(
        _ entry: EntryNumber, _ end: CellEvent.End, now: Double
    ) -> [CellEffect] {
        guard let current, current.entry == entry else {
            // It ended before the player said whose it is; else it is old news.
            if unknown?.entry == entry { unknown?.end = end }
            return []
        }
        if current.isOver { return [] }
        switch end {
        // Nothing here asked for it: the player ran past the end of its playlist.
        case .stopped: return [.wantItem]
        case .failed(let reason): return fail(reason, now: now)
        case .endOfFile:
            if EndOfFile.isEarly(current) { return fail(.endedEarly, now: now) }
            // With a next item in its playlist the player goes on by itself; one that
            // it has not taken yet may have come too late for that.
            guard current.nextEntry != nil else { return [.wantItem] }
            leave(now: now)
            return []
        }
    }

    private mutating func advance(now: Double) -> [CellEffect] {
        guard let current else { return [.wantItem] }
        if current.isOver, let next = current.next {
            // Told a second time, the player would run past the end of its playlist.
            return [.itemBegan(next), .wantItem]
        }
        guard current.nextEntry != nil else { return [.wantItem] }
        leave(now: now)
        return [.advance]
    }

    /// The current item is over. The next one has its time to begin, as if it were loaded now.
    private mutating func leave(now: Double) {
        guard var current else { return }
        current.isOver = true
        current.since = now
        state = .loading(current)
    }

    /// What is to blame if nothing more comes.
    private func awaited(_ current: Current) -> Load {
        current.isOver ? current.next ?? current.load : current.load
    }

    private mutating func fail(_ reason: FailureReason, now: Double) -> [CellEffect] {
        guard let current else { return [] }
        let load = awaited(current)
        failures += 1
        progressFrom = nil
        progressBefore = 0
        let doubled = retryBase * Double(1 << min(failures - 1, 10))
        let wait = min(max(doubled, Self.cardSeconds), Self.waitSecondsMax)
        state = .backingOff(
            Failure(
                title: load.item.title, item: load.item, words: reason.words,
                isUnexplained: reason == .unknown),
            until: now + wait)
        unknown = nil
        var effects: [CellEffect] = [.stop, .report(load, reason)]
        // The player says no more than that it failed: ask the file or the host itself.
        if reason == .unknown { effects.append(.probe(load.item)) }
        return effects
    }

    /// Another item follows: short ones add up.
    private mutating func keepProgress() {
        if let from = progressFrom, let position = current?.position {
            progressBefore += max(0, position - from)
        }
        progressFrom = nil
    }

    private mutating func progress(_ position: Double, _ duration: Double?) {
        change { current in
            current.position = position
            current.duration = duration
        }
        guard case .playing = state else { return }
        let from = progressFrom ?? position
        progressFrom = min(from, position)
        if progressBefore + position - from >= Self.forgivenAfterSeconds { failures = 0 }
    }

    private mutating func tick(now: Double) -> [CellEffect] {
        guard let deadline, now >= deadline else { return [] }
        switch state {
        case .loading(let current):
            return fail(.timedOut(subject: awaited(current).item.title), now: now)
        case .backingOff: return [.wantItem]
        case .idle, .playing: return []
        }
    }

    /// Changes what is open, whichever state holds it.
    @discardableResult
    private mutating func change(_ body: (inout Current) -> Void) -> Bool {
        switch state {
        case .loading(var current):
            body(&current)
            state = .loading(current)
        case .playing(var current):
            body(&current)
            state = .playing(current)
        case .idle, .backingOff: return false
        }
        return true
    }
}

/// Tells an end from a connection that was cut: both arrive as end of file,
/// error 0; the only sign is a position well below the duration.
enum EndOfFile {
    /// Whether it came too early: a live item has no end at all.
    static func isEarly(_ current: CellStateMachine.Current) -> Bool {
        if current.load.item.isLive { return true }
        guard let duration = current.duration, let position = current.position else { return false }
        return max(position, current.soughtTo ?? 0) < duration - max(2, duration * 0.02)
    }
}

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
        /// Seconds into the item, when last heard of.
        public var position: Double?
        /// Length in seconds, if known.
        public var duration: Double?
    }

    /// A failure that a person can read about.
    public struct Failure: Sendable, Hashable {
        /// The title of what failed.
        public var title: String
        /// What failed, if it was an item.
        public var item: MediaItem?
        /// Why, in plain words.
        public var words: String
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
    /// An entry that began before the player had said whose it is.
    private var unknownStart: EntryNumber?
    private var stall = StallDetector(now: 0)
    /// Where the current item was when this run of progress began.
    private var progressFrom: Double?
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
        case .withdrawn:
            guard
                change({ current in
                    current.next = nil
                    current.nextEntry = nil
                })
            else { return [] }
            return [.dropPlayed, .wantNext]
        case .starved(let reason):
            state = .idle(reason)
            return [.stop]
        case .announced(let title, let words):
            state = .backingOff(
                Failure(title: title, item: nil, words: words), until: now + Self.cardSeconds)
            return []
        case .accepted(let load, let entry): return accept(load, entry, now: now)
        case .refused(let load):
            guard current?.load.counter == load else { return [] }
            return fail(.unsupported, now: now)
        case .started(let entry): return start(entry, now: now)
        case .frameShown:
            guard case .loading(let current) = state else { return [] }
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
        case .explained(let reason):
            guard case .backingOff(var failure, let until) = state, failure.item != nil else {
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
        state = .loading(Current(load: load, since: now))
        unknownStart = nil
        progressFrom = nil
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

    private mutating func accept(_ load: Int, _ entry: EntryNumber, now: Double) -> [CellEffect] {
        change { current in
            if current.load.counter == load { current.entry = entry }
            if current.next?.counter == load { current.nextEntry = entry }
        }
        guard unknownStart == entry else { return [] }
        unknownStart = nil
        return start(entry, now: now)
    }

    private mutating func start(_ entry: EntryNumber, now: Double) -> [CellEffect] {
        guard let current else { return [] }
        if current.entry == entry { return [] }
        guard let next = current.next, current.nextEntry == entry else {
            unknownStart = entry
            return []
        }
        state = .loading(Current(load: next, entry: entry, since: now))
        progressFrom = nil
        return [.dropPlayed, .itemBegan(next), .wantNext]
    }

    private mutating func finish(
        _ entry: EntryNumber, _ end: CellEvent.End, now: Double
    ) -> [CellEffect] {
        // The end of anything but the current entry is old news.
        guard let current, current.entry == entry else { return [] }
        switch end {
        case .stopped: return []
        case .failed(let reason): return fail(reason, now: now)
        case .endOfFile:
            if EndOfFile.isEarly(current) { return fail(.endedEarly, now: now) }
            // With a next item in its playlist the player goes on by itself.
            return current.next == nil ? [.wantItem] : []
        }
    }

    private mutating func advance(now: Double) -> [CellEffect] {
        guard let current, current.nextEntry != nil else { return [.wantItem] }
        state = .loading(current)
        return [.advance]
    }

    private mutating func fail(_ reason: FailureReason, now: Double) -> [CellEffect] {
        guard let current else { return [] }
        failures += 1
        let doubled = retryBase * Double(1 << min(failures - 1, 10))
        let wait = min(max(doubled, Self.cardSeconds), Self.waitSecondsMax)
        state = .backingOff(
            Failure(title: current.load.item.title, item: current.load.item, words: reason.words),
            until: now + wait)
        unknownStart = nil
        var effects: [CellEffect] = [.stop, .report(current.load, reason)]
        // The player says no more than that it failed: ask the file or the host itself.
        if reason == .unknown { effects.append(.probe(current.load.item)) }
        return effects
    }

    private mutating func progress(_ position: Double, _ duration: Double?) {
        change { current in
            current.position = position
            current.duration = duration
        }
        guard case .playing = state else { return }
        let from = progressFrom ?? position
        progressFrom = min(from, position)
        if position - from >= Self.forgivenAfterSeconds { failures = 0 }
    }

    private mutating func tick(now: Double) -> [CellEffect] {
        guard let deadline, now >= deadline else { return [] }
        switch state {
        case .loading(let current):
            return fail(.timedOut(subject: current.load.item.title), now: now)
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
        return position < duration - max(2, duration * 0.02)
    }
}

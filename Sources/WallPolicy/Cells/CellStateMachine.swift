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
        /// Whether the player has begun it; once it is over, what comes next.
        public var isStarted = false
        /// When its first frame was there.
        public var shownAt: Double?
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

    /// A failure that a person can read about, and what is to be tried again.
    public struct Failure: Sendable, Hashable {
        /// The title of what failed.
        public var title: String
        /// What failed, if it was an item.
        public var item: MediaItem?
        /// Why, in plain words.
        public var words: String
        /// Whether the player said no more than that it failed.
        public var isUnexplained = false
        /// Where the next try begins, seconds into the item.
        public var start: Double?
        /// Whether the item itself is to be tried again; else another one follows.
        public var triesAgain = false
    }

    /// Where a cell can be. `removed` (a smaller grid, a lost display) leads from each of them
    /// to disposed, a person's next or reload from each to loading.
    public enum State: Sendable, Hashable {
        /// Nothing to play, or not started yet, or about to be told what comes instead of an item
        /// that was given up. Can transition to: loading, holding, backingOff (an announcement),
        /// parked (there is no other item).
        case idle(FailureReason?)
        /// Being opened; no frame yet. Can transition to: playing, loading, backingOff, parked,
        /// holding, idle.
        case loading(Current)
        /// Frames arrive. Can transition to: buffering, loading, backingOff, parked, holding, idle.
        case playing(Current)
        /// The player waits for data, the picture stands. Can transition to: playing, loading,
        /// backingOff, parked, holding, idle.
        case buffering(Current, since: Double)
        /// Waits for the next try, or shows an announcement. Can transition to: loading, holding,
        /// idle (more became known: another try brings nothing).
        case backingOff(Failure, until: Double)
        /// Failed too often; a card says so until the time is over. Can transition to: loading,
        /// holding, idle, backingOff (an announcement).
        case parked(Failure, until: Double)
        /// Its source does not answer; the wall says when it does. `until` is the cell's turn
        /// to start again. Can transition to: loading, idle, backingOff (an announcement).
        case holding(Failure, SourceID, until: Double?)
        /// Gone. Can transition to: nothing.
        case disposed
    }

    /// How long a card with an announcement stays, so that it can be read; seconds.
    public static let cardSeconds = 6.0
    /// Faults of the hardware decoder after which the cell decodes in software.
    public static let decoderFaultsMax = 2
    /// An item that is over sooner than this after its first frame ended at once; seconds.
    public static let shortestItem = 1.0
    /// Items in a row that end at once, as their length says, before they count as failures.
    public static let shortItemsMax = 3
    /// After a longer pause a server has closed the connection, and nobody is to blame; seconds.
    public static let longPause = 60.0
    /// The longest that a live item is parked, seconds: it is to be back within a minute of
    /// its source.
    public static let liveCooldownMax = 45.0

    /// Progress is told in steps of so many seconds.
    static let progressStep = 10.0
    /// How much further than the time between two looks the item may have moved, seconds: the
    /// looks and the frames are not in step.
    static let progressSlack = 0.5

    /// Where it is.
    public internal(set) var state = State.idle(nil)
    /// Failures in a row.
    public internal(set) var failures = 0
    /// Since when there is no picture that moves, if so.
    public internal(set) var troubleSince: Double?
    var rules: CellRules
    var ladder = RetryLadder()
    var crashLoop = CrashLoopGuard()
    var stall = StallDetector(now: 0)
    var decoderFaults = 0
    /// Items in a row that ended at once, as their length says.
    var shortItems = 0
    /// A long pause on the network: the first failure after it is a reload without a stamp.
    var forgivesNext = false
    /// The player did not answer to the last load, or stood still twice: only a new one helps.
    var distrustsPlayer = false
    /// Stalls of the same player in a row.
    var stalls = 0
    /// Progress since it was last told, seconds.
    var untoldProgress = 0.0
    /// The item that last ended long before its length, and where; seconds.
    var earlyEnd: (item: ItemID, position: Double)?
    /// An entry that began, and maybe ended, before the player had said whose it is.
    var unknown: (entry: EntryNumber, end: CellEvent.End?)?

    /// A cell without anything to play.
    public init(rules: CellRules) { self.rules = rules }

    /// Other rules from now on; they are live tunables.
    public mutating func setRules(_ rules: CellRules) { self.rules = rules }

    /// What is open or being opened.
    public var current: Current? {
        switch state {
        case .loading(let current), .playing(let current), .buffering(let current, _): current
        case .idle, .backingOff, .parked, .holding, .disposed: nil
        }
    }

    /// What it waits with, if it does.
    public var failure: Failure? {
        switch state {
        case .backingOff(let failure, _), .parked(let failure, _), .holding(let failure, _, _):
            failure
        case .idle, .loading, .playing, .buffering, .disposed: nil
        }
    }

    /// The item that the cell is about, whether it plays or not.
    public var item: MediaItem? {
        guard let current else { return failure?.item }
        return awaited(current).item
    }

    /// Where the item is, or where the next try begins; seconds.
    public var position: Double? { current.map { $0.position ?? $0.load.start } ?? failure?.start }

    /// Whether the hardware's decoder failed too often here.
    public var decodesInSoftware: Bool { decoderFaults >= Self.decoderFaultsMax }

    /// Tries of the current item that failed.
    public var attempts: Int { ladder.attempts }

    /// Whether a card says what is wrong with a source, rather than an item.
    var isAnnouncing: Bool {
        if case .backingOff(let failure, _) = state { failure.item == nil } else { false }
    }

    /// Since when it has shown no moving picture although it has something to show; nil while it
    /// does.
    public var darkSince: Double? {
        if let troubleSince { return troubleSince }
        if case .loading(let current) = state { return current.since }
        return nil
    }

    /// When the position of an item of this cell was last seen to move, or there was a reason for
    /// it to stand; nil while nothing is due.
    public var progressedAt: Double? {
        switch state {
        case .idle, .disposed: nil
        case .loading, .playing, .buffering, .backingOff, .parked, .holding: stall.lastProgress
        }
    }

    /// When it wants a `ticked`, if time alone changes it.
    public var deadline: Double? {
        switch state {
        case .idle, .playing, .buffering, .disposed: nil
        case .loading(let current): current.since + rules.startTimeout
        case .backingOff(_, let until), .parked(_, let until): until
        case .holding(_, _, let until): until
        }
    }

    /// Takes note of what happened and says what to do.
    public mutating func handle(
        _ event: CellEvent, now: Double, using generator: inout some RandomNumberGenerator
    ) -> [CellEffect] {
        if case .disposed = state { return [] }
        switch event {
        case .assigned(let load): return assign(load, now: now)
        case .assignedHeld(let item, let start): return hold(item, start: start)
        case .prepared(let load): return prepare(load)
        case .withdrawn: return withdraw()
        case .starved(let reason): return starve(reason)
        case .announced(let title, let words): return announce(title, words, now: now)
        case .noOther(let item, let reason): return parkOnly(item, reason, now: now)
        case .accepted(let load, let entry):
            return accept(load, entry, now: now, using: &generator)
        case .refused(let load):
            guard current?.load.counter == load else { return [] }
            return fail(.unsupported, now: now, using: &generator)
        case .unplanned(let load, let reason):
            return giveUpPlan(load, reason, now: now, using: &generator)
        case .started(let entry): return start(entry, now: now)
        case .frameShown: return showFrame(now: now)
        case .judged(let shouldMove): return judge(shouldMove, now: now, using: &generator)
        case .ended(let entry, let end): return finish(entry, end, now: now, using: &generator)
        case .playerFailed(let reason): return fail(reason, now: now, using: &generator)
        case .observed(let observation): return observe(observation, now: now)
        case .sought(let seconds):
            change { current in
                let from = max(current.position ?? 0, current.soughtTo ?? 0)
                current.soughtTo = max(0, from + seconds)
            }
            return []
        case .explained(let reason): return explain(reason, now: now)
        case .decoderFailed:
            decoderFaults += 1
            return decoderFaults == Self.decoderFaultsMax ? [.useSoftwareDecoding] : []
        case .nextWanted: return advance(now: now)
        case .personActed:
            clearRecord()
            return []
        case .outageBegan(let source): return beginOutage(source)
        case .outageEnded(let source, let startsAt): return endOutage(source, startsAt: startsAt)
        case .forgiven(let since):
            forgive(since: since)
            return []
        case .pauseEnded(let seconds):
            // The watchdog may have looked for the last time long before.
            stall.rearm(now: now)
            if seconds > Self.longPause, item?.isFromNetwork == true { forgivesNext = true }
            return []
        case .suspended(let seconds):
            sleep(seconds, now: now)
            return []
        case .ticked: return tick(now: now, using: &generator)
        }
    }

    /// The cell is gone; nothing leads back.
    mutating func dispose() { state = .disposed }

    /// What is to blame if nothing more comes.
    func awaited(_ current: Current) -> Load {
        current.isOver ? current.next ?? current.load : current.load
    }

    /// Changes what is open, whichever state holds it.
    @discardableResult
    mutating func change(_ body: (inout Current) -> Void) -> Bool {
        switch state {
        case .loading(var current):
            body(&current)
            state = .loading(current)
        case .playing(var current):
            body(&current)
            state = .playing(current)
        case .buffering(var current, let since):
            body(&current)
            state = .buffering(current, since: since)
        case .idle, .backingOff, .parked, .holding, .disposed: return false
        }
        return true
    }
}

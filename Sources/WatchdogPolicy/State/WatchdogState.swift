/// What is remembered of a service between two passes. Times are seconds of this boot's
/// clock; those of an earlier boot are below its start.
public struct WatchdogState: Sendable, Equatable {
    /// Restarts of ours, the oldest first.
    public var restarts: [Int] = []
    /// No restart before its end.
    public var backOff: BackOff?
    /// How often in a row we gave up: the next back-off is 2 to this power windows long.
    public var backOffLevel = 0
    /// The run of the unit that our own last restart began.
    public var ownRun: OwnRun?
    /// A restart was ordered whose run is not known yet: the first one that is not
    /// `runBefore` is ours.
    public var ownRunIsPending = false
    /// The run that our last restart was to end.
    public var runBefore: OwnRun?
    /// A restart was made that has not been judged yet.
    public var awaitsVerdict = false
    /// What is going on, from the first restart until it is well again.
    public var incident: Incident?
    /// Well since then, in every pass.
    public var healthySince: Int?
    /// Not seen well since then, and always within its grace or between two states.
    public var startingSince: Int?
    /// A restart has been put off since then.
    public var deferredSince: Int?
    /// Maintenance until then.
    public var pausedUntil: Int?
    /// How long that maintenance was to be, seconds.
    public var pausedLengthS: Int?
    /// Something that was told once: an unknown unit, a broken configuration.
    public var toldOnce = ""
    /// The last events, the newest last.
    public var events: [EventRecord] = []
    /// Counts the times it was saved.
    public var serial = 0
    /// It was written in another boot, or by another program: its times were reckoned by
    /// the wall clock and are to be saved before that jumps.
    public var isRebased = false

    /// Nothing has happened yet.
    public init() {}

    /// Restarts that are remembered; more than any limit.
    public static let restartsMax = 100
    /// Events that are remembered.
    public static let eventsMax = 5

    /// A time without restarts.
    public struct BackOff: Sendable, Equatable {
        /// Its end.
        public var until: Int
        /// How long it is, seconds.
        public var lengthS: Int

        /// A back-off.
        public init(until: Int, lengthS: Int) {
            self.until = until
            self.lengthS = lengthS
        }
    }

    /// A run of the unit, as systemd numbers them.
    public struct OwnRun: Sendable, Equatable {
        /// The boot it belongs to.
        public var bootID: String
        /// `InvocationID`; empty where there is none.
        public var invocation: String
        /// `ActiveEnterTimestampMonotonic`.
        public var activeEnterUS: Int

        /// A run.
        public init(bootID: String, invocation: String, activeEnterUS: Int) {
            self.bootID = bootID
            self.invocation = invocation
            self.activeEnterUS = activeEnterUS
        }
    }

    /// One illness, from the first restart to the recovery.
    public struct Incident: Sendable, Equatable {
        /// Its name in every message about it.
        public var id: String
        /// Its beginning.
        public var since: Int

        /// An incident.
        public init(id: String, since: Int) {
            self.id = id
            self.since = since
        }
    }

    /// An event as it is shown later.
    public struct EventRecord: Sendable, Equatable {
        /// Seconds since 1970.
        public var wall: Int
        /// What happened.
        public var kind: EventKind
        /// In words.
        public var text: String

        /// An event.
        public init(wall: Int, kind: EventKind, text: String) {
            self.wall = wall
            self.kind = kind
            self.text = text
        }
    }

    /// Restarts within the window that ends now.
    public func restarts(within windowS: Int, now: Moment) -> [Int] {
        restarts.filter { now.boot - $0 < windowS }
    }

    /// Forgets counts and back-off, as `reset` does; maintenance stays.
    public mutating func reset() {
        restarts = []
        backOff = nil
        backOffLevel = 0
        awaitsVerdict = false
        deferredSince = nil
        startingSince = nil
        incident = nil
        toldOnce = ""
    }

    /// Nothing is restarted for so long; nil ends that.
    public mutating func pause(_ seconds: Int?, now: Moment) {
        pausedUntil = seconds.map { now.boot + $0 }
        pausedLengthS = seconds
    }

    /// Characters of `toldOnce`.
    static let toldOnceMax = 200

    mutating func remember(_ event: EventRecord) {
        events.append(event)
        events.removeFirst(max(0, events.count - Self.eventsMax))
    }
}

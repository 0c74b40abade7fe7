import Dispatch
import Glibc
import Synchronization

/// The wall's journal and quarantine, in an SQLite database.
///
/// Nothing here throws at the wall or makes it wait: what is told to it is done on a
/// queue of its own, and where the database cannot be used the wall goes on without.
/// A database that is damaged, or is none, is set aside as `NAME.broken-DATE`, and a
/// new one is begun. Several walls may share one database.
public final class JournalStore: Sendable {
    /// The most entries that wait for a disk that is slow, full or gone; later ones are
    /// dropped and counted. Some minutes of a wall on which everything fails.
    public static let backlogMax = 2_000
    /// Entries in one transaction.
    static let batchMax = 500

    private struct Backlog {
        var entries: [JournalEntry] = []
        var dropped = 0
        var isScheduled = false
        var isClosed = false
    }

    /// How often it does what it does by itself, seconds.
    struct Pace: Sendable {
        /// To the next try with a database that could not be used.
        var retry = 30.0
        /// To the first look for damage and old entries: a start has better things to do.
        var firstMaintenance = 60.0
        /// To the next one.
        var maintenance = 3_600.0
    }

    private let backlog = Mutex(Backlog())
    /// Only the queue takes this lock, so nobody ever waits for it.
    private let keeper: Mutex<JournalKeeper>
    private let queue = DispatchQueue(label: "hyperwall.journal", qos: .utility)
    private let onProblem: @Sendable (String) -> Void
    private let pace: Pace

    /// A store. The database is opened when it is first needed.
    /// - Parameters:
    ///   - path: of the database; its folder is made, with mode 0700.
    ///   - wall: this wall's name: whose quarantine it is.
    ///   - onProblem: takes one sentence, on the store's queue.
    public convenience init(
        path: String, wall: String, onProblem: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            path: path, wall: wall, pace: Pace(), clock: { JournalClock.now() },
            onProblem: onProblem)
    }

    init(
        path: String, wall: String, pace: Pace, clock: @escaping @Sendable () -> Double,
        onProblem: @escaping @Sendable (String) -> Void
    ) {
        self.pace = pace
        self.onProblem = onProblem
        keeper = Mutex(
            JournalKeeper(
                .init(
                    place: JournalPlace(path), wall: wall, clock: clock, onProblem: onProblem)))
        maintain(after: pace.firstMaintenance)
    }

    /// Stores an entry soon; returns at once.
    public func append(_ entry: JournalEntry) {
        let mustSchedule = backlog.withLock { backlog in
            guard !backlog.isClosed else { return false }
            guard backlog.entries.count < Self.backlogMax else {
                backlog.dropped += 1
                return false
            }
            backlog.entries.append(entry)
            defer { backlog.isScheduled = true }
            return !backlog.isScheduled
        }
        if mustSchedule { queue.async { self.write() } }
    }

    /// The quarantine as it was stored, without what has expired; empty where there is
    /// none or it cannot be read.
    /// - Parameter reply: called on the store's queue.
    public func loadQuarantine(_ reply: @escaping @Sendable ([QuarantineRow]) -> Void) {
        queue.async { reply(self.keeper.withLock { $0.loadQuarantine() }) }
    }

    /// The quarantine as it was stored, without what has expired; empty where there is
    /// none or it cannot be read.
    public func loadQuarantine() async -> [QuarantineRow] {
        await withCheckedContinuation { continuation in
            loadQuarantine { continuation.resume(returning: $0) }
        }
    }

    /// Stores these in the place of this wall's whole quarantine.
    public func replaceQuarantine(_ rows: [QuarantineRow]) {
        queue.async { self.changeQuarantine { $0.replaceQuarantine(rows) } }
    }

    /// Takes one item out of this wall's quarantine.
    public func delete(item: String) {
        queue.async { self.changeQuarantine { $0.deleteQuarantine(item: item) } }
    }

    /// Empties this wall's quarantine.
    public func deleteAll() {
        queue.async { self.changeQuarantine { $0.deleteQuarantine(item: nil) } }
    }

    /// Waits until everything told so far is stored, or was tried.
    /// - Parameter seconds: at most.
    /// - Returns: whether it is stored.
    @discardableResult
    public func flush(atMost seconds: Double) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.write()
            done.signal()
        }
        guard done.wait(timeout: .now() + seconds) == .success else { return false }
        return backlog.withLock { $0.entries.isEmpty }
    }

    /// Stores what waits and ends the database; what is told later is not kept. A
    /// second call does nothing more.
    /// - Parameter seconds: at most; a disk that hangs is left to itself.
    public func close(atMost seconds: Double = 1) {
        let done = DispatchSemaphore(value: 0)
        backlog.withLock { $0.isClosed = true }
        queue.async {
            self.write()
            self.keeper.withLock { $0.close() }
            done.signal()
        }
        _ = done.wait(timeout: .now() + seconds)
    }

    /// Writes everything that waits, a batch a transaction. On the queue.
    private func write() {
        while true {
            let batch = backlog.withLock { Array($0.entries.prefix(Self.batchMax)) }
            let isWritten = keeper.withLock { keeper in
                keeper.settleQuarantine()
                guard !batch.isEmpty else { return !keeper.hasUnsettledQuarantine }
                return keeper.append(batch)
            }
            let (goesOn, lost) = backlog.withLock { backlog in
                guard isWritten else { return (false, 0) }
                backlog.entries.removeFirst(batch.count)
                backlog.isScheduled = !backlog.entries.isEmpty
                defer { backlog.dropped = 0 }
                return (backlog.isScheduled, backlog.dropped)
            }
            if lost > 0 {
                onProblem("\(lost) entries of the journal were lost while it could not be written.")
            }
            guard isWritten else { return retry() }
            guard goesOn else { return }
        }
    }

    private func retry() {
        guard !backlog.withLock({ $0.isClosed }) else { return }
        queue.asyncAfter(deadline: .now() + pace.retry) { [weak self] in self?.write() }
    }

    private func changeQuarantine(_ change: (inout JournalKeeper) -> Void) {
        let waits = keeper.withLock { keeper in
            change(&keeper)
            return keeper.hasUnsettledQuarantine
        }
        guard waits else { return }
        let mustRetry = backlog.withLock { backlog in
            defer { backlog.isScheduled = true }
            return !backlog.isScheduled
        }
        if mustRetry { retry() }
    }

    private func maintain(after seconds: Double) {
        queue.asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self, !backlog.withLock({ $0.isClosed }) else { return }
            keeper.withLock { $0.maintain() }
            maintain(after: pace.maintenance)
        }
    }
}

/// The clock of the calendar.
enum JournalClock {
    /// Seconds since 1970.
    static func now() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}

import Glibc
import WallPolicy

/// The scanner's thread: waits in one place, looks when a change has settled or a look is due.
final class ScannerLoop {
    private typealias Instant = ContinuousClock.Instant

    private let sources: [String]
    private let places: SourcePlaces
    private let timing: SourceScanner.Timing
    private let fetch: ListFetch
    private let control: ScannerControl
    private let wake: Int32
    private let onChange: (SourceCatalogue) -> Void
    private let watch = FolderWatch()
    private var cache = SourceScan.ListCache()
    private var catalogue: SourceCatalogue?
    private var knownFiles = Set<String>()
    /// New files that were left for later because they may be half of a copy.
    private var leftForLater = false

    init(
        sources: [String], places: SourcePlaces, timing: SourceScanner.Timing,
        fetch: @escaping ListFetch, control: ScannerControl, wake: Int32,
        onChange: @escaping (SourceCatalogue) -> Void
    ) {
        self.sources = sources
        self.places = places
        self.timing = timing
        self.fetch = fetch
        self.control = control
        self.wake = wake
        self.onChange = onChange
    }

    /// Runs until the control says stop.
    func run() {
        var due = Instant.now + look()
        var firstChange: Instant?
        while !control.isStopped {
            guard wait(until: due) else { return }
            if watch.drain().isRelevant {
                // Quiet for the debounce, but not put off for ever by a folder that never rests.
                let first = firstChange ?? .now
                firstChange = first
                due = min(.now + timing.debounce, first + timing.debounce * 10)
            }
            if !control.isStopped, Instant.now >= due {
                firstChange = nil
                due = Instant.now + look()
            }
        }
    }

    /// Sleeps until something is told or the time has come.
    /// - Returns: false when waiting itself fails and the thread must end.
    private func wait(until due: Instant) -> Bool {
        let left = Instant.now.duration(to: due).components
        // Rounded up: a wait that ends too early is a second turn for nothing.
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1
        var files = [
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let result = poll(&files, nfds_t(files.count), Int32(clamping: max(0, milliseconds)))
        return result >= 0 || errno == EINTR
    }

    /// One look; a catalogue that differs from the last is handed on.
    /// - Returns: how long until the next look in any case.
    private func look() -> Duration {
        let isFirst = catalogue == nil
        leftForLater = false
        watch.beginLook()
        var hooks = SourceScan.Hooks()
        hooks.folder.willRead = { [watch] in watch.watch(folder: $0) }
        hooks.usesFile = { [watch] in watch.watch(file: $0) }
        hooks.folder.isComplete = { [self] in isFirst || isComplete($0) }
        let outcome = SourceScan.run(
            sources: sources, places: places, hooks: hooks, cache: &cache, fetch: fetch)
        watch.endLook()
        watch.settle()
        if outcome.catalogue != catalogue && !control.isStopped {
            catalogue = outcome.catalogue
            knownFiles = Set(
                outcome.catalogue.items.compactMap {
                    if case .file(let path) = $0.location { path } else { nil }
                })
            onChange(outcome.catalogue)
        }
        if leftForLater { return timing.settling }
        let goesUnnoticed =
            watch.isLimited || outcome.lacksSomething || outcome.mounts.contains { $0.isNetwork }
        return goesUnnoticed ? timing.frequentRescan : timing.safetyRescan
    }

    private func isComplete(_ path: String) -> Bool {
        if watch.beingWritten.contains(path) { return false }
        if knownFiles.contains(path) || watch.completed.contains(path) { return true }
        // In a folder that came just now its files' beginnings went unseen.
        guard case .success(let status) = FileSystem.status(path) else { return true }
        var now = timespec()
        guard clock_gettime(CLOCK_REALTIME, &now) == 0 else { return true }
        let age = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - status.modified
        let settling =
            Double(timing.settling.components.seconds)
            + Double(timing.settling.components.attoseconds) / 1e18
        // A time in the future is another machine's clock, or a copy that keeps a wrong one.
        if age >= settling || age < -settling { return true }
        leftForLater = true
        return false
    }
}

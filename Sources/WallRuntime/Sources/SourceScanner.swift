import Glibc
import Synchronization
import WallPolicy

/// Knows what the configured sources hold and notices when that changes. Works on a thread of
/// its own, asleep until the kernel reports a change or a look is due.
///
/// ```swift
/// let scanner = SourceScanner(sources: sources, places: places, fetchList: fetch)
/// try scanner.start { catalogue in mailbox.post(.catalogue(catalogue)) }
/// ```
public final class SourceScanner: Sendable {
    /// When the scanner looks.
    public struct Timing: Sendable, Equatable {
        /// How long it must be quiet after a change. A copy of many files is one change.
        public var debounce: Duration = .seconds(1)
        /// A new file that was written to within this time and that nobody was seen to close
        /// is taken for half of a copy.
        public var settling: Duration = .seconds(2)
        /// Between two looks in any case.
        public var safetyRescan: Duration = .seconds(300)
        /// The same where changes go unnoticed (network mounts, more folders than watches) or
        /// where something named is missing.
        public var frequentRescan: Duration = .seconds(60)
        /// The defaults.
        public init() {}
    }

    /// Why watching cannot begin.
    public struct StartFailure: Error, Sendable, Equatable, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    private let sources: [String]
    private let places: SourcePlaces
    private let timing: Timing
    private let fetch: ListFetch
    private let control = ScannerControl()

    /// A scanner that does nothing yet.
    /// - Parameters:
    ///   - sources: arguments and entries of `HYPERWALL_SOURCES`, as written.
    ///   - places: where relative paths lead.
    ///   - timing: when it looks.
    ///   - fetchList: fetches lists over http; called on the scanner's thread.
    public init(
        sources: [String], places: SourcePlaces, timing: Timing = Timing(),
        fetchList: @escaping ListFetch
    ) {
        self.sources = sources
        self.places = places
        self.timing = timing
        self.fetch = fetchList
    }

    deinit { control.stop() }

    /// Looks once, on the calling thread, without watching.
    public static func look(
        sources: [String], places: SourcePlaces, fetchList: @escaping ListFetch
    ) -> SourceCatalogue {
        var cache = SourceScan.ListCache()
        return SourceScan.run(
            sources: sources, places: places, hooks: SourceScan.Hooks(), cache: &cache,
            fetch: fetchList
        ).catalogue
    }

    /// Begins: one look at once, then one after each change.
    /// - Parameter onChange: gets the first catalogue and each one that differs from the last,
    ///   on the scanner's thread. One may still come while `stop` is called.
    /// - Throws: `StartFailure` when the system has no thread or file left, or when it was
    ///   started before.
    public func start(
        onChange: @escaping @Sendable (SourceCatalogue) -> Void
    ) throws(StartFailure) {
        let wake = try control.begin()
        let loop = LoopStart(
            sources: sources, places: places, timing: timing, fetch: fetch, control: control,
            wake: wake, onChange: onChange)
        let context = Unmanaged.passRetained(loop)
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, runScannerThread, context.toOpaque())
        guard code == 0 else {
            context.release()
            control.end()
            throw StartFailure(
                description: "The sources cannot be watched: \(FileSystem.reason(code)).")
        }
        let detached = pthread_detach(thread)
        assert(detached == 0, "pthread_detach: \(detached)")
    }

    /// Ends the watching without waiting for it.
    public func stop() { control.stop() }
}

/// What the scanner's thread starts with.
private final class LoopStart: Sendable {
    let sources: [String]
    let places: SourcePlaces
    let timing: SourceScanner.Timing
    let fetch: ListFetch
    let control: ScannerControl
    let wake: Int32
    let onChange: @Sendable (SourceCatalogue) -> Void

    init(
        sources: [String], places: SourcePlaces, timing: SourceScanner.Timing,
        fetch: @escaping ListFetch, control: ScannerControl, wake: Int32,
        onChange: @escaping @Sendable (SourceCatalogue) -> Void
    ) {
        self.sources = sources
        self.places = places
        self.timing = timing
        self.fetch = fetch
        self.control = control
        self.wake = wake
        self.onChange = onChange
    }
}

/// The thread's first function: called by pthread with a retained `LoopStart`.
private func runScannerThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<LoopStart>.fromOpaque(context).takeRetainedValue()
    ScannerLoop(
        sources: start.sources, places: start.places, timing: start.timing, fetch: start.fetch,
        control: start.control, wake: start.wake, onChange: start.onChange
    ).run()
    start.control.end()
    return nil
}

/// Stops the scanner's thread from any other: a flag, and a pair of sockets that wakes it.
final class ScannerControl: Sendable {
    private struct State {
        var isStopped = false
        var wasBegun = false
        var readEnd: Int32 = -1
        var writeEnd: Int32 = -1
    }
    private let state = Mutex(State())

    /// Whether the thread should end.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Opens the sockets; the end to wait for.
    func begin() throws(SourceScanner.StartFailure) -> Int32 {
        let result: Result<Int32, SourceScanner.StartFailure> = state.withLock { state in
            if state.wasBegun {
                return .failure(.init(description: "The sources are watched already."))
            }
            var ends: [Int32] = [-1, -1]
            // Not a pipe: its flags can only be set after it was made, and a child process
            // that another thread starts in between would keep it open.
            let kind =
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                | Int32(SOCK_NONBLOCK.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
                let reason = FileSystem.reason(errno)
                return .failure(.init(description: "The sources cannot be watched: \(reason)."))
            }
            state.wasBegun = true
            state.readEnd = ends[0]
            state.writeEnd = ends[1]
            return .success(ends[0])
        }
        return try result.get()
    }

    /// Asks the thread to end.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            guard state.writeEnd >= 0 else { return }
            var byte: UInt8 = 1
            // A full socket wakes as well as one more byte would.
            let written = write(state.writeEnd, &byte, 1)
            assert(written == 1 || errno == EAGAIN, "write: \(errno)")
        }
    }

    /// The thread has ended: closes the sockets.
    func end() {
        state.withLock { state in
            for file in [state.readEnd, state.writeEnd] where file >= 0 {
                let closed = close(file)
                assert(closed == 0, "close: \(errno)")
            }
            state.readEnd = -1
            state.writeEnd = -1
        }
    }
}

public import Foundation
import Synchronization

/// A program that runs beside the test, with its output in files: a pipe that
/// nobody empties would stop it. Whoever starts one ends it.
public final class ChildProcess: Sendable {
    /// Its process id.
    public let pid: pid_t
    private let status = Mutex<Int32?>(nil)

    /// What could not be started, with the `errno` that `posix_spawn` returned.
    public struct Failure: Error {
        /// The program.
        public let program: String
        /// Why.
        public let errno: Int32
    }

    /// Starts a program found in the runner's `PATH`.
    /// - Parameters:
    ///   - arguments: the program first.
    ///   - environment: all of it; nil for the runner's own.
    ///   - files: paths that it writes to, by descriptor; standard input is empty.
    public init(
        _ arguments: [String], environment: [String: String]? = nil, files: [Int32: String]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, path) in files {
            let flags = O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600)
        }
        SpawnActions.closeOthers(&actions, than: files.keys)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's pool block every signal, and children inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var normal = sigset_t()
        sigemptyset(&normal)
        for number in [SIGPIPE, SIGTERM, SIGINT, SIGHUP] { sigaddset(&normal, number) }
        posix_spawnattr_setsigdefault(&attributes, &normal)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)

        let variables = environment ?? ProcessInfo.processInfo.environment
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &settings)
        guard result == 0 else { throw Failure(program: arguments[0], errno: result) }
        self.pid = pid
    }

    /// Its exit status once it has ended, 128 + signal when a signal ended it.
    public var exitStatus: Int32? {
        status.withLock { status in
            if let status { return status }
            var word: Int32 = 0
            guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
            let signal = word & 0x7F
            status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
            return status
        }
    }

    /// Waits for its end, however long that takes. Blocks.
    func wait() -> Int32 {
        while true {
            if let status = exitStatus { return status }
            var info = siginfo_t()
            // Leaves it there for `exitStatus`, which may be asked beside this.
            _ = waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT)
        }
    }

    /// Sends a signal, unless it has ended.
    public func send(_ signal: Int32) {
        guard exitStatus == nil else { return }
        kill(pid, signal)
    }

    /// Waits for its end.
    /// - Returns: its exit status, nil when it still runs after `time`.
    public func end(within time: Duration = .patience) async -> Int32? {
        await soon(within: time) { self.exitStatus }
    }

    /// Ends it if it still runs: politely first, then for good.
    public func stop() async {
        send(SIGTERM)
        guard await end(within: .seconds(10)) == nil else { return }
        send(SIGKILL)
        _ = await end()
    }
}

/// Looks again and again until there is an answer, and gives up after `time`.
/// For what only another process can bring about.
/// - Returns: the answer, nil when there was none in time.
public func soon<Answer>(
    within time: Duration = .patience, _ look: () async throws -> Answer?
) async rethrows -> Answer? {
    let deadline = ContinuousClock.now + time
    while true {
        if let answer = try await look() { return answer }
        guard ContinuousClock.now < deadline else { return nil }
        // A look costs a process at times: not more often than anyone would notice.
        try? await Task.sleep(for: .milliseconds(20))
    }
}

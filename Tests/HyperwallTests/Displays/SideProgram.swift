import Foundation
import Synchronization
import TestSupport

/// A program that runs beside a test of displays; its output goes to a file,
/// since a pipe that nobody empties would stop it. Whoever starts one ends it.
final class SideProgram: Sendable {
    let pid: pid_t
    private let status = Mutex<Int32?>(nil)

    /// A sentence about what did not come about.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a program found in `PATH`.
    /// - Parameters:
    ///   - words: the program, and its arguments.
    ///   - environment: all of it.
    ///   - files: what its descriptors write to; standard input is empty.
    init(_ words: [String], environment: [String: String], files: [Int32: String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, path) in files {
            posix_spawn_file_actions_addopen(
                &actions, descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        SpawnActions.closeOthers(&actions, than: files.keys)
        // Threads of Swift's pool block signals, which children would inherit.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var pid = pid_t()
        let result = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard result == 0 else {
            throw Failure(description: "\(words[0]): \(String(cString: strerror(result)))")
        }
        self.pid = pid
    }

    /// Its exit status once it has ended, 128 + signal when one ended it.
    var exitStatus: Int32? {
        status.withLock { status in
            if let status { return status }
            var word: Int32 = 0
            guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
            let signal = word & 0x7F
            status = signal == 0 ? (word >> 8) & 0xFF : 128 + signal
            return status
        }
    }

    /// Asks it to end, and ends it when it does not.
    /// - Returns: its exit status.
    @discardableResult
    func stop() async -> Int32? {
        for (signal, patience) in [(SIGTERM, Duration.seconds(15)), (SIGKILL, .patience)] {
            guard exitStatus == nil else { break }
            kill(pid, signal)
            let deadline = ContinuousClock.now + patience
            while exitStatus == nil, ContinuousClock.now < deadline {
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        return exitStatus
    }

    /// What a program that ran to its end has said.
    struct Outcome {
        let status: Int32?
        let output: Data
        let errors: String
        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a program to its end.
    /// - Parameter limit: after this it is ended, and has no status of its own.
    static func run(
        _ words: [String], environment: [String: String], within limit: Duration = .patience
    ) async throws -> Outcome {
        let base = "/tmp/hw-side-\(UUID().uuidString)"
        defer { for ending in ["out", "err"] { unlink("\(base).\(ending)") } }
        let program = try SideProgram(
            words, environment: environment, files: [1: "\(base).out", 2: "\(base).err"])
        let deadline = ContinuousClock.now + limit
        while program.exitStatus == nil, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
        await program.stop()
        return Outcome(
            status: program.exitStatus,
            output: (try? Data(contentsOf: URL(fileURLWithPath: "\(base).out"))) ?? Data(),
            errors: (try? String(contentsOfFile: "\(base).err", encoding: .utf8)) ?? "")
    }
}

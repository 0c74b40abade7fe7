import Foundation

/// Programs that the server starts: ffmpeg and ffprobe.
enum Program {
    /// What could not be started or failed.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Starts a program of `PATH`.
    /// - Parameters:
    ///   - arguments: the program first.
    ///   - output: the descriptor that becomes its standard output; nil for none.
    static func start(_ arguments: [String], output: Int32? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads may block signals, and children inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let variables = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for setting in settings { free(setting) } }
        var pid: pid_t = 0
        let error = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &settings)
        guard error == 0 else {
            throw Failure(description: "\(arguments[0]): \(String(cString: strerror(error)))")
        }
        return pid
    }

    /// Ends a program for good and takes its leavings.
    static func end(_ pid: pid_t) {
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    }

    /// Starts a program whose standard output is read from the descriptor.
    static func reading(_ arguments: [String]) throws -> (pid: pid_t, descriptor: Int32) {
        // A pair of sockets, since a pipe cannot be kept from other children in one step here.
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw Failure(description: "socketpair: \(String(cString: strerror(errno)))")
        }
        defer { _ = close(ends[1]) }
        do {
            return (try start(arguments, output: ends[1]), ends[0])
        } catch {
            _ = close(ends[0])
            throw error
        }
    }

    /// Runs a program to its end and returns what it wrote.
    static func output(_ arguments: [String]) throws -> [UInt8] {
        let (pid, ear) = try reading(arguments)
        defer { _ = close(ear) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(ear, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(description: "\(arguments[0]): status \(status)") }
        return bytes
    }
}

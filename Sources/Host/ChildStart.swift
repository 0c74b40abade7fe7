import Glibc

/// Starts a program in a group of its own.
enum ChildStart {
    static func start(_ child: ChildProgram, _ pipes: ChildPipes) throws(HostError) -> pid_t {
        let program = child.arguments.first ?? ""
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard posix_spawn_file_actions_init(&actions) == 0 else {
            throw HostError(program, "be started", ENOMEM)
        }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else {
            throw HostError(program, "be started", ENOMEM)
        }
        defer { posix_spawnattr_destroy(&attributes) }

        var results: [Int32] = []
        for (number, end) in pipes.theirs.enumerated() {
            results.append(posix_spawn_file_actions_adddup2(&actions, end, Int32(number)))
        }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        results.append(posix_spawnattr_setsigmask(&attributes, &none))
        results.append(posix_spawnattr_setsigdefault(&attributes, &all))
        results.append(posix_spawnattr_setpgroup(&attributes, 0))
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        results.append(posix_spawnattr_setflags(&attributes, Int16(flags)))
        if let failure = results.first(where: { $0 != 0 }) {
            throw HostError(program, "be started", failure)
        }

        var words: [UnsafeMutablePointer<CChar>?] = child.arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            child.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [
                nil
            ]
        defer { for pointer in words + variables { free(pointer) } }
        var pid = pid_t()
        let result = posix_spawn(&pid, program, &actions, &attributes, &words, &variables)
        guard result == 0 else { throw HostError(program, "be started", result) }
        return pid
    }
}

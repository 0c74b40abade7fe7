import Foundation

/// Takes the process's signals on a thread of their own, so that nothing is
/// done in a handler. Must be installed before any other thread is made: they
/// inherit that these signals are blocked.
public enum SignalWatch {
    /// What the wall listens to.
    static let signals = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]

    /// Blocks the signals in this and all later threads.
    public static func block() {
        var set = sigset_t()
        fill(&set)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        // A closed pipe or socket is an error to be read, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `action` for each signal from now on, on its own thread.
    public static func start(_ action: @escaping @Sendable (Int32) -> Void) {
        let thread = Thread {
            var set = sigset_t()
            fill(&set)
            while true {
                var number: Int32 = 0
                guard sigwait(&set, &number) == 0 else { continue }
                action(number)
            }
        }
        thread.name = "signals"
        thread.start()
    }

    private static func fill(_ set: inout sigset_t) {
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
    }
}

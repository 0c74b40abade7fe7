import Glibc
import WallRuntime

/// Words for the person at the terminal.
enum Terminal {
    /// One sentence on standard error.
    static func error(_ sentence: String) {
        Output.write("hyperwall: \(sentence)\n", to: STDERR_FILENO)
    }

    /// A line on standard output. Ends the program when nobody reads it any
    /// more, as `head` does.
    static func line(_ text: String) {
        if Output.write(text + "\n", to: STDOUT_FILENO) != 0 { exit(0) }
    }

    /// Waits before more is to be shown.
    /// - Returns: false when nobody reads it any more.
    static func waitsForMore(seconds: Double) -> Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        // Asked for nothing, it still tells when the reader of a pipe is gone.
        _ = poll(&output, 1, Int32(seconds * 1000))
        return output.revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0
    }
}

/// What a person wrote makes no sense.
enum UsageFailure {
    /// One sentence; 64 is EX_USAGE.
    static func make(_ sentence: String) -> WallFailure { WallFailure(sentence, exitStatus: 64) }
}

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
}

import Foundation

/// Words for the person at the terminal.
enum Terminal {
    /// One sentence on standard error.
    static func error(_ sentence: String) {
        FileHandle.standardError.write(Data("hyperwall: \(sentence)\n".utf8))
    }

    /// A line on standard output.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}

import Foundation

/// Asks systemd through its own programs, without a shell.
public enum ServiceControl {
    /// What a program answered.
    public struct Answer: Sendable {
        /// Its exit status; 127 where it is not there.
        public let status: Int32
        /// What it said, standard output and error together, bounded.
        public let words: String
    }

    /// What is read of an answer, bytes.
    static let wordsMax = 65_536

    /// Runs a program found in `PATH` to its end. Blocks.
    /// - Parameter command: the program first.
    public static func run(_ command: [String]) -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do {
            try process.run()
        } catch {
            return Answer(status: 127, words: "\(error)")
        }
        var words = Data()
        // To its end, or a program with more to say would wait for ever.
        while case let more = pipe.fileHandleForReading.availableData, !more.isEmpty {
            words.append(more.prefix(wordsMax - words.count))
        }
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus,
            words: String(decoding: words, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// systemd's version, from `systemd 252 (252.39-1~deb12u2)`; nil where there is none.
    public static func version() -> Int? {
        let answer = run(["systemctl", "--version"])
        guard answer.status == 0 else { return nil }
        return answer.words.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
            Int($0.prefix { $0.isNumber })
        }
    }
}

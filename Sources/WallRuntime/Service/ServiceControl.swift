import Foundation
import Host

/// Asks systemd through its own programs: no shell, bounded in time, and nothing of the wall's
/// environment but what finds the user's manager.
public enum ServiceControl {
    /// What a program answered.
    struct Answer: Sendable {
        /// Its exit status; 127 where it is not there.
        let status: Int32
        /// What it said on standard output, and the first line of its complaint.
        let words: String
    }

    /// What names a user's manager and where that one looks for units; a secret of the wall's
    /// is none of it.
    private static let passedOn = [
        "HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS",
    ]

    /// Runs a program to its end, a minute at most. Blocks.
    /// - Parameter command: the program's name first.
    static func run(_ command: [String]) -> Answer {
        guard let name = command.first, let path = place(of: name) else {
            return Answer(status: 127, words: "\(command.first ?? "it") is not installed")
        }
        let ours = ProcessInfo.processInfo.environment.filter { passedOn.contains($0.key) }
        let program = ChildProgram(
            [path] + command.dropFirst(),
            environment: ChildProgram.plainEnvironment.merging(ours) { $1 })
        do throws(HostError) {
            let ending = try program.run()
            let late = ending.timedOut ? "\(name) did not end in time" : ""
            return Answer(
                status: ending.timedOut ? 124 : ending.status,
                words: [ending.output, ending.complaint, late]
                    .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                    .filter { !$0.isEmpty }.joined(separator: "\n"))
        } catch {
            return Answer(status: 127, words: "\(error)")
        }
    }

    private static func place(of name: String) -> String? {
        (ChildProgram.plainEnvironment["PATH"] ?? "").split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
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

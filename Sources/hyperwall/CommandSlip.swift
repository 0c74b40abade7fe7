import Foundation
import Tunables
import WallRuntime

/// A command's name with a slip of the finger in it, which would be played as
/// a source otherwise.
struct CommandSlip {
    /// Letters that may be wrong: a swap, or two other slips; in a short name only one, since
    /// two make a word of half of them.
    private static func slipsMax(_ command: String) -> Int { command.utf8.count > 4 ? 2 : 1 }

    /// What was written.
    let word: String
    /// What was most likely meant.
    let command: String

    /// The slip in the first source, if it looks like one: small letters that
    /// are nothing on disk and nearly a command's name.
    /// - Parameter arguments: of the process, its own name first.
    init?(_ sources: [String], arguments: [String] = CommandLine.arguments) {
        // After the word run there is no command to be meant.
        guard let word = sources.first, arguments.dropFirst().first != "run",
            word.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }),
            !FileManager.default.fileExists(atPath: word)
        else { return nil }
        let near = Self.commands
            .filter { abs($0.utf8.count - word.utf8.count) <= Self.slipsMax($0) }
            .map { (name: $0, slips: editDistance(word, $0)) }
            .filter { $0.slips <= Self.slipsMax($0.name) }
            .min { $0.slips < $1.slips }
        guard let near else { return nil }
        self.word = word
        command = near.name
    }

    private static var commands: [String] {
        Hyperwall.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }

    /// The sentence; 64 is EX_USAGE.
    var failure: WallFailure {
        WallFailure(
            "There is no command “\(word)”. Did you mean “\(command)”?", exitStatus: 64)
    }
}

import ArgumentParser
import Foundation
import Tunables
import WallRuntime

/// Flags that every command takes. Each is a tunable; a flag wins over the
/// environment, which wins over the env file.
struct CommonOptions: ParsableArguments {
    @Option(name: .customLong("env"), help: "A file of KEY=value lines, read as data.")
    var environmentFile: String?

    @Option(help: "This wall's name (HYPERWALL_NAME).")
    var name: String?

    @Option(help: "The control socket (HYPERWALL_SOCKET).")
    var socket: String?

    @Option(
        name: .customLong("set"), help: "Any tunable, as NAME=VALUE; see hyperwall config.")
    var tunables: [String] = []

    /// By the variable's full name.
    func flags() throws -> [String: String] {
        var flags: [String: String] = [:]
        flags[TunableTable.environmentFileName] = environmentFile
        flags["HYPERWALL_NAME"] = name
        flags["HYPERWALL_SOCKET"] = socket
        for entry in tunables {
            guard let mark = entry.firstIndex(of: "="), mark != entry.startIndex else {
                throw ValidationError("--set takes NAME=VALUE, as in --set GRID=3x3.")
            }
            let key = entry[..<mark].uppercased()
            let full = key.hasPrefix(TunableTable.prefix) ? key : TunableTable.prefix + key
            guard TunableTable.rows.contains(where: { $0.name == full }) else {
                throw ValidationError("\(full) is no tunable. All of them: hyperwall config")
            }
            guard TunableTable.rows.first(where: { $0.name == full })?.isSecret != true else {
                throw ValidationError(
                    "\(full) would be seen by everybody who lists the processes. Name a file in "
                        + "\(full)_FILE instead.")
            }
            flags[full] = String(entry[entry.index(after: mark)...])
        }
        return flags
    }

    func loader(extra: [String: String] = [:]) throws -> ConfigurationLoader {
        ConfigurationLoader(
            flags: try flags().merging(extra) { $1 },
            environment: ProcessInfo.processInfo.environment)
    }
}

extension Resolution {
    /// Says what is wrong with the configuration, a sentence a line, and ends
    /// the command with status 2; nothing happens when nothing is.
    func endIfWrong() throws {
        guard !errors.isEmpty else { return }
        for error in errors { Terminal.error(error.message) }
        throw ExitCode(2)
    }
}

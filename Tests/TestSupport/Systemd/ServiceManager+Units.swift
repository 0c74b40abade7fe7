import Foundation

extension ServiceManager {
    /// Where its units lie.
    public var units: String { folder.at("home/.config/systemd/user") }

    /// Writes a unit. `daemonReload()` or a first `start` makes it known.
    public func write(unit: String, _ text: String) throws {
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(units)/\(unit)"))
    }

    /// Changes a unit without touching it, as `systemctl edit` does; known after
    /// `daemonReload()`.
    /// - Parameter text: sections and lines, such as `[Service]\nWatchdogSec=2`.
    public func change(unit: String, _ text: String, name: String = "test") throws {
        let place = "\(units)/\(unit).d"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true)
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(place)/\(name).conf"))
    }

    /// Reads all units again.
    public func daemonReload() async throws { try await systemctl("daemon-reload") }

    /// `systemctl --user WORDS…`.
    /// - Throws: `Failure` when it ends with another status than 0, or not in time.
    @discardableResult
    public func systemctl(
        _ words: String..., within time: Duration = .patience
    ) async throws -> String {
        let run = try await run(["systemctl", "--user"] + words, within: time)
        guard run.status == 0 else {
            throw Failure(
                description:
                    "systemctl \(words.joined(separator: " ")): \(run.status) \(run.errors)")
        }
        return run.text
    }

    /// A property of a unit: `ActiveState`, `NRestarts`, `StatusText`, `MainPID` (as seen inside)…
    public func property(_ name: String, of unit: String) async throws -> String {
        try await systemctl("show", "--value", "--property", name, unit)
            .trimmingCharacters(in: .newlines)
    }

    /// Waits until a property of a unit is as wanted.
    /// - Throws: `Failure` with what it was, and the end of the unit's log.
    @discardableResult
    public func wait(
        for unit: String, _ name: String, within time: Duration = .patience,
        until isWanted: (String) -> Bool
    ) async throws -> String {
        var last = ""
        let found = try await soon(within: time) { () -> String? in
            last = try await property(name, of: unit)
            return isWanted(last) ? last : nil
        }
        guard let found else {
            throw Failure(
                description: "Waited in vain for \(name) of \(unit), which is “\(last)”.\n"
                    + log(of: unit).suffix(3000))
        }
        return found
    }

    /// Waits until a property of a unit has this value.
    @discardableResult
    public func wait(
        for unit: String, _ name: String, _ value: String, within time: Duration = .patience
    ) async throws -> String {
        try await wait(for: unit, name, within: time) { $0 == value }
    }

    /// Sends a signal to a unit's main process: `SIGSTOP`, `SIGKILL`…
    public func kill(_ unit: String, signal: String) async throws {
        try await systemctl("kill", "--kill-whom=main", "--signal=\(signal)", unit)
    }

    /// What a service wrote to standard output and error, all its runs together.
    public func log(of unit: String) -> String {
        (try? String(contentsOfFile: folder.at("log/\(unit)"), encoding: .utf8)) ?? ""
    }
}

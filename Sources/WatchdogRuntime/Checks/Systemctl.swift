import Glibc
import Host
public import WatchdogPolicy

/// systemd, by its own program: one call for a question, bounded in time and size.
public struct Systemctl: Sendable {
    private let settings: ServiceSettings

    /// - Parameter settings: which program, whose units, how long.
    public init(_ settings: ServiceSettings) { self.settings = settings }

    /// Everything that is to be known of the unit, in one call.
    public func ask() -> UnitAnswer {
        let properties = "--property=" + UnitAnswer.properties.joined(separator: ",")
        switch run(["show", properties]) {
        case .success(let output):
            return UnitAnswer(
                properties: output, monotonicUS: HostClock.monotonicMicroseconds())
        case .failure(let words): return .unavailable(words.text)
        }
    }

    /// Restarts the unit and waits for it.
    public func restart() -> RestartResult {
        switch run(["restart"]) {
        case .success: .done
        case .failure(let words): .failed(words.text)
        }
    }

    private struct Words: Error { let text: String }

    private func run(_ verb: [String]) -> Result<String, Words> {
        guard let unit = settings.unit else { return .failure(Words(text: "there is no unit")) }
        var arguments = [settings.systemctl, "--no-pager", "--no-ask-password"]
        var environment = ChildProgram.plainEnvironment
        if settings.scope == .user {
            arguments.append("--user")
            if let user = settings.scopeUser {
                arguments.append("--machine=\(user)@")
            } else {
                environment["XDG_RUNTIME_DIR"] = Self.runtimeFolder()
            }
        }
        arguments += verb + ["--", unit]
        do {
            let child = ChildProgram(
                arguments, environment: environment, timeout: settings.commandTimeout)
            let ending = try child.run()
            if ending.timedOut {
                let seconds = settings.commandTimeout.components.seconds
                return .failure(Words(text: "systemctl did not end within \(seconds) s"))
            }
            guard ending.status == 0 else {
                let why = ending.complaint.isEmpty ? "" : ": \(ending.complaint)"
                return .failure(Words(text: "systemctl ended with status \(ending.status)\(why)"))
            }
            return .success(ending.output)
        } catch {
            return .failure(Words(text: error.description))
        }
    }

    /// Where the caller's own service manager listens.
    private static func runtimeFolder() -> String {
        if let folder = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }),
            folder.hasPrefix("/")
        {
            return folder
        }
        return "/run/user/\(geteuid())"
    }
}

/// The restart of what is no unit.
enum RestartCommand {
    static func run(_ settings: ServiceSettings) -> RestartResult {
        do {
            var child = ChildProgram(settings.restartCommand, timeout: settings.commandTimeout)
            child.isHeard = false
            let ending = try child.run()
            if ending.timedOut { return .failed("RESTART_COMMAND did not end in time") }
            guard ending.status == 0 else {
                return .failed("RESTART_COMMAND ended with status \(ending.status)")
            }
            return .done
        } catch {
            return .failed(error.description)
        }
    }
}

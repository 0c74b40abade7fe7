import ArgumentParser
import Glibc
import WatchdogRuntime

/// The program: one thing after the other, and then it ends.
@main
struct ServiceWatchdog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-watchdog",
        abstract:
            "Keeps a media server alive: checks it, restarts it when it is sick, tells people.",
        discussion: """
            service-watchdog install emby sets everything up. Run by cron or a systemd timer, \
            each check is one pass.
            """,
        version: "0.1.0",
        subcommands: [
            CheckCommand.self, InstallCommand.self, RemoveCommand.self, StatusCommand.self,
            ResetCommand.self, PauseCommand.self, ResumeCommand.self, TestNotificationCommand.self,
        ])

    static func main() {
        // A channel or a child that hangs up must not end the program, nor may it sit in a
        // folder that somebody wants to unmount.
        signal(SIGPIPE, SIG_IGN)
        _ = chdir("/")
        umask(0o022)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            StandardError.write(failure.sentence)
            Glibc.exit(failure.status)
        } catch {
            exit(withError: error)
        }
    }
}

/// Why a command ends, in one sentence.
struct CommandFailure: Error {
    let sentence: String
    var status: Int32 = 1
}

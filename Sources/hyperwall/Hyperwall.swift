import ArgumentParser
import WallRuntime

/// The program. Synchronous from top to bottom: SDL and GL are bound to the
/// thread that `main` runs on.
@main
struct Hyperwall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hyperwall",
        abstract: "A video wall that keeps every cell playing.",
        discussion: """
            Without sources it shows the demo. Keys: press H on the wall. \
            Tunables: hyperwall config. Controls, status, events and snapshot ask the wall that \
            runs here, or with --host another machine's.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, StatusCommand.self, EventsCommand.self, SnapshotCommand.self,
            JournalCommand.self, QuarantineCommand.self, LoginCommand.self, LibrariesCommand.self,
            ConfigCommand.self, DoctorCommand.self, ReportCommand.self, InstallCommand.self,
            UninstallCommand.self,
        ],
        groupedSubcommands: [
            CommandGroup(
                name: "Control",
                subcommands: [
                    NextCommand.self, PreviousCommand.self, ReloadCommand.self, PlayCommand.self,
                    MuteCommand.self, PauseCommand.self, SoloCommand.self, GridCommand.self,
                    FilterCommand.self, UnparkCommand.self,
                ])
        ],
        defaultSubcommand: RunCommand.self)

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as WallFailure {
            Terminal.error(failure.sentence)
            exit(withError: ExitCode(failure.exitStatus))
        } catch {
            exit(withError: error)
        }
    }
}

/// The program's version.
enum Version {
    static let text = "0.1.0"
}

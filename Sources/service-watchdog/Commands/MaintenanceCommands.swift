import ArgumentParser
import WatchdogPolicy
import WatchdogRuntime

/// Forgets counts and back-off.
struct ResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Clears back-off and counts: watching begins anew.")

    @OptionGroup var options: PlacesOptions
    @Argument(help: "The service's name.") var service: String

    func run() throws {
        let places = try options.places
        try saying { try Maintenance(places).reset(try checkedName(service)) }
        print("\(service): back-off and counts are cleared.")
    }
}

/// Maintenance.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Restarts nothing for a while: maintenance.")

    @OptionGroup var options: PlacesOptions
    @Argument(help: "The service's name.") var service: String
    @Argument(help: "How long, as in 30m, 2h or 1d; 30 days at most.") var time = "1h"

    func run() throws {
        guard let seconds = PauseText.seconds(time) else {
            throw CommandFailure(
                sentence: "\(time.prefix(40)) is no time: write 30m, 2h or 1d, 30 days at most.",
                status: 64)
        }
        let places = try options.places
        let until = try saying {
            try Maintenance(places).pause(try checkedName(service), seconds: seconds)
        }
        print("\(service): maintenance until \(until).")
    }
}

/// The end of maintenance.
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Ends maintenance.")

    @OptionGroup var options: PlacesOptions
    @Argument(help: "The service's name.") var service: String

    func run() throws {
        let places = try options.places
        try saying { try Maintenance(places).resume(try checkedName(service)) }
        print("\(service): it is watched again.")
    }
}

/// Turns a failure of the runtime's into the program's sentence and exit status.
func saying<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let failure as Installer.Failure {
        throw CommandFailure(sentence: failure.sentence, status: failure.exitStatus)
    }
}

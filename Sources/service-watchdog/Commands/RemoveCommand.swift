import ArgumentParser
import WatchdogRuntime

/// Takes a watch back.
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes back all that install made, the state and the log with it.")

    @OptionGroup var options: PlacesOptions
    @Argument(help: "The service's name.") var service: String
    @Flag(help: "Leaves the configuration.") var keepConfig = false

    func run() throws {
        let installer = Installer(try options.places) { print($0) }
        try saying { try installer.remove(try checkedName(service), keepsConfig: keepConfig) }
        print("\(service) is not watched any more.")
    }
}

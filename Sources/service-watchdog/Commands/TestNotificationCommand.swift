import ArgumentParser
import Host
import Notifications
import WatchdogPolicy
import WatchdogRuntime

/// Sends a message to see whether it arrives.
struct TestNotificationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-notification", abstract: "Sends a test to the channels that are set up.")

    @OptionGroup var options: PlacesOptions
    @Option(help: "One channel only: discord, pushover, notifiarr, email, ntfy, webhook.")
    var channel: String?
    @Argument(help: "A service with channels of its own; without one, those of watchdog.conf.")
    var service: String?

    func run() throws {
        let store = ConfigurationStore(try options.places)
        var (channels, problems) = store.channels()
        if let service {
            let name = try checkedName(service)
            do {
                channels = try store.load(name).settings.channels
                problems = []
            } catch {
                channels = store.whatCanBeRead(name).channels
                problems = error.problems
            }
        }
        // Said first: a channel may be missing because of them.
        for problem in problems { StandardError.write("\(problem)") }
        let wanted = try wanted(channels)
        let courier = Courier(channels, hostName: HostClock.hostName())
        let name = service ?? "service-watchdog"
        let message = WatchdogMessage.test(
            app: name, service: name, wall: HostClock.wallSeconds())
        var failed = false
        for channel in wanted {
            if let why = courier.send(message, to: channel) {
                failed = true
                StandardError.write("\(channel.rawValue): not sent, \(why)")
            } else {
                print("\(channel.rawValue): sent")
            }
        }
        if failed { throw ExitCode(1) }
        if !problems.isEmpty { throw ExitCode(2) }
    }

    private func wanted(_ channels: ChannelSettings) throws -> [Channel] {
        guard let channel else {
            guard !channels.channels.isEmpty else {
                throw CommandFailure(
                    sentence: "No channel is set up: watchdog.conf.example shows them all.",
                    status: 2)
            }
            return channels.channels
        }
        guard let one = Channel(rawValue: channel.lowercased()) else {
            let names = Channel.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                sentence: "There is no such channel; there are \(names).", status: 64)
        }
        guard channels.channels.contains(one) else {
            throw CommandFailure(sentence: "\(channel) is not set up in watchdog.conf.", status: 2)
        }
        return [one]
    }
}

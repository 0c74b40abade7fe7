import ArgumentParser
import WatchdogPolicy
import WatchdogRuntime

/// How services are.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How a service is, or all of them.")

    @OptionGroup var options: PlacesOptions
    @Argument(help: "The service's name; all without one.") var service: String?
    @Flag(help: "For programs: {\"schema\":1,\"services\":[…]}.") var json = false

    func run() throws {
        let places = try options.places
        let names = try service.map { [try checkedName($0)] } ?? places.services
        guard !names.isEmpty else {
            throw CommandFailure(
                sentence: "There is no service in \(places.serviceFolder): "
                    + "service-watchdog install NAME sets one up.", status: 2)
        }
        var failures: [String] = []
        var all: [ServiceStatus] = []
        for name in names {
            do {
                all.append(try ServiceStatus(name, places))
            } catch {
                failures += error.problems.map(\.description)
            }
        }
        if json {
            let body = JSONText.object([
                ("schema", .number(1)), ("services", .array(all.map(\.json))),
                ("problems", .array(failures.map { .string($0) })),
            ])
            print(body.text)
        } else {
            print(all.map(\.text).joined(separator: "\n\n"))
        }
        guard failures.isEmpty else {
            throw CommandFailure(sentence: failures.joined(separator: "\n"), status: 2)
        }
    }
}

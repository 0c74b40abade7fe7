import ArgumentParser
import Glibc
import WatchdogRuntime

/// One pass.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks services once.",
        discussion: """
            Exit status: 0 healthy, restarted and well, or left alone (already running, still \
            starting, somebody is watching, paused, given up for now); 1 unhealthy, or given up \
            in this pass; 2 configuration or unit not usable, or HEALTH_URL cannot be \
            asked. With several services the largest.
            """)

    @OptionGroup var options: PlacesOptions

    @Argument(help: "Names of services, or their files.")
    var services: [String] = []

    @Flag(help: "All services that have a file.")
    var all = false

    @Flag(help: "Shows every line of the log.")
    var verbose = false

    func run() throws {
        guard all != !services.isEmpty else {
            throw CommandFailure(sentence: "check wants names of services, or --all.", status: 64)
        }
        let places = try options.places
        var statuses: [Int32] = []
        if all {
            for file in places.misnamedFiles {
                StandardError.write(
                    "\(places.serviceFolder)/\(Self.shown(file)) is not checked: its name cannot "
                        + "be a service's; letters, digits and .-_@ only, a letter or digit first.")
            }
            guard !places.services.isEmpty else {
                throw CommandFailure(
                    sentence: "There is no service in \(places.serviceFolder): "
                        + "service-watchdog install NAME sets one up.", status: 2)
            }
            statuses = places.services.map { watchdog(places).check($0).exitStatus }
        } else {
            for service in services {
                let (name, places) = try CheckedService.find(service, places)
                statuses.append(watchdog(places).check(name).exitStatus)
            }
        }
        // At once: a channel that hangs may still have a thread inside libcurl.
        _exit(statuses.max() ?? 0)
    }

    /// Without what a terminal would take for more than text.
    private static func shown(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    }

    private func watchdog(_ places: Places) -> Watchdog {
        Watchdog(places, isShown: verbose || isatty(2) == 1)
    }
}

/// A service as somebody names it.
enum CheckedService {
    /// A name, or the path of `…/watchdog.d/NAME.conf`, beside whose folder `watchdog.conf` is.
    static func find(_ text: String, _ places: Places) throws -> (name: String, places: Places) {
        guard text.contains("/") else { return (try checkedName(text), places) }
        let parts = text.split(separator: "/").map(String.init)
        guard text.hasPrefix("/"), let file = parts.last, file.hasSuffix(".conf"),
            parts.dropLast().last == "watchdog.d"
        else {
            throw CommandFailure(
                sentence: "\(text) is neither a name nor the whole path of a watchdog.d/NAME.conf.",
                status: 64)
        }
        var there = places
        there.configFolder = "/" + parts.dropLast(2).joined(separator: "/")
        if !places.root.isEmpty, there.configFolder.hasPrefix(places.root + "/") {
            there.configFolder = String(there.configFolder.dropFirst(places.root.count))
        }
        return (try checkedName(String(file.dropLast(5))), there)
    }
}

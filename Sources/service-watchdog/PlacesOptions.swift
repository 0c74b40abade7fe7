import ArgumentParser
import WatchdogPolicy
import WatchdogRuntime

/// Where everything lies; the same for all commands.
struct PlacesOptions: ParsableArguments {
    @Option(
        name: .customLong("config-dir"),
        help: "The folder with watchdog.conf and watchdog.d; another watchdog's is read as it is.")
    var configFolder = Places.usualConfigFolder

    @Option(help: "Stands before every path that is written to: for images and tests.")
    var root = ""

    var places: Places {
        get throws {
            for path in [configFolder, root] where !path.isEmpty && !path.hasPrefix("/") {
                throw CommandFailure(sentence: "\(path) is no whole path from / on.", status: 64)
            }
            return Places(root: Self.plain(root), configFolder: Self.plain(configFolder))
        }
    }

    /// Without slashes at the end.
    private static func plain(_ path: String) -> String {
        String(path.reversed().drop { $0 == "/" }.reversed())
    }
}

extension Watchdog {
    /// The watchdog with its real postbox.
    init(_ places: Places, isShown: Bool) {
        self.init(places, isShown: isShown) { CourierPostbox($0, places) }
    }
}

/// Checks a name that is to become a name of files.
func checkedName(_ name: String) throws -> String {
    guard ServiceSettings.isName(name) else {
        throw CommandFailure(
            sentence:
                "\(name.prefix(100)) cannot be the name of a service: letters, digits and .-_@ only.",
            status: 64)
    }
    return name
}

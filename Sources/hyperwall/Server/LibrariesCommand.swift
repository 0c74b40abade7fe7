import ArgumentParser
import MediaServer
import MediaServerAPI
import WallRuntime

/// Lists the media server's libraries.
struct LibrariesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "libraries", abstract: "Lists the media server's libraries.",
        discussion: "Names and ids are what HYPERWALL_LIBRARIES takes.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The server, as http://server:8096 (HYPERWALL_SERVER_URL).")
    var server: String?

    func run() throws {
        var flags: [String: String] = [:]
        flags["HYPERWALL_SERVER_URL"] = server
        let settings = try ServerOptions.settings(common, flags: flags)
        let visit = ServerVisit(settings)
        defer { visit.end() }
        do {
            let libraries = try Blocking.run { () async throws(ServerTrouble) in
                let found = try await visit.find()
                let guest = try await visit.signIn(on: found)
                do throws(ServerTrouble) {
                    let libraries = try await visit.libraries(of: guest)
                    await visit.leave(guest)
                    return libraries
                } catch {
                    await visit.leave(guest)
                    throw error
                }
            }
            for line in Self.table(libraries) { Terminal.line(line) }
            if libraries.isEmpty { throw ServerTrouble.noLibraries }
        } catch let trouble as ServerTrouble {
            throw WallFailure(trouble, server: settings.address.words)
        }
    }

    private static func table(_ libraries: [ServerVisit.Library]) -> [String] {
        let names = libraries.map { $0.name.count }.max() ?? 0
        return libraries.map { library in
            let name = library.name + String(repeating: " ", count: names - library.name.count)
            let items =
                switch library.items {
                case nil: "not shown"
                case 1: "1 item"
                case .some(let count): "\(count) items"
                }
            let kind = library.kind.isEmpty ? "mixed" : library.kind
            return "\(name)  \(library.id)  \(kind), \(items)"
        }
    }
}

import ArgumentParser
import ControlServer
import Foundation
import WallRuntime

/// Another item in a cell.
struct PlayCommand: ParsableCommand {
    /// When it begins.
    enum Moment: String, ExpressibleByArgument, CaseIterable {
        case now, next, last
    }

    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Plays an item or an address in a cell.",
        usage: ControlOptions.usage("play CELL ITEM [--when now|next|last] [--start SECONDS]"),
        discussion: """
            An item is named by a part of its title, as long as that means one item, or by its \
            lasting name, as “hyperwall status --json” has it; one of a folder by its path. An \
            address is opened by the rules of HYPERWALL_SOURCES.
            """)

    @OptionGroup var options: CellOptions

    @Argument(help: "Words of a title, an item's lasting name, a path, or an address.")
    var item: String

    @Option(help: "When: “now”, “next” after the current item, or “last” of what was asked for.")
    var when = Moment.now

    @Option(help: "Seconds into it at which it begins.")
    var start: Double?

    private struct Wish: Encodable {
        var item: String?
        var url: String?
        var start: Double?
        var when: String
    }

    /// Found items, as `GET /api/v1/items` answers.
    private struct Found: Decodable {
        struct Item: Decodable {
            var id: String
            var title: String
        }
        var count: Int
        var items: [Item]
    }

    /// Of items that a title means, so many are named.
    private static let namedMax = 10
    private static let letters = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    func run() throws {
        // A week of film, as the API has it.
        if let start, !(0...604_800).contains(start) {
            throw UsageFailure.make("--start takes a number of seconds from 0 to 604800.")
        }
        guard !item.isEmpty else { throw UsageFailure.make("An item's name is missing.") }
        let client = try options.control.client()
        var wish = Wish(start: start, when: when.rawValue)
        if item.contains("://"), !item.hasPrefix("file:"), !item.hasPrefix("url:") {
            wish.url = item
        } else {
            wish.item = try name(client)
        }
        try client.post("/api/v1/cells/\(options.cell.value)/play", json: JSONLine.text(wish))
    }

    private func name(_ client: WallClient) throws -> String {
        // By the identities of design: what begins so is a lasting name.
        if ["jf:", "emby:", "file:", "url:"].contains(where: item.hasPrefix) { return item }
        if item.hasPrefix("/") { return "file:\(item)" }
        if !client.isRemote, item.contains("/") || FileManager.default.fileExists(atPath: item) {
            return "file:" + URL(fileURLWithPath: item).standardized.path
        }
        return try search(client)
    }

    private func search(_ client: WallClient) throws -> String {
        guard item.unicodeScalars.count <= 200,
            let query = item.addingPercentEncoding(withAllowedCharacters: Self.letters)
        else { throw UsageFailure.make("Titles are searched for by 200 letters at most.") }
        let bytes = try client.get("/api/v1/items?limit=\(Self.namedMax)&query=\(query)")
        guard JSONDepth.isShallow(bytes),
            let found = try? JSONDecoder().decode(Found.self, from: Data(bytes))
        else { throw WallFailure("What answers at \(client.name) is no wall.", exitStatus: 69) }
        let exact = found.items.filter { $0.title.lowercased() == item.lowercased() }
        if let only = exact.count == 1 ? exact.first : found.items.first,
            exact.count == 1 || found.count == 1
        {
            return only.id
        }
        guard found.count > 0 else {
            throw WallFailure(
                "No title of the wall's items holds “\(JSONLine.printable(item))”.", exitStatus: 1)
        }
        for item in found.items.prefix(Self.namedMax) {
            Terminal.line("\(JSONLine.printable(item.id)) “\(JSONLine.printable(item.title))”")
        }
        let more =
            found.count > Self.namedMax ? ", of which the first \(Self.namedMax) are listed" : ""
        throw WallFailure(
            "“\(JSONLine.printable(item))” means \(found.count) items\(more): name one of them.",
            exitStatus: 1)
    }
}

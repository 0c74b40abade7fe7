import ArgumentParser
import ControlServer
import Journal
import Tunables
import WallPolicy
import WallRuntime

/// The items that are left out for a while.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Lists what is left out because it does not play, and lets it in again.",
        subcommands: [QuarantineListCommand.self, QuarantineClearCommand.self],
        defaultSubcommand: QuarantineListCommand.self)
}

/// Which items.
struct QuarantineListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the items in quarantine (the default).")

    @OptionGroup var control: ControlOptions

    @Flag(help: "One JSON object a line.")
    var json = false

    func run() throws {
        let items = try QuarantineAccess(control).list()
        if items.isEmpty, !json { Terminal.line("Nothing is in quarantine.") }
        for item in items {
            Terminal.line(json ? try JSONLine.text(item) : QuarantineText.line(item))
        }
    }
}

/// Lets items in again.
struct QuarantineClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Lets an item, or all of them, play again.")

    @OptionGroup var control: ControlOptions

    @Flag(help: "Everything.")
    var all = false

    @Argument(help: "The item's name, as hyperwall quarantine lists it.")
    var item: String?

    func run() throws {
        guard all == (item == nil) else {
            throw UsageFailure.make(
                "hyperwall quarantine clear takes one item, as hyperwall quarantine lists it, "
                    + "or --all.")
        }
        let released = try QuarantineAccess(control).clear(item)
        if let item, released == 0 {
            throw WallFailure(
                "\(item) is not in quarantine. What is: hyperwall quarantine", exitStatus: 1)
        }
        switch released {
        case 0: Terminal.line("Nothing is in quarantine.")
        case 1: Terminal.line("1 item may play again.")
        default: Terminal.line("\(released) items may play again.")
        }
    }
}

/// The quarantine: the running wall's, else the one that is stored on this machine.
struct QuarantineAccess {
    private let settings: StateSettings
    private let client: WallClient

    init(_ control: ControlOptions) throws {
        settings = try StateSettings(control.common)
        client = try control.client()
    }

    /// The items, the oldest first.
    func list() throws -> [QuarantineSnapshot] {
        if let bytes = try client.getIfRunning("/api/v1/quarantine") {
            return try read(QuarantineJSON.List.self, bytes).items
        }
        let now = JournalTime.now
        return try stored(writing: false) { file throws(JournalError) in
            try file.quarantine(wall: settings.name).filter { $0.until > now }.map { row in
                QuarantineSnapshot(
                    item: ItemID(rawValue: row.item), title: row.title, reason: row.reason,
                    untilSeconds: row.until - now)
            }
        } ?? []
    }

    /// Lets an item, or everything, in again.
    /// - Returns: how many there were.
    func clear(_ item: String?) throws -> Int {
        let wish = try JSONLine.text(QuarantineJSON.Clear(item: item))
        if let bytes = try client.postIfRunning("/api/v1/quarantine/clear", json: wish) {
            return try read(QuarantineJSON.Cleared.self, bytes).released
        }
        return try stored(writing: true) { file throws(JournalError) in
            try file.deleteQuarantine(wall: settings.name, item: item)
        } ?? 0
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        guard JSONDepth.isShallow(bytes), let value = try? QuarantineJSON.decode(type, bytes) else {
            throw WallSurvey.noWall(at: client.name)
        }
        return value
    }

    /// nil where nothing was ever stored.
    private func stored<Value>(
        writing: Bool, _ work: (JournalFile) throws(JournalError) -> Value
    ) throws(WallFailure) -> Value? {
        do throws(JournalError) {
            let file = try JournalFile(path: settings.journal, writing: writing)
            defer { file.close() }
            return try work(file)
        } catch .missing {
            return nil
        } catch {
            throw WallFailure("\(error)", exitStatus: 1)
        }
    }
}

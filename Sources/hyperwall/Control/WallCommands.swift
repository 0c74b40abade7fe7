import ArgumentParser
import WallRuntime

/// Holds a cell or the wall.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Holds the wall or one cell, or lets it go on.",
        usage: ControlOptions.usage("pause [CELL] [on|off]"),
        discussion: "Without “on” or “off”, what plays is held, and what is held goes on.")

    @OptionGroup var control: ControlOptions

    @Argument(help: "A cell's number, for that one alone; “on” to hold, “off” to go on.")
    var words: [String] = []

    @OptionGroup var flag: SwitchFlag

    func run() throws {
        var rest = words[...]
        var cell: CellNumber?
        if let first = rest.first, SwitchState(rawValue: first) == nil {
            guard let number = CellNumber(argument: first) else { throw Self.misunderstood(first) }
            cell = number
            rest = rest.dropFirst()
        }
        var state: SwitchState?
        if let first = rest.first {
            guard let word = SwitchState(rawValue: first), rest.count == 1 else {
                throw Self.misunderstood(rest.last ?? first)
            }
            state = word
        }
        try control.client().post(
            cell.map { "/api/v1/cells/\($0.value)/pause" } ?? "/api/v1/pause",
            json: SwitchState.json(try flag.state(state)))
    }

    private static func misunderstood(_ word: String) -> WallFailure {
        UsageFailure.make("“\(word)” is no cell's number, and neither “on” nor “off”.")
    }
}

/// One cell on all of its display.
struct SoloCommand: ParsableCommand {
    /// A cell's number; none for “off”.
    struct Choice: ExpressibleByArgument {
        let cell: CellNumber?

        init?(argument: String) {
            cell = CellNumber(argument: argument)
            if cell == nil, argument != SwitchState.off.rawValue { return nil }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "solo", abstract: "Shows one cell on all of its display, or all cells again.",
        usage: ControlOptions.usage("solo [CELL|off]"))

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number; with “off”, or without it, all cells are shown again.")
    var choice: Choice?

    @Flag(help: .hidden)
    var off = false

    func run() throws {
        guard !off || choice?.cell == nil else {
            throw UsageFailure.make("solo takes a cell's number, or “off”, and not both.")
        }
        let cell = choice?.cell.map { String($0.value) } ?? "null"
        try control.client().post("/api/v1/solo", json: "{\"cell\":\(cell)}")
    }
}

/// Columns and rows.
struct GridCommand: ParsableCommand {
    /// A grid as a person writes it.
    struct Size: ExpressibleByArgument {
        let columns: Int
        let rows: Int

        /// `4x3`; `3` for three by three.
        init?(argument: String) {
            let parts = argument.split(omittingEmptySubsequences: false) {
                $0 == "x" || $0 == "X" || $0 == "×"
            }
            guard (1...2).contains(parts.count), let columns = Int(parts[0]),
                let rows = Int(parts[parts.count - 1]), (1...8).contains(columns),
                (1...8).contains(rows)
            else { return nil }
            self.columns = columns
            self.rows = rows
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "grid", abstract: "Sets columns and rows of cells on each display.",
        usage: ControlOptions.usage("grid COLUMNSxROWS"))

    @OptionGroup var control: ControlOptions

    @Argument(help: "Columns × rows, from 1x1 to 8x8, as 4x3.")
    var size: Size

    func run() throws {
        try control.client().post(
            "/api/v1/grid", json: "{\"columns\":\(size.columns),\"rows\":\(size.rows)}")
    }
}

/// Which items.
struct FilterCommand: ParsableCommand {
    /// Which items, as a person writes it.
    enum Choice: String, ExpressibleByArgument, CaseIterable {
        case all, favorites

        init?(argument: String) {
            self.init(rawValue: argument == "favourites" ? "favorites" : argument)
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "filter", abstract: "Plays favourites only, or everything.",
        usage: ControlOptions.usage("filter all|favorites"))

    @OptionGroup var control: ControlOptions

    @Argument(help: "“all” or “favorites”.")
    var filter: Choice

    func run() throws {
        try control.client().post("/api/v1/filter", json: "{\"filter\":\"\(filter.rawValue)\"}")
    }
}

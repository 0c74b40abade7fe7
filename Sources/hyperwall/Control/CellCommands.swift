import ArgumentParser
import WallRuntime

/// A cell's number as a person writes it.
struct CellNumber: ExpressibleByArgument {
    /// From 1, row by row, display after display.
    let value: Int

    init?(argument: String) {
        guard let value = Int(argument), (1...512).contains(value) else { return nil }
        self.value = value
    }
}

/// On or off, as a person writes it.
enum SwitchState: String, ExpressibleByArgument, CaseIterable {
    case on, off

    /// The body of a request; without a state it is the one or the other.
    static func json(_ state: SwitchState?) -> String {
        state.map { "{\"on\":\($0 == .on)}" } ?? "{}"
    }
}

/// What is done to one cell with a word.
protocol CellCommand: ParsableCommand {
    var control: ControlOptions { get }
    var cell: CellNumber { get }
    /// As the API calls it.
    static var wish: String { get }
    /// What goes with it.
    var json: String { get }
}

extension CellCommand {
    var json: String { "{}" }

    func run() throws {
        try control.client().post("/api/v1/cells/\(cell.value)/\(Self.wish)", json: json)
    }
}

/// The next item in a cell.
struct NextCommand: CellCommand {
    static let wish = "next"
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Plays the next item in a cell.")

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber
}

/// The item before in a cell.
struct PreviousCommand: CellCommand {
    static let wish = "previous"
    static let configuration = CommandConfiguration(
        commandName: "previous", abstract: "Plays the item before in a cell.")

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber
}

/// The same item anew.
struct ReloadCommand: CellCommand {
    static let wish = "reload"
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Opens a cell's item anew.")

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber
}

/// An end to a cell's rest.
struct UnparkCommand: CellCommand {
    static let wish = "unpark"
    static let configuration = CommandConfiguration(
        commandName: "unpark", abstract: "Lets a cell play again that rests after many failures.")

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber
}

/// A cell's sound.
struct MuteCommand: CellCommand {
    static let wish = "mute"
    static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Silences a cell, or lets it be heard.",
        discussion: """
            One cell is heard at a time. Without “on” or “off”, a silent cell is heard, and the \
            one that is heard falls silent.
            """)

    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber

    @Argument(help: "“on” for silence, “off” for sound; without it, the one or the other.")
    var state: SwitchState?

    var json: String { SwitchState.json(state) }
}

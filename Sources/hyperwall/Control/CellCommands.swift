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
enum SwitchState: String, ExpressibleByArgument, EnumerableFlag {
    case on, off

    /// The body of a request; without a state it is the one or the other.
    static func json(_ state: SwitchState?) -> String {
        state.map { "{\"on\":\($0 == .on)}" } ?? "{}"
    }
}

/// `--on` and `--off`, for whoever writes the word like an option.
struct SwitchFlag: ParsableArguments {
    @Flag(help: .hidden)
    var flag: SwitchState?

    /// The state that is meant.
    /// - Parameter word: as it stands without dashes.
    func state(_ word: SwitchState?) throws -> SwitchState? {
        guard let flag, let word, flag != word else { return flag ?? word }
        throw UsageFailure.make("“\(word.rawValue)” and “--\(flag.rawValue)” are not one.")
    }
}

/// The cell that is meant, and its wall.
struct CellOptions: ParsableArguments {
    @OptionGroup var control: ControlOptions

    @Argument(help: "The cell's number, from 1, row by row.")
    var cell: CellNumber
}

/// What is done to one cell with a word.
protocol CellCommand: ParsableCommand {
    var options: CellOptions { get }
    /// As the API calls it.
    static var wish: String { get }
    /// What goes with it.
    func json() throws -> String
}

extension CellCommand {
    func json() throws -> String { "{}" }

    func run() throws {
        try options.control.client().post(
            "/api/v1/cells/\(options.cell.value)/\(Self.wish)", json: json())
    }

    /// The same for all of them.
    fileprivate static func described(
        _ abstract: String, words: String = "", discussion: String = ""
    ) -> CommandConfiguration {
        CommandConfiguration(
            commandName: wish, abstract: abstract,
            usage: ControlOptions.usage("\(wish) CELL\(words)"), discussion: discussion)
    }
}

/// The next item in a cell.
struct NextCommand: CellCommand {
    static let wish = "next"
    static let configuration: CommandConfiguration = described("Plays the next item in a cell.")

    @OptionGroup var options: CellOptions
}

/// The item before in a cell.
struct PreviousCommand: CellCommand {
    static let wish = "previous"
    static let configuration: CommandConfiguration = described("Plays the item before in a cell.")

    @OptionGroup var options: CellOptions
}

/// The same item anew.
struct ReloadCommand: CellCommand {
    static let wish = "reload"
    static let configuration: CommandConfiguration = described("Opens a cell's item anew.")

    @OptionGroup var options: CellOptions
}

/// An end to a cell's rest.
struct UnparkCommand: CellCommand {
    static let wish = "unpark"
    static let configuration: CommandConfiguration = described(
        "Lets a cell play again that rests after many failures.")

    @OptionGroup var options: CellOptions
}

/// A cell's sound.
struct MuteCommand: CellCommand {
    static let wish = "mute"
    static let configuration: CommandConfiguration = described(
        "Silences a cell, or lets it be heard.", words: " [on|off]",
        discussion: """
            One cell is heard at a time. Without “on” or “off”, a silent cell is heard, and the \
            one that is heard falls silent.
            """)

    @OptionGroup var options: CellOptions

    @Argument(help: "“on” for silence, “off” for sound; without it, the one or the other.")
    var word: SwitchState?

    @OptionGroup var flag: SwitchFlag

    func json() throws -> String { SwitchState.json(try flag.state(word)) }
}

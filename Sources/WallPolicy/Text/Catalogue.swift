/// Every text that a person reads on the wall, in one place.
///
/// Reasons for failures are `FailureReason.words`, the rows of the help are
/// `HelpTable`, and what a key says is `Toast`; all live in this folder.
public enum Catalogue {
    // MARK: States

    /// A wall or a cell that is paused.
    public static let paused = "Paused"
    /// The cell waits for data.
    public static let buffering = "Buffering"
    /// The cell opens an item.
    public static let opening = "Opening"
    /// An item without an end.
    public static let live = "LIVE"
    /// The item starts again at its end.
    public static let loop = "LOOP"

    // MARK: Cards

    /// A parked cell.
    public static let mediaUnavailable = "Media unavailable"
    /// A cell whose item stopped or did not begin; it is tried again.
    public static let interrupted = "Interrupted"
    /// A cell whose item does not play; it goes on with another one.
    public static let cannotPlay = "Cannot be played"
    /// A source, or a line of a list, that the wall does without.
    public static let leftOut = "Left out"
    /// More sources and lines than there is room to name.
    /// - Parameter count: how many.
    public static func manyProblems(_ count: Int) -> String { "\(count) sources or lines" }
    /// Where to read about them.
    public static let manyProblemsAdvice =
        "They cannot be played. The command “hyperwall status” names them."
    /// A cell without an item.
    public static let nothingToPlay = "Nothing to play"
    /// What to do about a cell without an item.
    public static let nothingToPlayAdvice =
        "Name a folder, a file or an address when you start the wall, or in HYPERWALL_SOURCES."
    /// A cell whose source does not answer.
    public static let waitingForSource = "Waiting for the source"
    /// What a cell that waits for its source says when nothing more is known.
    public static let waitingAdvice = "It goes on by itself as soon as the source answers."

    /// A cell whose source does not answer.
    public static func waiting(for source: String) -> String {
        source.isEmpty ? waitingForSource : "Waiting for \(source)"
    }

    /// Why the restart of the media server is expected no more: somebody said so.
    static let holdTakenBack = "it was taken back"
    /// The same: it was to last no longer.
    static let holdIsOver = "its time is over"

    /// A cell whose media server is being restarted.
    public static let serverRestarting = "The media server is restarting"

    /// How often it failed.
    public static func failures(_ count: Int) -> String {
        count == 1 ? "Failed once" : "Failed \(count) times"
    }

    /// When a cell goes on with another item.
    /// - Parameter seconds: until then; fractions count as a whole second.
    public static func goesOn(inSeconds seconds: Double) -> String {
        "Goes on in \(max(1, Figures.wholeSeconds(seconds, rounding: .up))) s"
    }

    /// When it is tried again.
    /// - Parameter seconds: until then; fractions count as a whole second.
    public static func nextTry(inSeconds seconds: Double) -> String {
        let whole = Figures.wholeSeconds(seconds, rounding: .up)
        if whole <= 0 { return "Next try now" }
        if whole < 60 { return "Next try in \(whole) s" }
        return "Next try in \(Figures.time(Double(whole)))"
    }

    /// A cell that somebody named and the wall has not.
    /// - Parameters:
    ///   - number: as they wrote it; of a longer one than any cell has, 0.
    ///   - count: how many there are.
    public static func missingCell(_ number: Int, of count: Int) -> String {
        guard count > 0 else { return "The wall has no cells now." }
        let cells = count == 1 ? "one, cell 1" : "cells 1 to \(count)"
        return number > 0
            ? "There is no cell \(number): the wall has \(cells)."
            : "There is no such cell: the wall has \(cells)."
    }

    // MARK: Too much work

    /// A step of load shedding.
    public static let skipsLoopFilter = "Decodes without the loop filter"
    /// A step of load shedding.
    public static let halvesRate = "Shows every second frame"
    /// A step of load shedding.
    public static let holdsStarts = "No further cells are started"

    // MARK: Statistics

    /// Frames a second out of the decoder.
    public static let decoded = "Decoded"
    /// Frames a second that reached the wall.
    public static let shown = "Shown"
    /// Frames lost.
    public static let drops = "Drops"
    /// The demuxer's cache.
    public static let cache = "Cache"
    /// Codec and how it is decoded.
    public static let codec = "Codec"
    /// Pixels of the item.
    public static let size = "Size"
    /// Cores busy.
    public static let processor = "CPU"
    /// Resident memory.
    public static let memory = "Memory"
    /// How the wall draws.
    public static let renderer = "Renderer"
    /// Presents a second.
    public static let presents = "Presents"
    /// Cells, and how many of them play.
    public static let cells = "Cells"
    /// Threads of the process.
    public static let threads = "Threads"
    /// Time since the start.
    public static let uptime = "Running"
    /// The head of the wall's own figures.
    public static let statistics = "Statistics"
    /// Frames a second.
    public static let framesPerSecond = "fps"
    /// A figure that is not known.
    public static let unknownFigure = "–"

    /// Cores busy.
    public static func cores(_ count: Double) -> String {
        "\(Figures.decimal(count, places: 2)) cores"
    }

    /// How many cells play.
    public static func playing(_ count: Int, of all: Int) -> String {
        "\(count) of \(all) playing"
    }

    /// How much of a budget of bytes is used.
    public static func used(_ bytes: Int, of budget: Int) -> String {
        "\(Figures.bytes(bytes)) of \(Figures.bytes(budget))"
    }

    /// How often something happens.
    public static func perSecond(_ rate: Double) -> String {
        "\(Figures.decimal(rate, places: 1)) / s"
    }

    // MARK: Help

    /// The head of the help.
    public static let helpTitle = "Keys"
    /// How to leave the help.
    public static let helpFooter = "Press H or Esc to close"

    // MARK: Calendar

    /// Days of the week from Sunday.
    public static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    /// Months from January.
    public static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ]
}

/// Whether a wall does what it is there for: `GET /healthz`.
public struct WallHealth: Sendable, Equatable {
    /// One word for it: `playing`, `healing` while nothing that should plays but may do so soon,
    /// `paused` (the wall, or each of its cells), `asleep`, `starting` until something was shown, or `failing`.
    public let status: String
    /// What is wrong, each a sentence; empty while nothing is.
    public let problems: [String]

    /// Whether nobody needs to look after it.
    public var isWell: Bool { problems.isEmpty }

    /// The main thread says how it is once a second; this much later it hangs, seconds.
    public static let silenceSecondsMax = 10.0

    /// The next item is on the wall sooner, seconds, unless something is wrong.
    private static let changeSeconds = 2.0

    /// Judges a snapshot.
    /// - Parameter silentSeconds: how old it is.
    public init(_ wall: WallSnapshot, silentSeconds: Double = 0) {
        var problems: [String] = []
        if silentSeconds > Self.silenceSecondsMax {
            problems.append("The wall has not moved for \(Figures.span(silentSeconds)).")
        }
        let isHeld = wall.paused || wall.isAsleep
        for cell in wall.cells where !isHeld && !cell.paused {
            guard let dark = cell.darkSeconds, dark > wall.healingSeconds else { continue }
            let why =
                cell.waitsFor.map { ": \($0.words) does not answer." }
                ?? cell.reason.map { ": \($0)" } ?? "."
            problems.append(
                "Cell \(cell.number) has shown nothing for \(Figures.span(dark))\(why)")
        }
        if !isHeld, !wall.cells.isEmpty,
            wall.cells.allSatisfy({ $0.state == "idle" && $0.stateSeconds > wall.healingSeconds })
        {
            problems.append("There is nothing to play.")
        }
        if wall.displays.isEmpty, wall.uptimeSeconds > wall.healingSeconds {
            problems.append("There is no display.")
        }
        self.problems = problems
        status = problems.isEmpty ? Self.word(wall) : "failing"
    }

    private static func word(_ wall: WallSnapshot) -> String {
        if wall.isAsleep { return "asleep" }
        if wall.paused { return "paused" }
        if wall.cells.isEmpty { return "starting" }
        let wanted = wall.cells.filter { !$0.paused }
        if wanted.isEmpty { return "paused" }
        // Before a first item fails or plays, no cell has been dark for long.
        guard
            wall.cells.contains(where: { $0.state == "playing" || $0.statistics.shownFrames > 0 })
        else { return "starting" }
        return wanted.allSatisfy(isDark) ? "healing" : "playing"
    }

    /// Whether a cell shows nothing that moves, and for longer than one item takes to follow
    /// another.
    private static func isDark(_ cell: CellSnapshot) -> Bool {
        cell.state == "idle" || (cell.darkSeconds ?? 0) >= changeSeconds
    }
}

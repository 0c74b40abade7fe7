public import WallPolicy

/// Several walls in a table for a terminal.
public enum WallTable {
    /// One wall.
    public struct Row: Sendable {
        /// Where it was asked.
        public let host: String
        /// How it is; nil when it did not say.
        public let snapshot: WallSnapshot?
        /// What it says of itself at `/healthz`, its word and sentences; nil where it did not,
        /// and its snapshot is judged.
        public let health: (status: String, problems: [String])?
        /// Why it did not.
        public let reason: String?

        /// A row.
        public init(
            host: String, snapshot: WallSnapshot?,
            health: (status: String, problems: [String])? = nil, reason: String?
        ) {
            self.host = host
            self.snapshot = snapshot
            self.health = health
            self.reason = reason
        }
    }

    private static let columnMax = 40

    /// A heading, a line for each wall, and below it what is wrong with that.
    public static func lines(_ rows: [Row]) -> [String] {
        let cells = [["HOST", "WALL", "STATE", "CELLS", "GRID", "VERSION"]] + rows.map(cells)
        let widths = cells[0].indices.map { column in
            min(
                columnMax,
                cells.compactMap { $0.count > column ? $0[column].count : nil }.max() ?? 0)
        }
        return cells.enumerated().flatMap { index, cells -> [String] in
            var line = zip(cells, widths).map { padded($0, $1) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            guard index > 0 else { return [line] }
            return [line] + problems(rows[index - 1]).map { "    \($0)" }
        }
    }

    private static func cells(_ row: Row) -> [String] {
        guard let wall = row.snapshot else { return [row.host, "–", "no answer"] }
        let playing = wall.cells.count { $0.state == "playing" }
        return [
            row.host, wall.name, row.health?.status ?? WallHealth(wall).status,
            "\(playing) of \(wall.cells.count)", "\(wall.grid.columns)×\(wall.grid.rows)",
            wall.version,
        ]
    }

    private static func problems(_ row: Row) -> [String] {
        guard let wall = row.snapshot else { return row.reason.map { [$0] } ?? [] }
        return (row.health?.problems ?? WallHealth(wall).problems)
            + wall.outages.map {
                "\($0.source.words) does not answer for \(Figures.span($0.seconds))"
            }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        let line = PrintableText.line(text, limit: columnMax - 1)
        return line + String(repeating: " ", count: max(0, width - line.count))
    }
}

import Geometry
import WallPolicy

/// How another wall is, as the page shows it.
struct PeerReport: Encodable, Sendable, Equatable {
    /// What came of asking.
    enum State: String, Encodable, Sendable {
        /// It said how it is.
        case answers
        /// It did not answer.
        case silent
        /// It answered with a no, or is no wall; or its token cannot be read.
        case refused
    }

    /// One of its cells.
    struct Cell: Encodable, Sendable, Equatable {
        var number: Int
        var state: String
        var title: String
    }

    /// Its name in `HYPERWALL_PEERS`.
    var name: String
    var state: State
    /// One sentence; nil while it answers.
    var reason: String?
    /// How long ago it was asked.
    var ageSeconds = 0.0
    /// `playing`, `healing`, `paused`, `asleep`, `starting` or `failing`; nil unless it answers.
    var status: String?
    /// What is wrong there, each a sentence.
    var problems: [String] = []
    var version: String?
    var grid: GridSize?
    var cells: [Cell] = []

    /// More belong to no wall that a page could show.
    private static let cellsMax = 256
    private static let problemsMax = 8
    private static let lettersMax = 200

    /// A wall that did not say how it is.
    init(_ name: String, _ state: State, _ reason: String) {
        self.name = name
        self.state = state
        self.reason = reason
    }

    /// A wall that did.
    /// - Parameters:
    ///   - wall: as `SnapshotJSON.decode(foreign:)` gives it.
    ///   - health: what it says of itself; nil where it did not, and its snapshot is judged.
    init(_ name: String, _ wall: WallSnapshot, _ health: ForeignHealth?) {
        self.name = name
        state = .answers
        let judged = WallHealth(wall)
        status = health?.status ?? judged.status
        problems = (health?.problems ?? judged.problems).prefix(Self.problemsMax).map(Self.short)
        version = String(wall.version.unicodeScalars.prefix(32))
        grid = wall.grid
        cells = wall.cells.prefix(Self.cellsMax).map { cell in
            Cell(
                number: cell.number, state: String(cell.state.unicodeScalars.prefix(32)),
                title: Self.short(cell.title))
        }
    }

    private static func short(_ text: String) -> String {
        ForeignJSON.clean(text, limit: lettersMax)
    }
}

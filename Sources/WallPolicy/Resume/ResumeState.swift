public import Geometry

/// Where a wall was, so that its next start can go on there.
public struct ResumeState: Sendable, Equatable {
    /// The version of this form that is written and read.
    public static let schema = 1
    /// 64 cells on each of eight displays.
    public static let cellsMax = 8 * GridSize.maximum * GridSize.maximum
    /// A path has up to 4,096 bytes on Linux (`PATH_MAX`), and a few letters stand before it.
    static let itemBytesMax = 4_200

    /// The grid that the tunables asked for: when they ask for another one now,
    /// that one wins over `grid`.
    public var configuredGrid: GridSize
    /// Columns and rows on each display.
    public var grid: GridSize
    /// The focused cell's number, from 1; 0 when there was none.
    public var focus: Int
    /// The number of the cell that sounded, if one did.
    public var sounding: Int?
    /// Volume of the cell that sounds, 0…100.
    public var volume: Int
    /// `all` or `favorites`.
    public var filter: String
    /// Whether everything was paused.
    public var paused: Bool
    /// Starts in a row after which no wall lived for long.
    public var hastyStarts = 0
    /// The cells that had an item, by number.
    public var cells: [Cell]

    /// What a cell played.
    public struct Cell: Sendable, Equatable {
        /// Its number, from 1.
        public var number: Int
        /// The item's lasting name.
        public var item: ItemID
        /// Seconds into it; nil where that was not known or means nothing, as of a camera.
        public var position: Double?
        /// Whether it was paused by itself.
        public var paused: Bool

        /// - Parameter position: seconds.
        public init(number: Int, item: ItemID, position: Double?, paused: Bool = false) {
            self.number = number
            self.item = item
            self.position = position
            self.paused = paused
        }
    }

    /// Where the wall of a snapshot is.
    /// - Parameter configuredGrid: `HYPERWALL_GRID` as it is in force.
    public init(snapshot: WallSnapshot, configuredGrid: GridSize) {
        self.configuredGrid = configuredGrid
        grid = snapshot.grid
        focus = snapshot.focus
        sounding = snapshot.sounding
        volume = snapshot.volume
        filter = snapshot.filter
        paused = snapshot.paused
        cells = snapshot.cells.prefix(Self.cellsMax).compactMap { cell in
            guard let item = cell.item, item.rawValue.utf8.count <= Self.itemBytesMax else {
                return nil
            }
            let position = cell.live ? nil : cell.position.flatMap { $0.isFinite ? $0 : nil }
            return Cell(
                number: cell.number, item: item, position: position.map { max(0, $0) },
                paused: cell.paused)
        }
    }
}

extension ResumeState {
    /// So many hasty starts in a row, and the items may be what ends the wall.
    public static let hastyStartsMax = 5
    /// A wall that lived so long was not ended by what it resumed, seconds.
    public static let livedSeconds = 30.0

    /// What a new process goes on with. What ended the wall again and again soon after it was
    /// resumed is not resumed once more: an item may be at fault.
    public var forStart: ResumeState {
        guard hastyStarts >= Self.hastyStartsMax else { return self }
        var state = self
        state.cells = []
        return state
    }

    /// The same with the cells of an earlier state that have not gone on yet: their places are
    /// worth more than what they show meanwhile.
    public func with(waiting: [Cell]) -> ResumeState {
        guard !waiting.isEmpty else { return self }
        var places = Dictionary(cells.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
        for cell in waiting {
            let isPaused = places[cell.number]?.paused ?? cell.paused
            places[cell.number] = cell
            places[cell.number]?.paused = isPaused
        }
        var state = self
        state.cells = Array(places.values.sorted { $0.number < $1.number }.prefix(Self.cellsMax))
        return state
    }
}

/// Why a file is no resume state that can be used: words that follow its name.
public struct ResumeRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

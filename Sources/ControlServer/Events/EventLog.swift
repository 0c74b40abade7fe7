import WallPolicy

/// One message of the live state: an id, a name and JSON text.
struct LiveEvent: Sendable, Equatable {
    /// Names of messages.
    enum Kind: String, Sendable {
        /// The whole snapshot: what a client begins with.
        case snapshot
        /// The snapshot without its cells, and without what was counted since the start.
        case wall
        /// One cell of it.
        case cell
    }

    /// Grows by one with each message of this start.
    let number: Int
    let kind: Kind
    let json: [UInt8]

    /// As it goes over the line (html.spec.whatwg.org §9.2). JSON text has no line ends.
    /// - Parameter start: names this start of the wall, since the next one counts from 1 again.
    func bytes(start: String) -> [UInt8] {
        Array("id: \(start)-\(number)\nevent: \(kind.rawValue)\ndata: ".utf8) + json
            + Array("\n\n".utf8)
    }
}

/// What changed from one snapshot to the next, and what was told lately, so that a client that
/// lost the line catches up.
struct EventLog {
    /// Messages that are kept: fifty seconds of a wall of nine cells.
    static let keptMax = 512
    /// What they may have together, bytes: a wall of 64 cells has large ones.
    static let keptBytesMax = 4 << 20
    /// Figures that change all the time are told so often, seconds; everything else at once.
    static let figureSeconds = 1.0
    /// The same of cells where there are many: all of them in each second would be much to read
    /// for a page on a phone, and much to write for the wall.
    static let manyCellsFigureSeconds = 3.0
    /// More cells are many.
    static let fewCellsMax = 9
    /// A position that is further from where it should be was set by somebody, seconds.
    private static let jumpSeconds = 2.0

    private(set) var number = 0
    private var kept: [LiveEvent] = []
    private var keptBytes = 0
    private var told: WallSnapshot?
    private var wallToldAt = -Double.infinity
    private var cellToldAt: [Int: Double] = [:]

    init() {}

    /// What is to be told of a new snapshot.
    /// - Parameter now: seconds on a clock that never goes back.
    /// - Throws: `EncodingError` when a figure is no number.
    mutating func take(_ new: WallSnapshot, now: Double) throws -> [LiveEvent] {
        guard let old = told, old.cells.map(\.number) == new.cells.map(\.number) else {
            let json = try SnapshotJSON.encode(new)
            told = new
            wallToldAt = now
            cellToldAt = Dictionary(new.cells.map { ($0.number, now) }) { $1 }
            return [add(.snapshot, json)]
        }
        guard new != old else { return [] }
        var events: [LiveEvent] = []
        if isDue(old.withoutCells, new.withoutCells, wallToldAt, now) {
            let json = try Self.encode(wall: new.withoutCells)
            wallToldAt = now
            events.append(add(.wall, json))
            told = new
            told?.cells = old.cells
        }
        let pause =
            new.cells.count > Self.fewCellsMax ? Self.manyCellsFigureSeconds : Self.figureSeconds
        for (index, cell) in new.cells.enumerated() {
            let before = old.cells[index]
            guard cell != before else { continue }
            let isAtOnce = cell.lasting != before.lasting
            let age = now - (cellToldAt[cell.number] ?? -.infinity)
            guard
                isAtOnce || age >= pause || (age >= Self.figureSeconds && jumps(before, cell, age))
            else { continue }
            // One that cannot be told must not keep the others from being told.
            guard let json = try? QuarantineJSON.encode(cell) else { continue }
            cellToldAt[cell.number] = now
            events.append(add(.cell, json))
            told?.cells[index] = cell
        }
        return events
    }

    /// What a client missed after a number; nil when that is not known any more.
    func missed(after number: Int) -> [LiveEvent]? {
        guard number <= self.number, number >= 0 else { return nil }
        if number == self.number { return [] }
        guard let first = kept.first, number >= first.number - 1 else { return nil }
        return kept.filter { $0.number > number }
    }

    /// Whether a cell is not where it would be by itself.
    /// - Parameter age: of what was told before, seconds.
    private func jumps(_ old: CellSnapshot, _ new: CellSnapshot, _ age: Double) -> Bool {
        guard let from = old.position, let to = new.position else { return false }
        return to < from || to > from + age + Self.jumpSeconds
    }

    /// A wall's JSON text without the field `totals`, which holds nothing.
    private static func encode(wall: WallSnapshot) throws -> [UInt8] {
        let field = Array("\"totals\":".utf8) + (try QuarantineJSON.encode(wall.totals))
        // Within a text, quotation marks are escaped: this can only be the field itself. Names are
        // sorted, and others follow.
        return try SnapshotJSON.encode(wall).replacing(field + [UInt8(ascii: ",")], with: [])
    }

    private func isDue(
        _ old: WallSnapshot, _ new: WallSnapshot, _ toldAt: Double, _ now: Double
    ) -> Bool {
        guard old != new else { return false }
        return old.lasting != new.lasting || now - toldAt >= Self.figureSeconds
    }

    private mutating func add(_ kind: LiveEvent.Kind, _ json: [UInt8]) -> LiveEvent {
        number += 1
        let event = LiveEvent(number: number, kind: kind, json: json)
        kept.append(event)
        keptBytes += json.count
        var first = 0
        while first < kept.count - 1,
            kept.count - first > Self.keptMax || keptBytes > Self.keptBytesMax
        {
            keptBytes -= kept[first].json.count
            first += 1
        }
        kept.removeFirst(first)
        return event
    }
}

extension WallSnapshot {
    /// All but the cells, and what was counted since the start: that is for whoever asks for the
    /// metrics or the status, and of 64 cells it is much.
    fileprivate var withoutCells: WallSnapshot {
        var wall = self
        wall.cells = []
        wall.totals = WallTotals()
        return wall
    }

    /// Without the figures that change all the time.
    fileprivate var lasting: WallSnapshot {
        var wall = self
        wall.uptimeSeconds = 0
        wall.renderer.presentsPerSecond = 0
        wall.cache.usedBytes = 0
        wall.process = ProcessSnapshot()
        wall.mailboxMessages = 0
        wall.server?.nextTryInSeconds = nil
        wall.schedule?.wokenSeconds = nil
        wall.hold?.seconds = 0
        for index in wall.outages.indices { wall.outages[index].seconds = 0 }
        for index in wall.quarantine.indices { wall.quarantine[index].untilSeconds = 0 }
        return wall
    }
}

extension CellSnapshot {
    /// Without the figures that change all the time.
    fileprivate var lasting: CellSnapshot {
        var cell = self
        cell.stateSeconds = 0
        cell.position = nil
        cell.retryInSeconds = nil
        cell.darkSeconds = nil
        cell.progressAgoSeconds = nil
        cell.statistics = CellStatistics()
        return cell
    }
}

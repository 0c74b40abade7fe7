import WallPolicy

/// One message of the live state: an id, a name and JSON text.
struct LiveEvent: Sendable, Equatable {
    /// Names of messages.
    enum Kind: String, Sendable {
        /// The whole snapshot: what a client begins with.
        case snapshot
        /// The snapshot without its cells.
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
    /// Messages that are kept: half a minute of a wall of nine cells.
    static let keptMax = 512
    /// Figures that change all the time are told so often, seconds; everything else at once.
    static let figureSeconds = 1.0

    private(set) var number = 0
    private var kept: [LiveEvent] = []
    private var told: WallSnapshot?
    private var wallToldAt = -Double.infinity
    private var cellToldAt: [Int: Double] = [:]

    init() {}

    /// What is to be told of a new snapshot.
    /// - Parameter now: seconds on a clock that never goes back.
    /// - Throws: `EncodingError` when a figure is no number.
    mutating func take(_ new: WallSnapshot, now: Double) throws -> [LiveEvent] {
        guard let old = told, old.cells.map(\.number) == new.cells.map(\.number) else {
            told = new
            wallToldAt = now
            for cell in new.cells { cellToldAt[cell.number] = now }
            return try [add(.snapshot, SnapshotJSON.encode(new))]
        }
        guard new != old else { return [] }
        var events: [LiveEvent] = []
        if isDue(old.withoutCells, new.withoutCells, wallToldAt, now) {
            wallToldAt = now
            events.append(try add(.wall, SnapshotJSON.encode(new.withoutCells)))
            told = new
            told?.cells = old.cells
        }
        for (index, cell) in new.cells.enumerated() {
            let before = old.cells[index]
            guard cell != before else { continue }
            let isAtOnce = cell.lasting != before.lasting
            let toldAt = cellToldAt[cell.number] ?? -.infinity
            guard isAtOnce || now - toldAt >= Self.figureSeconds else { continue }
            cellToldAt[cell.number] = now
            events.append(try add(.cell, QuarantineJSON.encode(cell)))
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
        if kept.count > Self.keptMax { kept.removeFirst(kept.count - Self.keptMax) }
        return event
    }
}

extension WallSnapshot {
    /// All but the cells.
    fileprivate var withoutCells: WallSnapshot {
        var wall = self
        wall.cells = []
        return wall
    }

    /// Without the figures that change all the time.
    fileprivate var lasting: WallSnapshot {
        var wall = self
        wall.uptimeSeconds = 0
        wall.renderer.presentsPerSecond = 0
        wall.cache.usedBytes = 0
        wall.process = ProcessSnapshot()
        wall.totals = WallTotals()
        wall.mailboxMessages = 0
        wall.server?.nextTryInSeconds = nil
        wall.schedule?.wokenSeconds = nil
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

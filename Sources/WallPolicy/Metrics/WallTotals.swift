/// What was counted since the start of the wall and only ever grows.
public struct WallTotals: Sendable, Hashable, Codable {
    /// By cell number. Numbers stay that no cell has any more: one may have them again.
    public private(set) var cells: [Int: CellTotals] = [:]
    /// How long presenting took, seconds.
    public var presents = Histogram(bounds: Self.presentBounds)
    /// Outages of a source that began.
    public private(set) var outages = 0
    /// How often the media server was there again after it had been away.
    public private(set) var serverReconnects = 0
    /// New connections of the cast targets by cell number; 0 is the wall's own.
    public private(set) var remoteReconnects: [Int: GrowingCount] = [:]
    private var serverWasThere = false
    private var serverIsThere = false

    /// From a frame of a 240 Hz display to a present that everybody sees.
    public static let presentBounds = [
        0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.133, 0.5,
    ]
    /// From a retry at once to a camera that was away for an hour.
    static let recoveryBounds = [1.0, 2, 5, 10, 20, 40, 80, 160, 320, 640, 3600]

    /// Nothing yet.
    public init() {}

    /// Counts what happened.
    public mutating func count(_ record: JournalRecord) {
        switch record.kind {
        case .failure:
            guard let cell = record.cell else { return }
            let cause = record.cause ?? FailureReason.unknown.label
            cells[cell, default: CellTotals()].failures[cause, default: 0] += 1
        case .recovered:
            guard let cell = record.cell else { return }
            cells[cell, default: CellTotals()].recovered(after: record.seconds)
        case .park:
            guard let cell = record.cell else { return }
            cells[cell, default: CellTotals()].parks += 1
        case .outageBegan: outages += 1
        default: break
        }
    }

    /// A cell rested for some more seconds.
    public mutating func rested(cell: Int, seconds: Double) {
        guard seconds > 0 else { return }
        cells[cell, default: CellTotals()].parkedSeconds += seconds
    }

    /// The cell of this number counted so much more.
    public mutating func grew(cell: Int, by growth: CellCounts) {
        cells[cell, default: CellTotals()].counts.add(growth)
    }

    /// How the wall stands with its media server.
    public mutating func server(isThere: Bool) {
        if isThere, !serverIsThere, serverWasThere { serverReconnects += 1 }
        serverIsThere = isThere
        if isThere { serverWasThere = true }
    }

    /// How the cast targets stand with it.
    public mutating func remotes(_ remotes: [RemoteStatus]) {
        for remote in remotes {
            remoteReconnects[remote.cell ?? 0, default: GrowingCount()].saw(remote.reconnects)
        }
    }

    /// Frames that were dropped, everywhere.
    public var droppedFrames: Int {
        cells.values.reduce(0) { $0 + $1.counts.decoderDrops + $1.counts.outputDrops }
    }
    /// How often a cell played again, everywhere.
    public var recoveries: Int { cells.values.reduce(0) { $0 + $1.recoveries } }
    /// Failures of any kind, everywhere.
    public var failures: Int {
        cells.values.reduce(0) { $0 + $1.failures.values.reduce(0, +) }
    }
}

/// What was counted of one cell's number.
public struct CellTotals: Sendable, Hashable, Codable {
    /// Frames and items.
    public var counts = CellCounts()
    /// Failures by `FailureReason.label`.
    public var failures: [String: Int] = [:]
    /// How often it played again after them.
    public private(set) var recoveries = 0
    /// How long it was without a moving picture until then, seconds; nil before the first time.
    public private(set) var recoveryTimes: Histogram?
    /// How often it was parked.
    public var parks = 0
    /// For how long in all, seconds.
    public var parkedSeconds = 0.0

    /// Nothing yet.
    public init() {}

    /// It plays again.
    /// - Parameter seconds: after so long; nil when nobody knows.
    mutating func recovered(after seconds: Double?) {
        recoveries += 1
        guard let seconds else { return }
        var times = recoveryTimes ?? Histogram(bounds: WallTotals.recoveryBounds)
        times.add(seconds)
        recoveryTimes = times
    }
}

extension CellCounts {
    mutating func add(_ growth: CellCounts) {
        shownFrames += growth.shownFrames
        decoderDrops += growth.decoderDrops
        outputDrops += growth.outputDrops
        loads += growth.loads
    }
}

/// What a cell counted since it is there.
public struct CellCounts: Sendable, Hashable, Codable {
    /// Frames that were shown.
    public var shownFrames = 0
    /// Frames that the decoder dropped.
    public var decoderDrops = 0
    /// Frames that were dropped before they were shown.
    public var outputDrops = 0
    /// Items that began.
    public var loads = 0

    /// Nothing yet.
    public init() {}
}

/// Whose counts were seen so far. A cell's number is another cell's after the grid changed, and
/// a cell that comes back to it begins at nothing: what a number counts is only what was added
/// while it was that cell's, so that it never falls back.
public struct CountLedger: Sendable {
    private var seen: [CellID: CellCounts] = [:]

    /// Nothing seen yet.
    public init() {}

    /// What a cell counted since it was last asked.
    public mutating func growth(of cell: CellID, to counts: CellCounts) -> CellCounts {
        let before = seen.updateValue(counts, forKey: cell) ?? CellCounts()
        func added(_ count: KeyPath<CellCounts, Int>) -> Int {
            let (old, new) = (before[keyPath: count], max(0, counts[keyPath: count]))
            return new >= old ? new - old : new
        }
        var growth = CellCounts()
        growth.shownFrames = added(\.shownFrames)
        growth.decoderDrops = added(\.decoderDrops)
        growth.outputDrops = added(\.outputDrops)
        growth.loads = added(\.loads)
        return growth
    }

    /// Forgets the cells that are gone.
    public mutating func keep(_ cells: some Sequence<CellID>) {
        let there = Set(cells)
        seen = seen.filter { there.contains($0.key) }
    }
}

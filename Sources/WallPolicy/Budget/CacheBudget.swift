public import Tunables

/// How the demuxer cache of the whole wall is shared.
public struct CacheBudget: Sendable, Hashable {
    /// What a cell gets at least, MiB, unless the budget is smaller still.
    public static let floorMiB = 32
    /// mpv keeps what lies ahead and what lies behind apart; of eight parts
    /// seven are for what is to come.
    public static let parts = 8

    /// The limits of one demuxer.
    public struct Limits: Sendable, Hashable {
        /// Ahead of the position, bytes.
        public let forwardBytes: Int
        /// Behind it, bytes.
        public let backwardBytes: Int
        /// How far to read ahead, seconds.
        public let readaheadSeconds: Int
    }

    private static let bytesPerMiB = 1_048_576

    /// What one cell may have, bytes.
    public let perCellBytes: Int
    /// The same in whole MiB.
    public var perCellMiB: Int { perCellBytes / Self.bytesPerMiB }
    private let readaheadSeconds: Int

    /// - Parameter cells: of all displays.
    public init(_ settings: Settings, cells: Int) {
        let count = max(1, cells)
        let share = settings.cacheBudgetMiB * Self.bytesPerMiB / count
        let wantedBytes = max(Self.floorMiB, settings.demuxerPerCellMiB) * Self.bytesPerMiB
        // The budget always wins: a floor that breaks the ceiling is no budget.
        perCellBytes = min(wantedBytes, share)
        let wanted = Int(settings.readahead.components.seconds)
        readaheadSeconds = count <= 4 ? wanted : min(wanted, max(10, wanted * 4 / count))
    }

    /// The limits of a cell's demuxer.
    /// - Parameter prefetching: whether a next item stands by: that is a second
    ///   demuxer with the same limits, so each has half.
    public func limits(prefetching: Bool) -> Limits {
        let bytes = perCellBytes / (prefetching ? 2 : 1)
        let backward = bytes / Self.parts
        return Limits(
            forwardBytes: bytes - backward, backwardBytes: backward,
            readaheadSeconds: readaheadSeconds)
    }
}

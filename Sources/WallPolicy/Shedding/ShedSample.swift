/// What one cell did in one window of `LoadShedder.windowSeconds`.
public struct ShedSample: Sendable, Hashable {
    /// The cell.
    public let cell: CellID
    /// Frames a second of its item, as the item says: also of a cell that
    /// shows only half of them.
    public let rate: Double
    /// How long it should have shown frames, seconds.
    public let seconds: Double
    /// Frames that were shown.
    public let shown: Double
    /// Frames that the player says it dropped.
    public let dropped: Double
    /// The longest time within the window, up to its very end, without a new
    /// frame, seconds; 0 when not known.
    public let longestGap: Double
    /// Whether it decodes without hardware: only such cells count.
    public let isSoftware: Bool
    /// Paused, buffering, loading, seeking or hidden for a part of the window:
    /// then it does not count.
    public let isExcused: Bool
    /// Pixels decoded a second.
    public let cost: Double
    /// Whether its picture is shown at half its width and height or less:
    /// `LoadShedder.shrinksTwofold`.
    public let shrinksTwofold: Bool
    /// Whether it has the focus.
    public let isFocused: Bool

    /// A sample.
    public init(
        cell: CellID, rate: Double, seconds: Double, shown: Double, dropped: Double,
        longestGap: Double = 0, isSoftware: Bool, isExcused: Bool, cost: Double,
        shrinksTwofold: Bool, isFocused: Bool
    ) {
        self.cell = cell
        self.rate = rate
        self.seconds = seconds
        self.shown = shown
        self.dropped = dropped
        self.longestGap = longestGap
        self.isSoftware = isSoftware
        self.isExcused = isExcused
        self.cost = cost
        self.shrinksTwofold = shrinksTwofold
        self.isFocused = isFocused
    }

    /// Whether its frames tell how the machine keeps up.
    var counts: Bool {
        isSoftware && !isExcused && rate.isFinite && rate > 0 && seconds.isFinite && seconds > 0
            && shown.isFinite && dropped.isFinite
    }

    /// Frames that should have been shown and frames that were not.
    ///
    /// A cell whose source dries up shows nothing from some moment on, and that
    /// must cost no other cell a frame: its longest gap counts neither as shown
    /// nor as missing. A machine that cannot keep up makes many small gaps.
    /// - Parameter isHalved: whether every other frame is left out on purpose.
    func frames(isHalved: Bool) -> (expected: Double, missing: Double) {
        let gap = longestGap.isFinite ? max(0, longestGap - 1 / rate) : 0
        let all = rate * max(0, seconds - gap)
        let expected = isHalved ? all / 2 : all
        let unwanted = isHalved ? dropped - expected : dropped
        return (expected, min(expected, max(0, unwanted, expected - shown)))
    }
}

/// What to change so that the machine keeps up, or to change back.
public enum ShedEffect: Sendable, Hashable {
    /// Whether a cell's decoder leaves out the loop filter.
    case skipLoopFilter(CellID, Bool)
    /// Whether a cell shows every other frame only.
    case halveRate(CellID, Bool)
    /// Whether cells that do not play yet have to wait.
    case holdStarts(Bool)
}

import WallPolicy

/// What a cell showed of what was due, over one window of the load shedder.
struct FrameWindow {
    private var shown = 0
    private var dropped = 0
    private var longestGap = 0.0
    private var isExcused = false
    private var beganAt = 0.0
    private var droppedBefore = 0
    private var lastFrameAt: Double?

    /// A new window begins.
    mutating func restart(at now: Double, droppedBefore: Int) {
        shown = 0
        dropped = 0
        longestGap = 0
        isExcused = false
        beganAt = now
        self.droppedBefore = droppedBefore
    }

    /// A new frame came; `isShown` is false for one that was left out on purpose.
    mutating func frame(at now: Double, isShown: Bool) {
        if isShown { shown += 1 }
        longestGap = max(longestGap, now - max(lastFrameAt ?? beganAt, beganAt))
        lastFrameAt = now
    }

    /// The cell had a reason not to show frames.
    mutating func excuse() { isExcused = true }

    /// Frames that the player says it dropped since its load; another load counts from 0.
    mutating func drops(_ count: Int) {
        if count < droppedBefore { droppedBefore = 0 }
        dropped += count - droppedBefore
        droppedBefore = count
    }

    /// The window as the load shedder wants it.
    /// - Parameters:
    ///   - rate: frames a second of the item.
    ///   - pixels: of one frame of it.
    func sample(
        of cell: CellID, rate: Double, pixels: Int, isSoftware: Bool, shrinksTwofold: Bool,
        isFocused: Bool, now: Double
    ) -> ShedSample {
        ShedSample(
            cell: cell, rate: rate, seconds: now - beganAt, shown: Double(shown),
            dropped: Double(dropped),
            longestGap: max(longestGap, now - max(lastFrameAt ?? beganAt, beganAt)),
            isSoftware: isSoftware, isExcused: isExcused, cost: rate * Double(pixels),
            shrinksTwofold: shrinksTwofold, isFocused: isFocused)
    }
}

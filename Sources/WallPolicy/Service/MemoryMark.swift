public import Tunables

/// How much memory a wall may use before the kernel makes room.
public enum MemoryMark {
    /// The program, its display server and its fonts, MiB; generous, since the mark is for what
    /// has gone wrong, and must never slow down what has not.
    static let baseMiB = 2048
    /// What a cell's decoder and pictures need besides its cache, MiB: sixteen pictures of
    /// 3840×2160 in 4:2:0 are 190.
    static let cellMiB = 192
    /// Displays that are reckoned with: how many there will be is not known.
    static let displays = 2

    /// `MemoryHigh=`, MiB.
    public static func high(_ settings: Settings) -> Int {
        let cells = settings.grid.columns * settings.grid.rows * displays
        return settings.cacheBudgetMiB * 5 / 4 + baseMiB + cells * cellMiB
    }
}

public import Tunables

/// The tunables that a cell goes by; times in seconds.
public struct CellRules: Sendable, Hashable {
    /// From load to first frame.
    public var startTimeout: Double
    /// Without progress while playing.
    public var stallTimeout: Double
    /// Time advances, picture does not.
    public var freezeTimeout: Double
    /// The first back-off; doubles.
    public var retryBase: Double
    /// Tries of one item after the first.
    public var retryMax: Int
    /// Failures that park the cell.
    public var threshold: Int
    /// Within this time.
    public var window: Double
    /// For this long.
    public var cooldown: Double

    /// As configured.
    public init(_ settings: Settings) {
        startTimeout = settings.startTimeout.inSeconds
        stallTimeout = settings.stallTimeout.inSeconds
        freezeTimeout = settings.freezeTimeout.inSeconds
        retryBase = settings.retryBase.inSeconds
        retryMax = settings.retryMax
        threshold = settings.crashLoopThreshold
        window = settings.crashLoopWindow.inSeconds
        cooldown = settings.crashLoopCooldown.inSeconds
    }
}

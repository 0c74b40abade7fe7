/// What a look at a cell's player found. A level, not an event: what is not
/// said any more is over.
public struct CellObservation: Sendable, Hashable {
    /// Seconds into the item, if known.
    public var position: Double?
    /// The item's length in seconds, if known.
    public var duration: Double?
    /// When the renderer got the last frame of this load, on the policy's clock.
    public var lastFrameAt: Double?
    /// How long one frame lasts, seconds, if the container says.
    public var frameSeconds: Double?
    /// A still picture or the cover of a piece of music: it never moves.
    public var isStillPicture = false
    /// The player waits for data.
    public var isBuffering = false
    /// The player is on its way to another position.
    public var isSeeking = false

    /// Nothing known yet.
    public init() {}
}

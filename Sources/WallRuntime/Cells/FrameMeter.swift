/// Counts the frames that the renderer really got from one player.
struct FrameMeter {
    /// Since the player's start.
    private(set) var total = 0
    /// Frames a second over the last sample.
    private(set) var rate = 0.0
    /// The longest time between two frames, over the last sample and since, seconds.
    var longestGap: Double { max(sampledGap, currentGap) }
    private var sampledGap = 0.0
    private var currentGap = 0.0
    /// When the last frame was shown, unless a new item, a pause or a seek came since.
    private(set) var last: Double?
    private var sampledTotal = 0
    private var sampledAt: Double?

    mutating func frame(at now: Double) {
        total += 1
        if let last { currentGap = max(currentGap, now - last) }
        last = now
    }

    /// A new item, a pause or a seek: the time until the next frame is no gap.
    mutating func interrupt() { last = nil }

    /// A new item: gaps are counted from now on.
    mutating func restart() {
        last = nil
        sampledGap = 0
        currentGap = 0
    }

    mutating func sample(at now: Double) {
        if let sampledAt, now > sampledAt {
            rate = Double(total - sampledTotal) / (now - sampledAt)
        }
        // A picture that stands still has a gap, although no frame ends it.
        if let last { currentGap = max(currentGap, now - last) }
        sampledGap = currentGap
        currentGap = 0
        sampledTotal = total
        sampledAt = now
    }
}

/// Which window waits for its display.
///
/// A swap with interval 1 blocks until the display's next refresh. If each of
/// several windows waited, the wall would run at a fraction of the slowest
/// display; so only the fastest one sets the pace.
enum SwapPacing {
    /// A window and its display's refreshes a second, 0 when unknown.
    typealias Candidate = (window: UInt32, refreshRate: Int)

    /// The window to swap with interval 1: of the fastest display, and of
    /// several the one with the lowest number, so that it stays the same.
    static func pacer(of candidates: [Candidate]) -> UInt32? {
        candidates.max {
            ($0.refreshRate, $1.window) < ($1.refreshRate, $0.window)
        }?.window
    }
}

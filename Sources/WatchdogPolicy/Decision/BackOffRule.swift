/// How long nothing is restarted after it was given up: the window, twice, four times…
public enum BackOffRule {
    /// A day.
    public static let longestS = 86_400
    /// 1 s, doubled so often, is more than a day.
    static let levelMax = 17

    /// - Parameter level: how often it was given up in a row before.
    public static func lengthS(windowS: Int, level: Int) -> Int {
        min(max(1, windowS) << min(max(level, 0), levelMax), longestS)
    }
}

/// How long a link waits before what it does next; seconds.
public enum RemoteLinkPace {
    /// The longest wait between two dials of a server that is away.
    public static let longest = 24.0
    /// The same for a server that said that it goes: it is expected back.
    public static let longestExpected = 5.0
    /// For so long a server that said that it goes is expected back.
    public static let expectedSeconds = 900.0
    /// The first wait after a second refusal in a row; doubles.
    public static let refusedFirst = 20.0
    /// The longest wait of one that is refused.
    public static let refusedLongest = 300.0
    /// What a server may ask for at most.
    public static let askedMax = 300
    /// Waits are up to this part longer or shorter: a server that comes back is not met by all of
    /// its devices at once.
    public static let jitter = 0.25

    /// 1, 2, 4, 8, 16, 24 s, give or take a quarter.
    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - isExpected: whether the server said that it goes.
    static func wait(
        after failures: Int, isExpected: Bool, using generator: inout some RandomNumberGenerator
    ) -> Double {
        let doubled = Double(1 << min(max(failures - 1, 0), 5))
        return spread(min(doubled, isExpected ? longestExpected : longest), using: &generator)
    }

    /// 20, 40, 80, 160, 300 s, give or take a quarter.
    /// - Parameter refusals: in a row, from 1.
    static func wait(
        refusals: Int, using generator: inout some RandomNumberGenerator
    ) -> Double {
        let doubled = refusedFirst * Double(1 << min(max(refusals - 1, 0), 4))
        return spread(min(doubled, refusedLongest), using: &generator)
    }

    private static func spread(
        _ seconds: Double, using generator: inout some RandomNumberGenerator
    ) -> Double {
        seconds * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }
}

/// How long a link waits between two tries.
public enum RetryPace {
    /// The longest wait, seconds.
    static let longest = 30.0

    /// 1, 2, 4, 8, 16, 30 s, give or take a quarter: a server that comes back is not met by all
    /// of its walls at once.
    /// - Parameters:
    ///   - failures: in a row, from 1.
    ///   - asked: seconds that the server itself asked for.
    public static func seconds(
        after failures: Int, asked: Int?, using generator: inout some RandomNumberGenerator
    ) -> Double {
        let doubled = Double(1 << min(max(failures - 1, 0), 5))
        let usual = min(doubled, longest) * Double.random(in: 0.75...1.25, using: &generator)
        return max(usual, Double(min(asked ?? 0, 300)))
    }
}

extension Duration {
    /// How long a test waits for what must come: long enough for a machine ten times slower than
    /// the one that the tests were written on, or one that has other things to do. It costs
    /// nothing where the thing comes; where time itself is the promise, the test says the time.
    public static let patience = Duration.seconds(60)
}

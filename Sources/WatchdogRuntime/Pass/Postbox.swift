public import WatchdogPolicy

/// Takes messages to people. What is handed to it is not lost.
public protocol Postbox {
    /// Keeps a message until it is delivered.
    /// - Returns: a sentence when it could not be kept.
    func keep(_ message: WatchdogMessage) -> String?

    /// Delivers what waits, in at most ten seconds.
    /// - Parameter isUrgent: whether something was kept in this run.
    /// - Returns: what came of it, a line each.
    func deliver(isUrgent: Bool) -> [(LogLevel, String)]
}

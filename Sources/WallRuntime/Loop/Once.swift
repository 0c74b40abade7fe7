import Synchronization

/// Resumes a continuation with the first answer, and ignores the second.
final class Once<Answer: Sendable, Failure: Error>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Answer, Failure>?>

    /// - Parameter continuation: of whoever waits.
    init(_ continuation: CheckedContinuation<Answer, Failure>) {
        self.continuation = Mutex(continuation)
    }

    /// Whether somebody still waits for the answer.
    var isAwaited: Bool { continuation.withLock { $0 != nil } }

    /// Gives the answer, if it is the first.
    func resume(_ result: Result<Answer, Failure>) {
        continuation.withLock { $0.take() }?.resume(with: result)
    }
}

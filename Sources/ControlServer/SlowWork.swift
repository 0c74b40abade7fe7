import Dispatch
import Synchronization

/// Work that takes long or may hang, such as reading from a disk that is away: one after the
/// other on a thread of its own, so that no other answer waits for it, and nobody waits for it
/// for ever.
public final class SlowWork: Sendable {
    /// What waits for its turn, with what is done now. What hangs keeps them all.
    static let waitingMax = 32

    private let queue: DispatchQueue
    private let seconds: Double
    private let trouble: String
    private let waiting = Mutex(0)

    /// - Parameters:
    ///   - name: for debuggers.
    ///   - seconds: how long anybody waits.
    ///   - trouble: what is said to whoever waited in vain, one sentence.
    public init(_ name: String, seconds: Double = 5, trouble: String) {
        queue = DispatchQueue(label: "slow-\(name)")
        self.seconds = seconds
        self.trouble = trouble
    }

    /// Does it.
    ///
    /// - Parameter work: it may block. It is not begun for somebody who waits no more.
    /// - Throws: what `work` throws; `WallUnavailable` when it took too long, or there is too much
    ///   of it.
    public func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let mayWait = waiting.withLock { waiting in
            guard waiting < Self.waitingMax else { return false }
            waiting += 1
            return true
        }
        guard mayWait else { throw WallUnavailable(reason: trouble) }
        let late = WallUnavailable(reason: trouble)
        return try await withCheckedThrowingContinuation { continuation in
            let once = OneAnswer(continuation)
            queue.async { [self] in
                if once.isWaitedFor { once.answer(Result { try work() }) }
                waiting.withLock { $0 -= 1 }
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
                once.answer(.failure(late))
            }
        }
    }
}

/// The first answer counts.
private final class OneAnswer<Value: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Value, any Error>?>

    init(_ continuation: CheckedContinuation<Value, any Error>) {
        self.continuation = Mutex(continuation)
    }

    var isWaitedFor: Bool { continuation.withLock { $0 != nil } }

    func answer(_ result: Result<Value, any Error>) {
        continuation.withLock { $0.take() }?.resume(with: result)
    }
}

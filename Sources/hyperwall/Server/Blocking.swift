import Dispatch
import Synchronization

/// Waits for asynchronous work, from a program that is synchronous from top to bottom.
enum Blocking {
    /// Runs it elsewhere and waits for what it gives.
    static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () async throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Value, Failure>()
        Task {
            do throws(Failure) {
                let value = try await body()
                box.result.withLock { $0 = .success(value) }
            } catch {
                box.result.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        while true {
            done.wait()
            if let found = box.result.withLock({ $0 }) { return try found.get() }
        }
    }

    private final class Box<Value: Sendable, Failure: Error>: Sendable {
        let result = Mutex<Result<Value, Failure>?>(nil)
    }
}

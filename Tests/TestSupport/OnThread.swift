import Foundation

/// Runs blocking work on a thread of its own, so that tests that wait for sockets
/// and programs do not use up Swift's own few threads.
public func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
        thread.stackSize = 4 << 20
        thread.start()
    }
}

/// Asks until the answer is yes or the deadline is over; returns the last answer.
/// For conditions that only another process can bring about.
public func becomesTrue(
    within time: Duration = .patience, _ condition: () throws -> Bool
) rethrows -> Bool {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        // Who is waited for needs the processor, too.
        _ = poll(nil, 0, 5)
    }
    return try condition()
}

/// One `send` on its way to the client's thread.
struct Submission: Sendable {
    /// Of this client, never used twice.
    let id: UInt64
    /// What is asked.
    let request: HTTPRequest
    /// The origin of its address.
    let origin: WebOrigin
    /// When it has failed.
    let deadline: ContinuousClock.Instant
    /// Who waits; told exactly once.
    let answer: CheckedContinuation<Result<HTTPReply, HTTPFailure>, Never>
}

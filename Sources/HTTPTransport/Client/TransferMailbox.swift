import Synchronization

/// What other threads tell the client's thread. Bounded; each word wakes it.
final class TransferMailbox: Sendable {
    /// What has come since the last look.
    struct Mail: Sendable {
        /// New requests, in order.
        var submissions: [Submission] = []
        /// Requests nobody waits for any more; some may be over already.
        var cancelled: [UInt64] = []
        /// Whether the thread is to end.
        var isClosed = false
    }

    private struct State {
        var mail = Mail()
        /// Why nothing is taken any more.
        var ending: HTTPFailure?
        var heldCount = 0
        var lastID: UInt64 = 0
        var waker: CurlWaker?

        /// A wake that fails (out of descriptors, a broken one) delays the mail until
        /// the thread looks by itself.
        func wake() {
            guard let waker else { return }
            let woken = waker.wake()
            assert(woken, "curl_multi_wakeup failed")
        }
    }

    private let state = Mutex(State())
    private let heldMax: Int

    /// - Parameter heldMax: requests that may be inside, in the air or waiting.
    init(heldMax: Int) { self.heldMax = heldMax }

    /// A number for a request.
    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// Hands a request over; whoever waits for it is told at once when it is not taken.
    func submit(_ submission: Submission) {
        let refusal = state.withLock { state -> HTTPFailure? in
            if let ending = state.ending { return ending }
            guard state.heldCount < heldMax else {
                return .notAsked(detail: "too many requests wait already")
            }
            state.heldCount += 1
            state.mail.submissions.append(submission)
            state.wake()
            return nil
        }
        if let refusal { submission.answer.resume(returning: .failure(refusal)) }
    }

    /// Withdraws a request; one that is not inside is left alone.
    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard state.ending == nil else { return }
            state.mail.cancelled.append(id)
            state.wake()
        }
    }

    /// Asks the thread to end.
    func close() {
        state.withLock { state in
            state.ending = .closed
            state.mail.isClosed = true
            state.wake()
        }
    }

    /// Takes nothing any more and answers so. For the thread, before it gives up.
    func end(_ failure: HTTPFailure) {
        state.withLock { state in
            state.ending = state.ending ?? failure
            state.waker = nil
        }
    }

    /// What ends the thread's waiting from now on; nil before its multi handle goes.
    func use(_ waker: CurlWaker?) { state.withLock { $0.waker = waker } }

    /// Everything that has come, once. For the thread.
    func take() -> Mail {
        state.withLock { state in
            let mail = state.mail
            state.mail = Mail(isClosed: mail.isClosed)
            return mail
        }
    }

    /// Says that a request has left. For the thread, before it tells who waits.
    func left() {
        state.withLock { state in
            assert(state.heldCount > 0, "more requests have left than came")
            state.heldCount -= 1
        }
    }
}

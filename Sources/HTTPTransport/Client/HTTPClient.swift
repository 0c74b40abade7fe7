import Synchronization

/// Sends requests to http and https servers.
///
///     let client = HTTPClient()
///     defer { client.close() }
///     let reply = try await client.send(HTTPRequest(url: "https://media.example/System/Info"))
///
/// One thread moves all of them (libcurl's multi interface); connections are kept for
/// the next request for a minute, and over TLS several requests share one where the
/// server speaks HTTP/2. `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` are
/// honoured. It must be closed.
public final class HTTPClient: Sendable {
    /// Requests that wait for their turn: more than a wall ever has, and a bound for
    /// one that runs wild.
    public static let waitingMax = 1024

    private let mailbox: TransferMailbox
    private let thread: Mutex<ClientThread?>

    /// A client, with its thread.
    public init(_ settings: HTTPClientSettings = HTTPClientSettings()) {
        precondition(settings.transfersMax > 0, "a client that may send nothing")
        mailbox = TransferMailbox(heldMax: settings.transfersMax + Self.waitingMax)
        let started = ClientThread(mailbox, settings)
        if started == nil {
            mailbox.end(.unreachable(detail: "this machine has no thread left for requests"))
        }
        thread = Mutex(started)
    }

    deinit {
        let isOver = thread.withLock { $0 == nil }
        assert(isOver, "an HTTP client was not closed")
        close()
    }

    /// Asks and waits for the whole reply. Cancelling the task stops the transfer.
    ///
    /// - Returns: the reply, with whatever status; also a redirect that was not followed.
    /// - Throws: why there is no whole reply.
    public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPReply {
        let deadline = ContinuousClock.now + request.total
        let origin = try request.checkedOrigin()
        let id = mailbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.submit(
                    Submission(
                        id: id, request: request, origin: origin, deadline: deadline,
                        answer: continuation))
                // A task that was cancelled before had its handler called too early.
                if Task.isCancelled { mailbox.cancel(id) }
            }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }

    /// Ends everything in the air and whatever waits with `closed`, and waits for the
    /// thread. Nothing is taken any more; a second call does nothing.
    public func close() {
        mailbox.close()
        let ending = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        ending?.join()
    }
}

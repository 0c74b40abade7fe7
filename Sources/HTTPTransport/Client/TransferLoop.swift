import CCurl

/// The client's thread: takes mail, moves transfers, tells who waits. Everything of
/// libcurl's but a wake happens here.
final class TransferLoop {
    /// Connections that nobody used for so long are closed, and a wake that was lost
    /// costs no more.
    private static let idle = Duration.seconds(60)

    private let mailbox: TransferMailbox
    private let settings: HTTPClientSettings
    private var multi: CurlMulti
    private var waiting: [Submission] = []
    private var inTheAir: [UnsafeMutableRawPointer: Transfer] = [:]
    /// When the last transfer ended; nil when no connection can be open.
    private var lastUse: ContinuousClock.Instant?

    /// Runs until the mailbox is closed, on the calling thread.
    static func run(_ mailbox: TransferMailbox, _ settings: HTTPClientSettings) {
        do {
            let loop = try TransferLoop(mailbox, settings)
            try loop.run()
        } catch {
            mailbox.end(HTTPFailure(error))
        }
        // What came between the last look and the end.
        for submission in mailbox.take().submissions {
            mailbox.left()
            submission.answer.resume(returning: .failure(.closed))
        }
    }

    private init(
        _ mailbox: TransferMailbox, _ settings: HTTPClientSettings
    ) throws(CurlMultiError) {
        self.mailbox = mailbox
        self.settings = settings
        multi = try CurlMulti(connectionsMax: settings.transfersMax)
    }

    private func run() throws(CurlMultiError) {
        mailbox.use(multi.waker)
        while takeMail() {
            do {
                try turn()
            } catch {
                // libcurl itself is in trouble (no memory, a poll that fails): what is in
                // the air is lost, and a new handle may do better.
                failInTheAir(HTTPFailure(error))
                do {
                    try renew()
                } catch {
                    end(HTTPFailure(error))
                    throw error
                }
            }
        }
        end(.closed)
        try multi.close()
    }

    /// Takes what others said; returns whether to go on.
    private func takeMail() -> Bool {
        let mail = mailbox.take()
        waiting += mail.submissions
        for id in mail.cancelled { cancel(id) }
        return !mail.isClosed
    }

    private func turn() throws(CurlMultiError) {
        let now = ContinuousClock.now
        expire(now)
        startWaiting()
        try multi.perform()
        // Whatever ended has made room, or has a next hop to begin.
        if try reap() { return }
        if inTheAir.isEmpty, let lastUse, now - lastUse >= Self.idle { try renew() }
        try multi.poll(milliseconds: Int32(patience(now).wholeMilliseconds))
    }

    /// How long nothing needs to be looked at here; libcurl knows its own times.
    private func patience(_ now: ContinuousClock.Instant) -> Duration {
        var next = now + Self.idle
        for submission in waiting { next = min(next, submission.deadline) }
        for transfer in inTheAir.values { next = min(next, transfer.submission.deadline) }
        return max(.zero, next - now)
    }

    private func cancel(_ id: UInt64) {
        if let place = waiting.firstIndex(where: { $0.id == id }) {
            tell(waiting.remove(at: place), .failure(.cancelled))
        } else if let transfer = inTheAir.values.first(where: { $0.submission.id == id }) {
            land(transfer, .failure(.cancelled))
        }
    }

    /// The time of a whole request is kept here and not by libcurl, whose clock does
    /// not run while a transfer waits, here or for a connection, nor across hops.
    private func expire(_ now: ContinuousClock.Instant) {
        for submission in waiting where submission.deadline <= now {
            tell(submission, .failure(.timedOut))
        }
        waiting.removeAll { $0.deadline <= now }
        for transfer in inTheAir.values where transfer.submission.deadline <= now {
            land(transfer, .failure(.timedOut))
        }
    }

    private func startWaiting() {
        while inTheAir.count < settings.transfersMax, !waiting.isEmpty {
            let submission = waiting.removeFirst()
            do {
                let transfer = try Transfer(submission, settings)
                if let failure = lift(transfer) {
                    transfer.close()
                    tell(submission, .failure(failure))
                }
            } catch {
                tell(submission, .failure(HTTPFailure(error)))
            }
        }
    }

    /// Adds the transfer's hop to those that libcurl moves.
    private func lift(_ transfer: Transfer) -> HTTPFailure? {
        guard let identity = transfer.hop.handle.identity else { return .closed }
        do {
            try multi.add(transfer.hop.handle)
        } catch {
            return HTTPFailure(error)
        }
        inTheAir[identity] = transfer
        return nil
    }

    /// Takes its hop out of libcurl's hands, in the middle or at the end.
    private func lower(_ transfer: Transfer) {
        guard let identity = transfer.hop.handle.identity else { return }
        inTheAir[identity] = nil
        lastUse = .now
        do {
            try multi.remove(transfer.hop.handle)
        } catch {
            assertionFailure("curl_multi_remove_handle: \(error.words)")
        }
    }

    /// Ends a transfer, wherever it is, and tells who waits for it.
    private func land(_ transfer: Transfer, _ result: Result<HTTPReply, HTTPFailure>) {
        lower(transfer)
        transfer.close()
        tell(transfer.submission, result)
    }

    /// Looks at everything that has ended; returns whether there was anything.
    private func reap() throws(CurlMultiError) -> Bool {
        var found = false
        while let ended = try multi.nextEnded() {
            found = true
            guard let transfer = inTheAir[ended.handle] else {
                assertionFailure("a transfer ended that nobody knows")
                continue
            }
            conclude(transfer, ended.code)
        }
        return found
    }

    private func conclude(_ transfer: Transfer, _ code: CURLcode) {
        let answer: HopAnswer
        do {
            switch try transfer.hop.reply(code) {
            case .success(let whole): answer = whole
            case .failure(let failure): return land(transfer, .failure(failure))
            }
        } catch {
            return land(transfer, .failure(HTTPFailure(error)))
        }
        // Out first: the hop may be another one afterwards.
        lower(transfer)
        do {
            if let reply = try transfer.take(answer) {
                transfer.close()
                tell(transfer.submission, .success(reply))
            } else if let failure = lift(transfer) {
                throw failure
            }
        } catch {
            transfer.close()
            tell(transfer.submission, .failure(error))
        }
    }

    private func tell(_ submission: Submission, _ result: Result<HTTPReply, HTTPFailure>) {
        mailbox.left()
        submission.answer.resume(returning: result)
    }

    private func failInTheAir(_ failure: HTTPFailure) {
        for transfer in inTheAir.values { land(transfer, .failure(failure)) }
    }

    private func end(_ failure: HTTPFailure) {
        mailbox.end(failure)
        failInTheAir(failure)
        for submission in waiting { tell(submission, .failure(failure)) }
        waiting = []
    }

    /// A new multi handle instead of the old one, whose connections close.
    private func renew() throws(CurlMultiError) {
        lastUse = nil
        let next = try CurlMulti(connectionsMax: settings.transfersMax)
        mailbox.use(next.waker)
        try multi.close()
        multi = next
    }
}

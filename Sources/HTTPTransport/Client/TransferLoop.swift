import CCurl

/// The client's thread: takes mail, moves transfers, tells who waits. Everything of
/// libcurl's but a wake happens here.
final class TransferLoop {
    /// Connections that nobody used for so long are closed, and a wake that was lost
    /// costs no more.
    private static let idle = Duration.seconds(60)

    private let mailbox: TransferMailbox
    private let settings: HTTPClientSettings
    private let air: FlyingTransfers
    private var waiting = WaitingLine()

    /// Runs until the mailbox is closed, on the calling thread.
    static func run(_ mailbox: TransferMailbox, _ settings: HTTPClientSettings) {
        do {
            try TransferLoop(mailbox, settings).run()
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
        air = try FlyingTransfers(connectionsMax: settings.transfersMax)
    }

    private func run() throws(CurlMultiError) {
        mailbox.use(air.waker)
        var trouble: CurlMultiError?
        while trouble == nil, takeMail() {
            do {
                try turn()
            } catch {
                trouble = recover(from: error)
            }
        }
        end(trouble.map { HTTPFailure($0) } ?? .closed)
        try air.close()
    }

    /// Takes what others said; returns whether to go on.
    private func takeMail() -> Bool {
        let mail = mailbox.take()
        waiting.add(mail.submissions)
        for id in mail.cancelled { cancel(id) }
        return !mail.isClosed
    }

    private func turn() throws(CurlMultiError) {
        let now = ContinuousClock.now
        expire(now)
        startWaiting()
        try air.move()
        // Whatever ended has made room, or has a next hop to begin.
        if try reap() { return }
        if air.count == 0, let lastUse = air.lastUse, now - lastUse >= Self.idle {
            try air.renew(use: mailbox.use)
        }
        try air.wait(patience(now))
    }

    /// libcurl itself is in trouble (no memory, a poll that fails): what is in the air
    /// is lost, and a new handle may do better. Returns what is wrong with that one.
    private func recover(from error: CurlMultiError) -> CurlMultiError? {
        for transfer in air.all { land(transfer, .failure(HTTPFailure(error))) }
        do {
            try air.renew(use: mailbox.use)
        } catch {
            return error
        }
        return nil
    }

    /// How long nothing needs to be looked at here; libcurl knows its own times.
    private func patience(_ now: ContinuousClock.Instant) -> Duration {
        var next = now + Self.idle
        if let first = waiting.nextDeadline { next = min(next, first) }
        for transfer in air.all { next = min(next, transfer.submission.deadline) }
        return max(.zero, next - now)
    }

    private func cancel(_ id: UInt64) {
        if let submission = waiting.take(id) {
            tell(submission, .failure(.cancelled))
        } else if let transfer = air.all.first(where: { $0.submission.id == id }) {
            land(transfer, .failure(.cancelled))
        }
    }

    /// The time of a whole request is kept here and not by libcurl, whose clock does
    /// not run while a transfer waits, here or for a connection, nor across hops.
    private func expire(_ now: ContinuousClock.Instant) {
        for submission in waiting.takeExpired(now) { tell(submission, .failure(.timedOut)) }
        for transfer in air.all where transfer.submission.deadline <= now {
            land(transfer, .failure(.timedOut))
        }
    }

    private func startWaiting() {
        while air.count < settings.transfersMax, let submission = waiting.takeFirst() {
            do {
                let transfer = try Transfer(submission, settings)
                if let failure = air.lift(transfer) {
                    transfer.close()
                    tell(submission, .failure(failure))
                }
            } catch {
                tell(submission, .failure(HTTPFailure(error)))
            }
        }
    }

    /// Looks at everything that has ended; returns whether there was anything.
    private func reap() throws(CurlMultiError) -> Bool {
        var found = false
        while let (transfer, code) = try air.nextEnded() {
            found = true
            do {
                switch try transfer.hop.reply(code) {
                case .success(let answer): goOn(transfer, after: answer)
                case .failure(let failure): land(transfer, .failure(failure))
                }
            } catch {
                land(transfer, .failure(HTTPFailure(error)))
            }
        }
        return found
    }

    private func goOn(_ transfer: Transfer, after answer: HopAnswer) {
        // Out first: its hop may be another one afterwards.
        air.lower(transfer)
        let result: Result<HTTPReply, HTTPFailure>
        do throws(HTTPFailure) {
            if let reply = try transfer.take(answer) {
                result = .success(reply)
            } else if let failure = air.lift(transfer) {
                result = .failure(failure)
            } else {
                return
            }
        } catch {
            result = .failure(error)
        }
        transfer.close()
        tell(transfer.submission, result)
    }

    /// Ends a transfer, wherever it is, and tells who waits for it.
    private func land(_ transfer: Transfer, _ result: Result<HTTPReply, HTTPFailure>) {
        air.lower(transfer)
        transfer.close()
        tell(transfer.submission, result)
    }

    private func tell(_ submission: Submission, _ result: Result<HTTPReply, HTTPFailure>) {
        mailbox.left()
        submission.answer.resume(returning: result)
    }

    /// Nothing comes in any more, and everything that is here leaves.
    private func end(_ failure: HTTPFailure) {
        mailbox.end(failure)
        for transfer in air.all { land(transfer, .failure(failure)) }
        while let submission = waiting.takeFirst() { tell(submission, .failure(failure)) }
    }
}

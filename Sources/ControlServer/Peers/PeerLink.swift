import WallPolicy

/// What is known of one other wall: one question to it at a time, and none sooner than two
/// seconds after the last one of its kind.
actor PeerLink {
    /// So long an answer is taken for the present one, seconds.
    static let freshSeconds = 2.0
    /// So long an older one is better than waiting: meanwhile it is asked anew, seconds.
    static let usableSeconds = 10.0

    private struct Known<Value: Sendable> {
        let value: Value
        let at: ContinuousClock.Instant

        var ageSeconds: Double { at.duration(to: .now).seconds }
    }

    private typealias Picture = Result<[UInt8], PeerQuestion.Trouble>

    private let question: PeerQuestion
    private var report: Known<PeerReport>?
    private var picture: Known<Picture>?
    private var reportTask: Task<PeerReport, Never>?
    private var pictureTask: Task<Picture, Never>?
    /// The token that was refused, and until when it is not shown again.
    private var refused:
        (token: [UInt8]?, trouble: PeerQuestion.Trouble, until: ContinuousClock.Instant)?

    init(_ question: PeerQuestion) { self.question = question }

    /// How it is.
    func current() async -> PeerReport {
        if let known = report {
            if known.ageSeconds >= Self.freshSeconds { beginReport() }
            if known.ageSeconds < Self.usableSeconds { return aged(known) }
        }
        let task = beginReport()
        return await task.value
    }

    /// What it shows, as JPEG.
    ///
    /// - Throws: `PeerQuestion.Trouble` with a sentence.
    func currentPicture() async throws(PeerQuestion.Trouble) -> [UInt8] {
        if let known = picture, known.ageSeconds < Self.freshSeconds {
            return try known.value.get()
        }
        // Who did not answer a moment ago is not waited for once more.
        if let known = report, known.ageSeconds < Self.usableSeconds, known.value.state != .answers
        {
            throw PeerQuestion.Trouble(
                state: known.value.state, reason: known.value.reason ?? "It does not answer.")
        }
        return try await beginPicture().value.get()
    }

    private func aged(_ known: Known<PeerReport>) -> PeerReport {
        var report = known.value
        report.ageSeconds = known.ageSeconds
        return report
    }

    @discardableResult
    private func beginReport() -> Task<PeerReport, Never> {
        if let reportTask { return reportTask }
        let other = pictureTask
        let task = Task {
            _ = await other?.value
            let report = await self.askReport()
            self.report = Known(value: report, at: .now)
            self.reportTask = nil
            return report
        }
        reportTask = task
        return task
    }

    private func beginPicture() -> Task<Picture, Never> {
        if let pictureTask { return pictureTask }
        let other = reportTask
        let task = Task {
            _ = await other?.value
            let picture = await self.askPicture()
            let at = ContinuousClock.now
            self.picture = Known(value: picture, at: at)
            self.pictureTask = nil
            // A picture that nobody looks at any more is not kept.
            Task { [weak self] in
                try? await Task.sleep(for: .seconds(Self.usableSeconds))
                await self?.forgetPicture(of: at)
            }
            return picture
        }
        pictureTask = task
        return task
    }

    private func forgetPicture(of moment: ContinuousClock.Instant) {
        if picture?.at == moment { picture = nil }
    }

    private func askReport() async -> PeerReport {
        let name = question.peer.name
        do throws(PeerQuestion.Trouble) {
            let body = try await ask("/api/v1/status", bytesMax: SnapshotJSON.bytesMax)
            guard let wall = SnapshotJSON.decode(foreign: body) else { throw PeerQuestion.noWall }
            return PeerReport(name, wall, try await askHealth())
        } catch {
            return PeerReport(name, error.state, error.reason)
        }
    }

    /// A snapshot does not say how old it is. Who answers no such question is judged by it.
    ///
    /// - Throws: `PeerQuestion.Trouble` where nobody answers any more.
    private func askHealth() async throws(PeerQuestion.Trouble) -> ForeignHealth? {
        do throws(PeerQuestion.Trouble) {
            return ForeignHealth(
                try await ask(
                    "/healthz", bytesMax: ForeignHealth.bytesMax, statuses: ForeignHealth.statuses))
        } catch {
            guard error.state == .refused else { throw error }
            return nil
        }
    }

    private func askPicture() async -> Picture {
        do throws(PeerQuestion.Trouble) {
            let body = try await ask(
                "/api/v1/wall.jpg", bytesMax: PeerQuestion.pictureBytesMax)
            // Whatever else it is must not be handed to a browser as this wall's own.
            guard body.starts(with: [0xFF, 0xD8, 0xFF]) else { throw PeerQuestion.noWall }
            return .success(body)
        } catch {
            return .failure(error)
        }
    }

    private func ask(
        _ target: String, bytesMax: Int, statuses: Set<Int> = [200]
    ) async throws(PeerQuestion.Trouble) -> [UInt8] {
        let token = try await question.token()
        if let refused {
            if refused.token == token, ContinuousClock.now < refused.until { throw refused.trouble }
            self.refused = nil
        }
        do throws(PeerQuestion.Trouble) {
            return try await question.ask(
                target, token: token, bytesMax: bytesMax, statuses: statuses)
        } catch {
            if error.restSeconds > 0, token != nil {
                refused = (token, error, .now + .seconds(error.restSeconds))
            }
            throw error
        }
    }
}

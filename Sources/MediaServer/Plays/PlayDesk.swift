import HTTPTransport
import Logging
import MediaServerAPI
import WallPolicy

/// Plans plays and keeps the server's books about them: what was opened is closed, stop comes
/// before start, and nothing is told that the wall's owner does not want told.
actor PlayDesk {
    /// A transcode that nobody reads from, since its cell is paused, ends after a minute unless
    /// the server hears of it (Jellyfin, TranscodeManager).
    static let pingInterval = Duration.seconds(25)

    private let caller: ServerCaller
    private let settings: ServerSettings
    private let logger: Logger
    private let encodings: EncodingsList
    private let messenger: PlayMessenger
    /// Told when the server refuses the token, and which one.
    private let refused: @Sendable (String) -> Void

    private var session: ServerSession?
    /// Of the cells' own devices, by number.
    private var cellSessions: [Int: ServerSession] = [:]
    private var plays: [PlayID: OpenPlay] = [:]
    /// Plans in the making that have a transcode's place already.
    private var reserved = 0
    /// Plans in the making, with what was opened for them; and those that were left meanwhile.
    private var making: [PlayID: [EncodingsList.Entry]] = [:]
    private var leftEarly: Set<PlayID> = []

    init(
        _ settings: ServerSettings, caller: ServerCaller, logger: Logger,
        refused: @escaping @Sendable (String) -> Void
    ) {
        self.caller = caller
        self.settings = settings
        self.logger = logger
        self.refused = refused
        encodings = EncodingsList(path: settings.encodingsFile, logger: logger)
        messenger = PlayMessenger(caller: caller, encodings: encodings, logger: logger)
    }

    /// Transcodes under way.
    var transcodes: Int { reserved + plays.values.count { $0.plan.isTranscoded } }

    /// A session begins or is over. What an earlier run left open is closed.
    func use(_ session: ServerSession?) async {
        self.session = session
        guard let session else { return }
        let mine = Set(plays.values.compactMap(\.entry) + making.values.joined())
        for entry in await encodings.all
        where entry.server == session.serverID && !mine.contains(entry) {
            messenger.close(entry, session)
        }
    }

    /// How a cell opens an item.
    func plan(_ request: PlayRequest) async -> PlayAnswer {
        guard let session else { return .failed(.brokenConnection(subject: name)) }
        guard let item = request.item.serverItem else { return .failed(.unsupported) }
        // A stream is opened when its turn has come.
        if request.isLive, request.isNext { return .notAhead }
        making[request.play] = []
        defer {
            making[request.play] = nil
            leftEarly.remove(request.play)
        }
        do throws(ServerTrouble) {
            guard let play = try await make(request, item, session) else { return .notAhead }
            guard !leftEarly.contains(request.play) else {
                if let entry = play.entry { messenger.close(entry, session) }
                return .notAhead
            }
            plays[request.play] = play
            return .plan(play.plan)
        } catch {
            if error == .tokenRefused, let token = session.place.token { refused(token) }
            logger.debug("no plan: \(error.words(session.serverName))")
            return .failed(error.reason(session.serverName, title: ""))
        }
    }

    private var name: String { session?.serverName ?? settings.address.words }

    /// A plan; nil when it is to be made only when the item's turn has come.
    private func make(
        _ request: PlayRequest, _ item: String, _ session: ServerSession
    ) async throws(ServerTrouble) -> OpenPlay? {
        var question = PlaybackQuestion()
        question.opensLive = request.isLive
        let direct: PlaybackReply = try await caller.ask(
            session.calls.playbackInfo(item, question), session.place)
        // What the cell played until now is just about to end.
        let others = plays.count { $0.key.cell != request.play.cell && $0.value.plan.isTranscoded }
        let hasRoom = others + reserved < settings.transcodesMax
        let situation = PlayPlanner.Situation(
            cell: .init(width: request.width, height: request.height), attempt: request.attempt,
            wish: settings.wish, over: settings.transcodeOver,
            hasRoom: hasRoom, isShedding: request.isShedding)
        if request.isLive {
            // What the server opened for us is what is played, and as it is.
            let opened = direct.sources.first { $0.liveStream != nil } ?? direct.sources.first
            guard let opened else { throw Self.trouble(direct) }
            return try await open(request, item, opened, direct.session, session)
        }
        guard let choice = PlayPlanner.choose(direct.sources, situation) else {
            throw Self.trouble(direct)
        }
        switch choice {
        case .direct(let source):
            return try await open(request, item, source, direct.session, session)
        case .transcode(let source, let bounds):
            // A transcode that waits for the end of a film takes somebody's place, and the
            // server ends it after a minute without a word.
            guard !request.isNext else { return nil }
            reserved += 1
            defer { reserved -= 1 }
            if let play = try await transcode(request, item, source, bounds, session) {
                return play
            }
            // The user may not, or the server cannot.
            return try await open(request, item, source, direct.session, session)
        }
    }

    /// The file as it is.
    private func open(
        _ request: PlayRequest, _ item: String, _ source: MediaSource, _ name: String?,
        _ session: ServerSession
    ) async throws(ServerTrouble) -> OpenPlay {
        let name = name ?? Self.sessionName(request.play)
        var entry: EncodingsList.Entry?
        if let live = source.liveStream {
            entry = self.entry(session, name, live: live, isTranscode: false)
        }
        let call = session.calls.stream(
            item, source: source, session: name, device: settings.device.id)
        if let entry {
            // On disk before it is used: a crash must not keep a tuner.
            making[request.play]?.append(entry)
            await encodings.add(entry)
        }
        do throws(ServerTrouble) {
            let place = try await check(call.url(at: session.place.root), session)
            return play(request, item, source, name, session, place, entry)
        } catch {
            if let entry { messenger.close(entry, session) }
            throw error
        }
    }

    /// The server's smaller version; nil when it makes none.
    private func transcode(
        _ request: PlayRequest, _ item: String, _ source: MediaSource,
        _ bounds: PlaybackQuestion.Transcode, _ session: ServerSession
    ) async throws(ServerTrouble) -> OpenPlay? {
        var question = PlaybackQuestion()
        question.source = source.id
        question.transcode = bounds
        let reply: PlaybackReply
        do throws(ServerTrouble) {
            reply = try await caller.ask(
                session.calls.playbackInfo(item, question), session.place)
        } catch .forbidden {
            return nil
        }
        let chosen = reply.sources.first { $0.id == source.id } ?? reply.sources.first
        guard let chosen, let name = reply.session,
            let url = TranscodingAddress.url(chosen, at: session.place.root, bounds: bounds)
        else { return nil }
        // On disk before it begins: a crash must not leave an encoder running.
        let entry = entry(session, name, live: chosen.liveStream, isTranscode: true)
        making[request.play]?.append(entry)
        await encodings.add(entry)
        do throws(ServerTrouble) {
            let place = try await check(url, session)
            return play(request, item, chosen, name, session, place, entry)
        } catch {
            messenger.close(entry, session)
            if case .tokenRefused = error { throw error }
            return nil
        }
    }

    private func check(
        _ url: String, _ session: ServerSession
    ) async throws(ServerTrouble) -> StreamCheck.Place {
        try await StreamCheck(caller: caller).place(
            of: url, header: header(session), root: session.place.root)
    }

    private func header(_ session: ServerSession) -> CallHeader {
        settings.device.playerHeader(session.dialect, token: session.place.token ?? "")
    }

    private func play(
        _ request: PlayRequest, _ item: String, _ source: MediaSource, _ name: String,
        _ session: ServerSession, _ place: StreamCheck.Place, _ entry: EncodingsList.Entry?
    ) -> OpenPlay {
        let header = header(session)
        let isTranscoded = entry?.isTranscode ?? false
        let plan = PlayPlan(
            url: place.url, headers: place.isServers ? [header.name: header.value] : [:],
            isTranscoded: isTranscoded,
            verifiesCertificate: settings.verifiesCertificates, caFile: settings.caFile,
            // The server keeps one sound track of a transcode, and numbers it anew.
            audioTracks: isTranscoded ? [] : source.audioTracks,
            subtitleTracks: isTranscoded ? [] : source.subtitleTracks)
        var report = PlayReport(item: item, source: source.id, session: name)
        report.isTranscoded = plan.isTranscoded
        report.liveStream = source.liveStream
        return OpenPlay(
            session: session, plan: plan, report: report, entry: entry, pingedAt: .now,
            number: request.number)
    }

    private func entry(
        _ session: ServerSession, _ name: String, live: String?, isTranscode: Bool
    ) -> EncodingsList.Entry {
        EncodingsList.Entry(
            server: session.serverID, device: settings.device.id, session: name,
            liveStream: live, isTranscode: isTranscode)
    }

    private static func sessionName(_ play: PlayID) -> String {
        "\(play.cell)-\(play.load)"
    }

    private static func trouble(_ reply: PlaybackReply) -> ServerTrouble {
        switch reply.error {
        case "NotAllowed": .forbidden
        case "RateLimitExceeded": .busy(retryAfter: nil)
        default: .notFound
        }
    }

    // MARK: What became of plans

    /// What happened to a play, in the order in which it happened.
    func take(_ note: PlayNote) {
        guard var play = plays[note.play] else {
            if case .left(let id, _, _) = note, making[id] != nil { leftEarly.insert(id) }
            return
        }
        switch note {
        case .began(_, let number, let isPaused, let isMuted, let isCast):
            play.number = number
            play.report.isPaused = isPaused
            play.report.isMuted = isMuted
            if settings.reportsPlays || isCast {
                let device = speaker(play)
                play.teller = device
                messenger.tell(.began, play.report, device)
            }
        case .progress(_, let number, let position, let isPaused, let isMuted):
            play.number = number
            // Without a position nothing moves that the wall's owner wants left alone.
            play.report.position = settings.reportsPlays ? position : nil
            play.report.isPaused = isPaused
            play.report.isMuted = isMuted
            goOn(&play)
            ping(&play)
        case .left(_, let position, let failed):
            plays[note.play] = nil
            leave(play, position, failed)
            return
        }
        plays[note.play] = play
    }

    private func ping(_ play: inout OpenPlay) {
        guard play.plan.isTranscoded, ContinuousClock.now - play.pingedAt >= Self.pingInterval
        else { return }
        play.pingedAt = .now
        messenger.ping(play.report.session, reach(play))
    }

    /// How the server is told of a play: after a new sign-in the session in which it began is
    /// none any more.
    private func reach(_ play: OpenPlay) -> ServerSession {
        guard let session, session.serverID == play.session.serverID,
            session.user.id == play.session.user.id
        else { return play.session }
        return session
    }

    /// Who tells of a play: its cell's own device, where it has one.
    private func speaker(_ play: OpenPlay) -> ServerSession {
        let session = reach(play)
        guard let device = cellSessions[play.number], device.serverID == session.serverID else {
            return session
        }
        return device
    }

    /// Tells where a play is. When the grid changed, or a device came or went, another one tells
    /// of the cell from now on: to apps the play ends on the one and begins on the other.
    private func goOn(_ play: inout OpenPlay) {
        guard let teller = play.teller else { return }
        let device = speaker(play)
        play.teller = device
        guard teller.place.device?.id != device.place.device?.id else {
            return messenger.tell(.progress, play.report, device)
        }
        var farewell = ending(play.report, play.report.position)
        farewell.isMoved = true
        messenger.tell(.stopped, farewell, teller)
        messenger.tell(.began, play.report, device)
    }

    /// The last word on a play.
    private func ending(_ report: PlayReport, _ position: Double?) -> PlayReport {
        var report = report
        report.position = settings.reportsPlays ? position ?? report.position : nil
        // Position 0 would clear the resume point, and none would mark it watched; a play
        // that failed changes neither.
        if (report.position ?? 0) < 1 {
            report.position = nil
            report.failed = true
        }
        return report
    }

    /// A cell's own device is signed in, or no longer.
    func use(_ session: ServerSession?, cell: Int) { cellSessions[cell] = session }

    private func leave(_ play: OpenPlay, _ position: Double?, _ failed: Bool) {
        if let teller = play.teller {
            var farewell = ending(play.report, position)
            if failed { farewell.failed = true }
            // Who told that it began; of the same device the newest sign-in.
            let device = speaker(play)
            let isSame = teller.place.device?.id == device.place.device?.id
            messenger.tell(.stopped, farewell, isSame ? device : teller)
        }
        if let entry = play.entry { messenger.closeSoon(entry, reach(play)) }
    }

    /// Why a play does not go on: its address is asked once.
    func explain(_ id: PlayID) async -> FailureReason? {
        guard let play = plays[id], !play.plan.headers.isEmpty else { return nil }
        do throws(ServerTrouble) {
            _ = try await check(play.plan.url, reach(play))
            return nil
        } catch {
            if error == .tokenRefused, let token = play.session.place.token { refused(token) }
            return error.reason(play.session.serverName, title: "")
        }
    }

    /// Ends everything that is still open, and waits until the server knows, `seconds` at most.
    func close(within seconds: Double) async {
        for id in plays.keys {
            guard let play = plays.removeValue(forKey: id) else { continue }
            leave(play, nil, false)
        }
        session = nil
        await messenger.finish(within: seconds)
    }
}

import HTTPTransport
import Logging
import MediaServerAPI
import WallPolicy

/// Keeps a wall connected to its server: finds it, signs in, reads the library, and begins again
/// whenever one of these fails. It never gives up, and never knocks twice with what was refused.
actor LinkLoop {
    /// So many refusals right after a sign-in, and only a person can help.
    static let hastyRefusalsMax = 3
    /// The longest wait before a reading that failed is tried again.
    static let readingPatience = Duration.seconds(60)

    let settings: ServerSettings
    let caller: ServerCaller
    let desk: PlayDesk
    private let cells: CellDevices
    let events: ServerLinkEvents
    let logger: Logger
    let clock = ContinuousClock()
    private let began: ContinuousClock.Instant

    /// Who let us in, as long as it holds.
    var session: ServerSession?
    /// The server of the session.
    var server: FoundServer?
    var sessionBegan: ContinuousClock.Instant
    private var refusedToken: String?
    var status: ServerStatus
    private var hasItems = false
    private var itemCount = 0
    /// Somebody wants the waiting to end.
    private var isWoken = false
    private var isAsking = false
    /// A person wants the library to be read again.
    private var isAsked = false
    /// Sign-ins, and what counts as one.
    var generation = 0
    var isRenewing = false
    /// Refusals right after a sign-in, in a row.
    private var hastyRefusals = 0
    /// Marks that were set since the reading began.
    private var marks: [ItemID: Bool] = [:]
    private var said = ""
    /// Items that the wall goes on with.
    private var first: [String] = []

    init(
        _ settings: ServerSettings, caller: ServerCaller, desk: PlayDesk, cells: CellDevices,
        events: ServerLinkEvents, logger: Logger
    ) {
        self.settings = settings
        self.caller = caller
        self.desk = desk
        self.cells = cells
        self.events = events
        self.logger = logger
        began = clock.now
        sessionBegan = began
        status = ServerStatus(.connecting, name: settings.address.words)
    }

    // MARK: The loop

    /// Runs until it is cancelled.
    /// - Parameter first: items that are wanted before all others.
    func run(first: [String]) async {
        self.first = first
        events.status(status)
        var failures = 0
        while !Task.isCancelled {
            // Before anything is read of them: what changes from now on is seen.
            let stamp = settings.credentials.stamp()
            do throws(ServerTrouble) {
                let server = try await ServerFinder(caller: caller).find(settings.address)
                status.name = server.name(settings.address)
                status.version = server.version
                await adopt(try await signIn(on: server), server)
            } catch {
                if Task.isCancelled { return }
                if error.needsPerson {
                    await waitForPerson(error, stamp)
                } else {
                    failures += 1
                    await waitForServer(error, failures)
                }
                continue
            }
            failures = 0
            let trouble = await serve()
            if Task.isCancelled { return }
            let isLasting = clock.now - sessionBegan >= settings.sessionMin
            await lose(trouble)
            guard trouble == .tokenRefused else {
                failures = 1
                await waitForServer(trouble, failures)
                continue
            }
            // A token that was good for long was revoked: one new sign-in, at once. One that is
            // refused right after it was given is no reason to sign in again and again.
            hastyRefusals = isLasting ? 0 : hastyRefusals + 1
            if hastyRefusals >= Self.hastyRefusalsMax {
                await waitForPerson(trouble, stamp)
            } else if hastyRefusals > 0 {
                say(trouble.words(status.name))
                isWoken = false
                await wait(settings.hastyPause * hastyRefusals)
            }
        }
    }

    private func signIn(on server: FoundServer) async throws(ServerTrouble) -> ServerSession {
        let signIn = SignIn(
            caller: caller, address: settings.address, credentials: settings.credentials)
        do throws(ServerTrouble) {
            return try await signIn.session(on: server, refusing: refusedToken)
        } catch .noCredentials {
            return try await confirm(on: server, signIn)
        }
    }

    /// Lets a person type a code, where the server can do that. Meanwhile somebody may have
    /// signed in at the terminal.
    private func confirm(
        on server: FoundServer, _ signIn: SignIn
    ) async throws(ServerTrouble) -> ServerSession {
        let quick = QuickConnect(caller: caller)
        guard await quick.isOffered(by: server) else { throw .noCredentials }
        let stamp = settings.credentials.stamp()
        let credentials = settings.credentials
        let interval = settings.personInterval
        let outcome = await withTaskGroup(of: Result<SignInReply?, ServerTrouble>.self) { group in
            group.addTask {
                do throws(ServerTrouble) {
                    return .success(
                        try await quick.signIn(on: server) { await self.show(code: $0) })
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                while credentials.stamp() == stamp {
                    guard (try? await Task.sleep(for: interval)) != nil else { break }
                }
                return .success(nil)
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .success(nil)
        }
        status.code = nil
        guard let reply = try outcome.get() else {
            return try await signIn.session(on: server, refusing: refusedToken)
        }
        let session = signIn.session(server, reply)
        do throws(ServerTrouble) {
            try settings.credentials.file.keep(
                CredentialsFile.Entry(
                    url: settings.address.base, userID: reply.user.id, userName: reply.user.name,
                    token: reply.token, device: settings.device.id))
        } catch {
            logger.warning("\(error.words(status.name)) The next start needs a new sign-in.")
        }
        return session
    }

    private func show(code: String) {
        status.phase = .confirming
        status.code = String(code.prefix(16))
        status.words = ""
        status.nextTryInSeconds = nil
        events.status(status)
        logger.notice(
            "\(status.name): open Quick Connect in an app that is signed in, and type \(code)")
    }

    private func adopt(_ session: ServerSession, _ server: FoundServer) async {
        self.session = session
        self.server = server
        sessionBegan = clock.now
        status.phase = .connected
        status.user = session.user.name
        status.words = ""
        status.nextTryInSeconds = nil
        said = ""
        events.status(status)
        logger.info(
            "signed in to \(session.serverName) (\(session.version)) as \(session.user.name)")
        await desk.use(session)
        announce(session)
        await cells.use((session, server))
    }

    /// Reads the library again and again, until the server refuses us or is of no use.
    private func serve() async -> ServerTrouble {
        var failures = 0
        while true {
            guard let session else { return .tokenRefused }
            var pause = settings.refresh
            isWoken = false
            do throws(ServerTrouble) {
                try await read(session)
                failures = 0
            } catch {
                if Task.isCancelled { return error }
                if error == .tokenRefused {
                    // A server takes the old token back when the same device signs in anew.
                    if let newer = self.session, newer.place.token != session.place.token {
                        continue
                    }
                    return error
                }
                failures += 1
                guard goesOn(after: error) else { return error }
                pause = min(pause, Self.readingPatience)
            }
            await wait(pause)
            if Task.isCancelled { return .cancelled }
            guard self.session != nil else { return .tokenRefused }
        }
    }

    private func read(_ session: ServerSession) async throws(ServerTrouble) {
        let isFirst = !hasItems
        let reader = LibraryReader(
            caller: caller, session: session, source: settings.address.source,
            libraries: settings.libraries, filter: settings.filter, first: isFirst ? first : [])
        status.isReading = true
        marks = [:]
        if itemCount == 0 { events.status(status) }
        defer { status.isReading = false }
        let whole = try await reader.read { reading in
            // What plays is not to be taken away by a reading that has just begun.
            if isFirst { await self.take(reading) }
        }
        take(whole)
    }

    private func take(_ reading: LibraryReading) {
        hasItems = true
        itemCount = reading.items.count
        events.items(reading.items)
        // What was marked meanwhile is newer than the page that it stood on.
        events.favorites(
            reading.favorites.union(marks.filter(\.value).keys)
                .subtracting(marks.filter { !$0.value }.keys))
        status.phase = .connected
        status.items = itemCount
        status.words = ""
        status.isReading = !reading.isWhole
        events.status(status)
        if reading.isWhole { logger.info("\(itemCount) items on \(status.name)") }
    }

    /// A reading failed. What was read before goes on; without a single item there is nothing
    /// to go on with, and everything begins anew.
    private func goesOn(after trouble: ServerTrouble) -> Bool {
        let words = trouble.words(status.name)
        switch trouble {
        case .unknownPlace, .noLibraries, .empty, .forbidden:
            hasItems = false
            itemCount = 0
            events.items([])
            status.phase = .unusable
            status.words = words
            status.items = 0
            events.status(status)
            say(words)
            return true
        default:
            guard hasItems else { return false }
            logger.warning("the library could not be read again: \(words)")
            status.phase = .away
            status.words = words
            status.isReading = false
            events.status(status)
            return true
        }
    }

    // MARK: Waiting

    private func lose(_ trouble: ServerTrouble) async {
        // Without a session whoever found it refused has written that down.
        if trouble == .tokenRefused, let session { refusedToken = session.place.token }
        session = nil
        status.user = ""
        events.access(nil, nil)
        await cells.use(nil)
        await desk.use(nil)
    }

    /// Only a person can help: nothing is asked until the credentials change. What the server's
    /// owner may mend there (a user who is locked, or not there yet) is asked for now and then;
    /// a password or a token that was refused never.
    /// - Parameter stamp: of the credentials that were tried.
    private func waitForPerson(_ trouble: ServerTrouble, _ stamp: [[Int]?]) async {
        status.phase = .signInNeeded
        status.words = trouble.words(status.name)
        status.nextTryInSeconds = nil
        events.status(status)
        say(status.words)
        let end = trouble.ownerMayMend ? clock.now + settings.ownerInterval : nil
        isAsked = false
        while !Task.isCancelled, !isAsked, settings.credentials.stamp() == stamp {
            if let end, clock.now >= end { return }
            try? await Task.sleep(for: settings.personInterval)
        }
        refusedToken = nil
        hastyRefusals = 0
    }

    private func waitForServer(_ trouble: ServerTrouble, _ failures: Int) async {
        var generator = SystemRandomNumberGenerator()
        let asked: Int? = if case .busy(let after) = trouble { after } else { nil }
        var left = RetryPace.seconds(after: failures, asked: asked, using: &generator)
        status.words = trouble.words(status.name)
        say(status.words)
        isWoken = false
        while left > 0, !Task.isCancelled, !isWoken {
            status.phase =
                clock.now - began < settings.connectPatience ? .connecting : .away
            status.nextTryInSeconds = left
            events.status(status)
            let step = min(left, 1)
            try? await Task.sleep(for: .seconds(step))
            left -= step
        }
        status.nextTryInSeconds = nil
    }

    /// Waits, unless somebody wakes it.
    private func wait(_ duration: Duration) async {
        let end = clock.now + duration
        while clock.now < end, !Task.isCancelled, !isWoken {
            try? await Task.sleep(for: min(end - clock.now, .seconds(1)))
        }
    }

    private func say(_ words: String) {
        guard words != said else { return }
        said = words
        logger.warning("\(words)")
    }

    // MARK: Wishes

    /// A person wants everything to be asked and read again.
    func wake() {
        isWoken = true
        isAsked = true
    }

    /// An item was marked, or its mark taken away.
    func note(_ item: ItemID, isMarked: Bool) { marks[item] = isMarked }

    /// The server refused this token.
    func refuse(_ token: String) {
        guard session?.place.token == token else { return }
        refusedToken = token
        session = nil
        isWoken = true
    }

    /// Somebody was refused: whether it is the token is asked once.
    func askWhetherRefused() async {
        guard !isAsking, let session, let token = session.place.token else { return }
        isAsking = true
        defer { isAsking = false }
        do throws(ServerTrouble) {
            let _: ItemsReply = try await caller.ask(session.calls.views, session.place)
        } catch {
            if error == .tokenRefused { refuse(token) }
        }
    }

    /// Whether the server is there.
    func probe() async -> Bool {
        guard let found = try? await ServerFinder(caller: caller).find(settings.address) else {
            return false
        }
        if session == nil || status.phase == .away { isWoken = true }
        events.isThere()
        return session == nil || found.info.id == nil || found.info.id == session?.serverID
    }

    /// Transcodes under way, for the status.
    func show(transcodes: Int) {
        guard status.transcodes != transcodes else { return }
        status.transcodes = transcodes
        events.status(status)
    }

    /// Whether nothing has come yet.
    var isWithoutItems: Bool { !hasItems }
}

extension ServerTrouble {
    /// Whether the server's owner may mend it there, without a change of the credentials.
    var ownerMayMend: Bool {
        switch self {
        case .forbidden, .unknownUser, .needsUser: true
        default: false
        }
    }
}

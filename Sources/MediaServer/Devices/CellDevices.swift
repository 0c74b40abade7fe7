import Logging
import MediaServerAPI
import WallPolicy

/// A device of its own for each cell, so that people find each cell in their apps. Each signs in
/// by itself: a token belongs to one device, an API key to none.
actor CellDevices {
    /// Between two sign-ins of the same cell, when the server refuses what it gave.
    static let pause = Duration.seconds(60)
    /// More cells than a wall has on any number of displays that were ever seen.
    static let cellsMax = 256

    private let settings: ServerSettings
    private let caller: ServerCaller
    private let desk: PlayDesk
    private let events: ServerLinkEvents
    private let logger: Logger
    private var wanted = 0
    /// The wall's own session, as long as there is one.
    private var wall: (session: ServerSession, server: FoundServer)?
    private var sessions: [Int: ServerSession] = [:]
    private var generations: [Int: Int] = [:]
    private var worker: Task<Void, Never>?
    /// What was said last, so that nothing is said twice in a row.
    private var said = ""

    init(
        _ settings: ServerSettings, caller: ServerCaller, desk: PlayDesk,
        events: ServerLinkEvents, logger: Logger
    ) {
        self.settings = settings
        self.caller = caller
        self.desk = desk
        self.events = events
        self.logger = logger
    }

    /// So many cells there are now. Those that went are signed in when they come back.
    func arrange(cells: Int) async {
        wanted = min(max(0, cells), Self.cellsMax)
        for cell in sessions.keys where cell > wanted { await drop(cell) }
        work()
    }

    /// The wall is signed in, or no longer.
    func use(_ wall: (session: ServerSession, server: FoundServer)?) async {
        self.wall = wall
        worker?.cancel()
        worker = nil
        for cell in sessions.keys { await drop(cell) }
        work()
    }

    /// Ends it.
    func stop() {
        wall = nil
        worker?.cancel()
        worker = nil
    }

    private func drop(_ cell: Int) async {
        sessions[cell] = nil
        events.access(nil, cell)
        await desk.use(nil, cell: cell)
    }

    /// Signs in who is not yet, one after the other.
    private func work() {
        guard settings.hasCellDevices, worker == nil, let wall, wall.session.canBeCommanded
        else { return }
        worker = Task {
            await signIn(wall.session, wall.server)
            // Whoever ended it may have begun another.
            if !Task.isCancelled { worker = nil }
        }
    }

    private func signIn(_ wall: ServerSession, _ server: FoundServer) async {
        // An API key is everybody's; a token is the wall's own.
        let key = wall.isKey ? wall.place.token : nil
        var failures = 0
        while let cell = (1...max(1, wanted)).first(where: { sessions[$0] == nil }),
            cell <= wanted, !Task.isCancelled
        {
            // Before anything is read of them: what changes from now on is seen.
            let stamp = settings.credentials.stamp()
            do throws(ServerTrouble) {
                guard let session = try await session(cell, wall, server, key) else {
                    // The code that a person typed let the wall in, and nobody else.
                    return say(Self.lonely(wall.dialect))
                }
                guard !Task.isCancelled else { return }
                failures = 0
                await take(session, for: cell)
            } catch {
                if error == .cancelled || Task.isCancelled { return }
                if error.needsPerson {
                    let what = sessions.isEmpty ? "No cell" : "Not every cell"
                    say("\(what) can be cast to: \(error.words(wall.serverName))")
                    await waitForPerson(error, stamp)
                    continue
                }
                failures += 1
                var generator = SystemRandomNumberGenerator()
                let wait = RetryPace.seconds(after: failures, asked: nil, using: &generator)
                guard (try? await Task.sleep(for: .seconds(wait))) != nil else { return }
            }
        }
        // Should it happen again, it is news.
        if !Task.isCancelled { said = "" }
    }

    /// A cell's device is signed in.
    private func take(_ session: ServerSession, for cell: Int) async {
        // The grid may have become smaller meanwhile.
        guard cell <= wanted else { return }
        sessions[cell] = session
        announce(cell, session)
        await desk.use(session, cell: cell)
        if sessions[cell] == nil { await desk.use(nil, cell: cell) }
    }

    /// Waits until somebody has changed the credentials; or for the server's owner, where that
    /// one may mend it. What was refused is not tried again as it is.
    private func waitForPerson(_ trouble: ServerTrouble, _ stamp: [[Int]?]) async {
        let end = trouble.ownerMayMend ? ContinuousClock.now + settings.ownerInterval : nil
        while settings.credentials.stamp() == stamp, end.map({ .now < $0 }) ?? true {
            guard (try? await Task.sleep(for: settings.personInterval)) != nil else { return }
        }
    }

    /// What cells would need of their own. To Jellyfin an API key is no device.
    private static func lonely(_ dialect: ServerDialect) -> String {
        let key =
            dialect == .emby
            ? ", or an API key in HYPERWALL_TOKEN_FILE with HYPERWALL_SERVER_USER" : ""
        return "Only the wall itself can be cast to, not its cells: for that it needs "
            + "HYPERWALL_USERNAME with HYPERWALL_PASSWORD_FILE\(key)."
    }

    private func session(
        _ cell: Int, _ wall: ServerSession, _ server: FoundServer, _ key: String?
    ) async throws(ServerTrouble) -> ServerSession? {
        let device = settings.device.cell(cell)
        if let key {
            var place = wall.place
            place.token = key
            place.device = device
            return wall.at(place)
        }
        guard let (name, password) = try settings.credentials.namePassword() else { return nil }
        let own = ServerCaller(http: caller.http, device: device)
        let signIn = SignIn(
            caller: own, address: settings.address, credentials: settings.credentials)
        let session = try await signIn.signIn(name, password, on: server)
        var place = session.place
        place.device = device
        return session.at(place)
    }

    private func announce(_ cell: Int, _ session: ServerSession) {
        generations[cell, default: 0] += 1
        let access = DeviceAccess(
            session, cell: cell, device: settings.device.cell(cell), caller: caller,
            generation: generations[cell] ?? 1, source: settings.address.source
        ) { [weak self] in
            Task { await self?.renew(cell) }
        }
        events.access(access, cell)
    }

    /// The server refused a cell's token, or does not know its session.
    private func renew(_ cell: Int) async {
        guard let lost = sessions[cell] else { return work() }
        // Nobody is asked again and again.
        guard (try? await Task.sleep(for: Self.pause)) != nil,
            sessions[cell]?.place.token == lost.place.token
        else { return }
        sessions[cell] = nil
        work()
    }

    private func say(_ words: String) {
        guard words != said else { return }
        said = words
        logger.notice("\(words)")
        events.note(words)
    }
}

extension DeviceIdentity {
    /// The device of a cell: lasting like the wall's, and named after it.
    func cell(_ number: Int) -> DeviceIdentity {
        DeviceIdentity(device: "\(device) · \(number)", id: "\(id)-\(number)", version: version)
    }
}

extension ServerSession {
    /// The same elsewhere, or with another token.
    func at(_ place: ServerCaller.Place) -> ServerSession {
        ServerSession(
            place: place, serverID: serverID, serverName: serverName, version: version, user: user)
    }
}

extension DeviceAccess {
    /// What the remote control needs of a session.
    init(
        _ session: ServerSession, cell: Int?, device: DeviceIdentity, caller: ServerCaller,
        generation: Int, source: SourceID, signInAgain: @escaping @Sendable () -> Void
    ) {
        let place = session.place
        self.init(
            cell: cell, device: device, root: place.root, dialect: place.dialect,
            token: place.token ?? "", user: session.user.id, serverID: session.serverID,
            serverName: session.serverName, generation: generation, source: source,
            ask: { call throws(ServerTrouble) in
                try await caller.tell(call, place, total: .seconds(10)).body
            },
            signInAgain: signInAgain)
    }
}

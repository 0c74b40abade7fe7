import HTTPTransport
public import Logging
import MediaServerAPI
import Synchronization
public import WallPolicy

/// A wall's media server: its items, how they are opened, what it learns of them.
///
///     let link = ServerLink(settings, events: events, logger: logger)
///     wall.adopt(link)
///     wall.run()
///     await link.stop(within: 2)
///
/// It never gives up: a server that is away is waited for, and one that refuses us waits for a
/// person. It must be stopped.
public final class ServerLink: ItemServer {
    private let http: HTTPClient
    private let desk: PlayDesk
    private let loop: LinkLoop
    private let cells: CellDevices
    private let changes = Mutex(Changes.none)
    private let caller: ServerCaller
    private let events: ServerLinkEvents
    private let notes: AsyncStream<PlayNote>.Continuation
    private let noteStream: AsyncStream<PlayNote>
    /// How many cells there are: only the latest number counts.
    private let cellCounts: AsyncStream<Int>.Continuation
    private let cellCountStream: AsyncStream<Int>
    private let tasks = Mutex<[Task<Void, Never>]>([])
    private let later: LateRefusal
    private let reservePatience: Duration

    /// A link that does nothing yet.
    public init(_ settings: ServerSettings, events: ServerLinkEvents, logger: Logger) {
        http = HTTPClient(settings.client)
        caller = ServerCaller(http: http, device: settings.device)
        self.events = events
        reservePatience = settings.reservePatience
        let later = LateRefusal()
        self.later = later
        desk = PlayDesk(settings, caller: caller, logger: logger) { later.refuse($0) }
        cells = CellDevices(
            settings, caller: caller, desk: desk, events: events, logger: logger)
        loop = LinkLoop(
            settings, caller: caller, desk: desk, cells: cells, events: events, logger: logger)
        (noteStream, notes) = AsyncStream.makeStream(
            of: PlayNote.self, bufferingPolicy: .bufferingOldest(4096))
        (cellCountStream, cellCounts) = AsyncStream.makeStream(
            of: Int.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to connect.
    public func begin(with items: [ItemID]) {
        later.loop.withLock { $0 = loop }
        let first = items.compactMap(\.serverItem)
        let started = [
            Task { [loop] in await loop.run(first: first) },
            Task { [loop, desk, noteStream] in
                for await note in noteStream {
                    await desk.take(note)
                    await loop.show(transcodes: desk.transcodes)
                }
            },
            Task { [loop, events, reservePatience] in
                guard (try? await Task.sleep(for: reservePatience)) != nil else { return }
                if await loop.isWithoutItems { events.isAway() }
            },
            Task { [cells, cellCountStream] in
                for await count in cellCountStream { await cells.arrange(cells: count) }
            },
        ]
        tasks.withLock { $0 = started }
    }

    /// Ends what is open on the server and waits for that, so many seconds at most.
    public func stop(within seconds: Double) async {
        let running = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        running.first?.cancel()
        await cells.stop()
        for task in running.dropFirst(2) { task.cancel() }
        notes.finish()
        cellCounts.finish()
        // What the wall said last is told first.
        if running.count > 1 { await running[1].value }
        await desk.close(within: seconds)
        later.loop.withLock { $0 = nil }
        http.close()
    }

    // MARK: ItemServer

    /// How a cell opens an item.
    public func plan(_ request: PlayRequest, answer: @escaping @Sendable (PlayAnswer) -> Void) {
        Task { [desk, loop] in
            answer(await desk.plan(request))
            await loop.show(transcodes: desk.transcodes)
        }
    }

    /// What became of it.
    public func take(_ note: PlayNote) { notes.yield(note) }

    /// Why it does not play.
    public func explain(
        _ play: PlayID, answer: @escaping @Sendable (FailureReason?) -> Void
    ) {
        Task { [desk] in answer(await desk.explain(play)) }
    }

    /// Whether the server is there.
    public func probe(answer: @escaping @Sendable (Bool) -> Void) {
        Task { [loop] in answer(await loop.probe()) }
    }

    /// Marks a favourite, or takes the mark away.
    public func favorite(
        _ item: ItemID, _ on: Bool, answer: @escaping @Sendable (Bool?) -> Void
    ) {
        Task { [loop, caller] in
            guard let session = await loop.session, let id = item.serverItem else {
                return answer(nil)
            }
            let reply: UserDataReply? = try? await caller.ask(
                session.calls.favorite(id, on), session.place)
            // What the server says counts, not what was asked for.
            let isMarked = reply.map { $0.isFavorite ?? on }
            if let isMarked { await loop.note(item, isMarked: isMarked) }
            answer(isMarked)
        }
    }

    /// A picture of an item: wide before high.
    public func picture(
        _ item: ItemID, width: Int, height: Int, answer: @escaping @Sendable ([UInt8]?) -> Void
    ) {
        Task { [loop, caller] in
            guard let session = await loop.session, let id = item.serverItem else {
                return answer(nil)
            }
            let found: ServerItem? = try? await caller.ask(
                session.calls.item(id), session.place, total: .seconds(10))
            guard let picture = found?.picture else { return answer(nil) }
            let reply = try? await caller.tell(
                session.calls.picture(picture, width: width, height: height), session.place,
                total: .seconds(10))
            answer(reply?.body)
        }
    }

    /// The server refused a player.
    public func signInAgain() { Task { [loop] in await loop.askWhetherRefused() } }

    /// Reads the library again.
    public func refresh() { Task { [loop] in await loop.wake() } }

    /// So many cells there are now.
    public func arrange(cells count: Int) { cellCounts.yield(count) }

    /// The server says that its library changed. It says so often while it reads its disks: what
    /// is read again is read once it has been still for a moment, and not all the time.
    public func libraryChanged() {
        let isFirst = changes.withLock { changes in
            defer { changes = changes == .none ? .reading : .missed }
            return changes == .none
        }
        guard isFirst else { return }
        let task = Task { [weak self, loop] in
            repeat {
                guard (try? await Task.sleep(for: Self.changeDelay)) != nil else { return }
                await loop.wake()
                guard (try? await Task.sleep(for: Self.changePause)) != nil else { return }
            } while self?.goesOnReading() ?? false
        }
        tasks.withLock { tasks in
            // The one before has ended. Without the others the link is stopped already.
            if tasks.count > Self.ownTasks {
                tasks[Self.ownTasks] = task
            } else if tasks.count == Self.ownTasks {
                tasks.append(task)
            } else {
                task.cancel()
            }
        }
    }

    /// Whether the library changed once more since it was read.
    private func goesOnReading() -> Bool {
        changes.withLock { changes in
            defer { changes = changes == .missed ? .reading : .none }
            return changes == .missed
        }
    }

    /// Words of the server's that its library changed.
    private enum Changes {
        case none
        /// One is followed up.
        case reading
        /// Another came meanwhile.
        case missed
    }

    /// Tasks that begin with the link.
    private static let ownTasks = 4
    /// Between a word of the server's and the reading.
    static let changeDelay = Duration.seconds(3)
    /// From then on until the next such word counts.
    static let changePause = Duration.seconds(60)
}

/// Carries a refusal from the desk to the loop, which is made later.
private final class LateRefusal: Sendable {
    let loop = Mutex<LinkLoop?>(nil)

    func refuse(_ token: String) {
        guard let loop = loop.withLock({ $0 }) else { return }
        Task { await loop.refuse(token) }
    }
}

extension ServerSettings {
    /// How its requests are sent.
    var client: HTTPClientSettings {
        var client = HTTPClientSettings()
        client.userAgent = "\(DeviceIdentity.client)/\(device.version)"
        client.caFile = caFile
        client.verifiesCertificates = verifiesCertificates
        return client
    }
}

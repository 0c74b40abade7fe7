import Foundation
import Logging
import MediaServerAPI
import WallPolicy
import WebSocketTransport

/// One device's link: runs its machine, and does what that decides.
actor DeviceLink {
    /// Names of unknown messages that are remembered, so that each is said once.
    static let unknownMax = 100

    nonisolated let inbox = LinkInbox()
    private let cell: Int?
    private let number: Int
    private let surroundings: LinkSurroundings
    private let wishes: WishLine
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    private var machine: RemoteLinkStateMachine
    private var access: DeviceAccess?
    private var socket: (number: Int, socket: WebSocket)?
    private var proof: Task<Void, Never>?
    private var posting: Task<Void, Never>?
    private var status: RemoteStatus
    private var unknown: Set<String> = []
    private var bound = WishBound()
    private var generator = SystemRandomNumberGenerator()
    private let finishing: AsyncStream<Void>

    /// A link that runs from now on until its inbox says `end`.
    init(_ cell: Int?, _ surroundings: LinkSurroundings) {
        self.cell = cell
        self.surroundings = surroundings
        number = surroundings.nextLink()
        wishes = WishLine(cell, surroundings)
        began = clock.now
        machine = RemoteLinkStateMachine(
            healthCheck: surroundings.settings.healthCheck / .seconds(1))
        status = RemoteStatus(cell: cell, name: "", since: Date().timeIntervalSince1970)
        let (stream, end) = AsyncStream.makeStream(of: Void.self)
        finishing = stream
        Task {
            await self.run()
            end.finish()
        }
    }

    /// Waits for its end.
    nonisolated func finished(by end: ContinuousClock.Instant) async {
        let waiting = Task { for await _ in finishing {} }
        let alarm = Task {
            guard (try? await Task.sleep(until: end, clock: .continuous)) != nil else { return }
            waiting.cancel()
        }
        await waiting.value
        alarm.cancel()
    }

    private var now: Double { began.duration(to: clock.now) / .seconds(1) }

    private func run() async {
        while true {
            let deadline = machine.deadline.map { began + .seconds($0) }
            switch await inbox.next(until: deadline) {
            case nil: take(.ticked)
            case .event(let event):
                if event == .accessLost { access = nil }
                take(event)
            case .access(let access): use(access)
            case .socket(let number, let event): heard(number, event)
            case .healthCheck(let time): machine.setHealthCheck(time / .seconds(1))
            case .end:
                take(.accessLost)
                proof?.cancel()
                posting?.cancel()
                wishes.end()
                surroundings.board.set(nil, for: cell, by: number)
                return
            }
        }
    }

    private func use(_ access: DeviceAccess) {
        self.access = access
        wishes.use(access)
        status.name = access.device.device
        take(
            .accessGained(
                RemoteLinkAccess(
                    generation: access.generation, dialect: access.dialect,
                    server: access.serverName)))
        surroundings.board.set(status, for: cell, by: number)
    }

    // MARK: The machine

    private func take(_ event: RemoteLinkEvent) {
        for effect in machine.handle(event, now: now, using: &generator) { perform(effect) }
    }

    private func perform(_ effect: RemoteLinkEffect) {
        switch effect {
        case .dial(let number, let form): dial(number, form)
        case .hangUp(let number):
            guard let open = socket, open.number == number else { return }
            open.socket.close()
            socket = nil
        case .postCapabilities(let question):
            guard let access else { return }
            posting?.cancel()
            posting = Task { [inbox] in
                let posting = await LinkQuestions.post(access)
                inbox.put(.event(.capabilitiesPosted(question: question, posting)))
            }
        case .prove(let question):
            guard let access else { return }
            proof?.cancel()
            proof = Task { [inbox] in
                let proof = await LinkQuestions.prove(access)
                inbox.put(.event(.proved(question: question, proof)))
            }
        case .sendKeepAlive(let number):
            guard let open = socket, open.number == number else { return }
            if !open.socket.send(text: "{\"MessageType\":\"KeepAlive\"}") {
                // Its end is on the way, or its pings tell.
                surroundings.logger.debug("remote control: a sign of life could not be sent")
            }
        case .signInAgain: access?.signInAgain()
        case .serverLeaves: if let access { surroundings.events.serverLeaves(access.source) }
        case .changed(let standing): show(standing)
        case .note(let words): say(words)
        }
    }

    private func dial(_ number: Int, _ form: RemoteLinkEffect.Form) {
        guard let access else { return }
        do throws(WebSocketFailure) {
            guard let client = try surroundings.client() else { return }
            let request = SocketAddress.request(access, form, surroundings.settings)
            let opened = client.open(request) { [inbox] event in
                inbox.put(.socket(number, event))
            }
            socket = (number, opened)
        } catch {
            inbox.put(.event(.failed(socket: number, words: error.description)))
        }
    }

    private func show(_ standing: RemoteLinkStanding) {
        if status.phase != standing.phase { status.since = Date().timeIntervalSince1970 }
        status.phase = standing.phase
        status.reconnects = standing.reconnects
        status.lastError = standing.lastError
        surroundings.board.set(status, for: cell, by: number)
    }

    private func say(_ words: String) {
        guard let cell else {
            surroundings.logger.notice("\(words)")
            return surroundings.events.journal(words)
        }
        // A wall of 64 would tell everything 64 times.
        surroundings.logger.info("the device of cell \(cell): \(words)")
    }

    // MARK: The socket

    private func heard(_ number: Int, _ event: WebSocketEvent) {
        // What an old socket says late counts for nothing, commands included.
        guard number == machine.socket else { return }
        if event.isLast, socket?.number == number { socket = nil }
        switch event {
        case .opened: take(.opened(socket: number))
        case .text(let bytes): read(bytes, from: number)
        case .refused(let status, let retryAfter):
            take(.refused(socket: number, status: status, retryAfter: retryAfter))
        case .failed(let failure):
            take(.failed(socket: number, words: failure.description))
        case .closed(let code, _): take(.closed(socket: number, code: code))
        }
    }

    private func read(_ bytes: [UInt8], from number: Int) {
        let lost = inbox.takeLost()
        if lost > 0 {
            complain("The media server sends too much; \(lost) messages were left out.")
        }
        guard let message = SocketReader.message(bytes) else {
            return ignore("a message that is no JSON")
        }
        switch message {
        case .keepAlive: break
        case .keepAliveWanted(let seconds):
            take(.keepAliveWanted(socket: number, seconds: seconds))
        case .serverRestarting: take(.leaveAnnounced(socket: number, isRestart: true))
        case .serverShuttingDown: take(.leaveAnnounced(socket: number, isRestart: false))
        case .play(let play): wish(.play(play))
        case .command(let command): wish(.command(command))
        // Every device hears it; the wall's own tells it.
        case .libraryChanged: if cell == nil { surroundings.events.libraryChanged() }
        case .marksChanged(let marks): if cell == nil { tell(marks) }
        case .wrapped: ignore("a message that is packed into another one twice")
        case .unknown(let name): ignore("a message that the wall cannot follow (\(name))")
        }
    }

    private func wish(_ wish: WishLine.Wish) {
        switch bound.take(now: now) {
        case .taken:
            wishes.put(wish)
            if case .command(.message(let message)) = wish, message.isCut {
                complain("A message for whoever stands before the wall was too long, and was cut.")
            }
        case .firstDropped:
            complain("The media server sends more commands than a person can; some are left out.")
        case .dropped: break
        }
    }

    private func tell(_ marks: SocketMarks) {
        guard let access,
            marks.user.map({ ServerID.plain($0) == ServerID.plain(access.user) }) ?? true,
            !marks.marks.isEmpty
        else { return }
        surroundings.events.favorites(
            marks.marks.map {
                (access.dialect.itemID(server: access.serverID, item: $0.item), $0.isFavorite)
            })
    }

    private func ignore(_ what: String) {
        guard unknown.count < Self.unknownMax, unknown.insert(what).inserted else { return }
        complain("The media server sent \(what); it is ignored.")
    }

    private func complain(_ words: String) { surroundings.complain(words, of: cell) }
}

extension RemoteMessage {
    /// Whether more was sent than is shown; what is cut ends like this.
    fileprivate var isCut: Bool {
        text.count >= Self.textMax - 1 && text.hasSuffix("…")
            || title.count >= Self.titleMax - 1 && title.hasSuffix("…")
    }
}

import Logging
import MediaServerAPI
import Synchronization
import WallPolicy

/// A device's wishes on their way to the wall, in order: what was cast is looked up first, and
/// what was pressed afterwards waits for it. A newer cast, or a stop, ends an older look-up.
final class WishLine: Sendable {
    enum Wish: Sendable {
        case play(SocketPlay)
        case command(RemoteCommand)

        /// Whether casts before it do not matter any more.
        var supersedes: Bool {
            switch self {
            case .play(let play): play.moment == .now
            case .command(let command): command == .stop
            }
        }
    }

    /// Wishes that may wait for a look-up.
    static let waitingMax = 256

    private struct State {
        var access: DeviceAccess?
        /// Counts wishes that supersede others.
        var age = 0
        var lookUp: Task<Void, Never>?
        /// Whether the wall heard of the cast that is looked up.
        var isToldOf = false
    }

    private let cell: Int?
    private let surroundings: LinkSurroundings
    private let state = Mutex(State())
    private let line: AsyncStream<(Wish, age: Int)>.Continuation

    init(_ cell: Int?, _ surroundings: LinkSurroundings) {
        self.cell = cell
        self.surroundings = surroundings
        let (stream, line) = AsyncStream.makeStream(
            of: (Wish, age: Int).self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
        self.line = line
        Task { for await (wish, age) in stream { await self.follow(wish, age) } }
    }

    func use(_ access: DeviceAccess) { state.withLock { $0.access = access } }

    func put(_ wish: Wish) {
        let age = state.withLock { state in
            // Over, it stays over.
            if wish.supersedes, state.age < .max {
                state.age += 1
                state.lookUp?.cancel()
            }
            return state.age
        }
        if case .dropped = line.yield((wish, age: age)) {
            surroundings.logger.warning("remote control: a command was left out, too many wait")
        }
    }

    /// Nothing is wished any more.
    func end() {
        line.finish()
        state.withLock { state in
            state.age = .max
            state.lookUp?.cancel()
        }
    }

    private func follow(_ wish: Wish, _ age: Int) async {
        switch wish {
        case .command(let command): tell(command)
        case .play(let play):
            let lookUp = state.withLock { state -> Task<Void, Never>? in
                // Superseded before anybody looked.
                guard state.age == age, let access = state.access else { return nil }
                let cast = CastLookUp(access: access)
                let lookUp = Task { await self.play(play, cast) }
                state.lookUp = lookUp
                return lookUp
            }
            guard let lookUp else { return }
            await lookUp.value
            state.withLock { $0.lookUp = nil }
        }
    }

    private func tell(_ command: RemoteCommand) {
        guard state.withLock({ $0.age != .max }) else { return }
        surroundings.events.wish(RemoteWish(command, cell: cell))
    }

    private func play(_ play: SocketPlay, _ cast: CastLookUp) async {
        let patience = surroundings.settings.lookUpPatience
        state.withLock { $0.isToldOf = false }
        let isLate = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await cast.items(of: play) { words in
                    self.surroundings.complain(words, of: self.cell)
                } tell: { command in
                    self.state.withLock { $0.isToldOf = true }
                    self.tell(command)
                }
                return false
            }
            group.addTask {
                (try? await Task.sleep(for: patience)) != nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? false
        }
        guard isLate else { return }
        let words = "Only a part of what was cast could be looked up in time."
        // What began is played, and nobody is told that it cannot be.
        if state.withLock({ $0.isToldOf }) { return surroundings.complain(words, of: cell) }
        tell(cast.failed(.timedOut))
    }
}

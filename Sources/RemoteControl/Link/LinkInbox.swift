import MediaServerAPI
import Synchronization
import WebSocketTransport

/// What waits for a link: from the sockets' thread, from questions, from the wall. Whoever takes
/// from it sleeps until something comes or its time is over, and is woken for nothing else.
final class LinkInbox: Sendable {
    enum Entry: Sendable {
        case access(DeviceAccess)
        case event(RemoteLinkEvent)
        case socket(Int, WebSocketEvent)
        case healthCheck(Duration)
        case end
    }

    /// Messages that may wait; a server that sends faster than they are read has gone mad.
    static let messagesMax = 256
    /// Bytes of them.
    static let bytesMax = 2 * SocketMessage.bytesMax

    private struct State {
        var entries: [Entry] = []
        var messages = 0
        var bytes = 0
        var lost = 0
        var sleeper: CheckedContinuation<Void, Never>?
        /// Counts sleeps, so that an old alarm wakes nobody.
        var sleep = 0
        var isOver = false
    }

    private let state = Mutex(State())

    /// Puts it behind the others. Messages that are too many are left out and counted.
    func put(_ entry: Entry) {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if case .socket(_, .text(let bytes)) = entry {
                guard state.messages < Self.messagesMax, state.bytes + bytes.count <= Self.bytesMax
                else {
                    state.lost += 1
                    return nil
                }
                state.messages += 1
                state.bytes += bytes.count
            }
            state.entries.append(entry)
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// How many messages were left out since the last question.
    func takeLost() -> Int {
        state.withLock { state in
            defer { state.lost = 0 }
            return state.lost
        }
    }

    /// The next; nil when the time is over.
    func next(until deadline: ContinuousClock.Instant?) async -> Entry? {
        if let entry = take() { return entry }
        if let deadline, deadline <= .now { return nil }
        let number = state.withLock { state in
            state.sleep += 1
            state.isOver = false
            return state.sleep
        }
        let alarm = deadline.map { deadline in
            Task { [weak self] in
                guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else {
                    return
                }
                self?.ring(number)
            }
        }
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard state.entries.isEmpty, !state.isOver else { return true }
                state.sleeper = continuation
                return false
            }
            if isDue { continuation.resume() }
        }
        alarm?.cancel()
        return take()
    }

    private func ring(_ number: Int) {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.sleep == number else { return nil }
            state.isOver = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    private func take() -> Entry? {
        state.withLock { state in
            guard !state.entries.isEmpty else { return nil }
            let entry = state.entries.removeFirst()
            if case .socket(_, .text(let bytes)) = entry {
                state.messages -= 1
                state.bytes -= bytes.count
            }
            return entry
        }
    }
}

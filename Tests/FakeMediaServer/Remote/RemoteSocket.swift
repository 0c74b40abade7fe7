import FaultyServer
import Foundation
import Synchronization

/// One websocket of a client. Its thread alone reads and writes; everybody else leaves what is
/// to be sent in its outbox and wakes it.
final class RemoteSocket: Sendable {
    /// What may wait for a client that takes nothing, bytes; beyond it the socket is cut.
    static let outboxBytesMax = 32 << 20
    /// How long a close frame's answer is waited for.
    static let farewell = Duration.seconds(1)
    /// How often a silent socket looks at the time and at the server's wishes, milliseconds.
    static let lookMilliseconds: Int32 = 20

    /// How it is to end.
    enum Ending: Sendable, Hashable {
        case cut, reset
        /// With a close frame, after what waits.
        case close(UInt16)
    }

    private struct State {
        var outbox: [UInt8] = []
        var ending: Ending?
        var endingSince = ContinuousClock.now
        var isOpen = false
        var bell: RemoteBell?
        var lastActivity = ContinuousClock.now
    }

    /// In the order of opening.
    let number: Int
    /// Nil for a socket that belongs to no session, and is never sent anything.
    let device: DeviceKey?
    /// Whose it is; nil for an API key.
    let account: Int?
    let hub: RemoteHub
    private let state = Mutex(State())

    init(_ number: Int, _ device: DeviceKey?, account: Int?, _ hub: RemoteHub) {
        self.number = number
        self.device = device
        self.account = account
        self.hub = hub
    }

    var isOpen: Bool { state.withLock { $0.isOpen } }
    /// When something last came from the client.
    var lastActivity: ContinuousClock.Instant { state.withLock { $0.lastActivity } }
    /// Whether the server has said farewell.
    var isEnding: Bool { state.withLock { $0.ending != nil } }
    /// Whether all has been handed to the system.
    var isDrained: Bool { state.withLock { $0.outbox.isEmpty || !$0.isOpen } }

    /// Sends bytes, which need not be frames.
    func send(_ bytes: [UInt8]) {
        state.withLock { state in
            guard state.isOpen else { return }
            state.outbox += bytes
            if state.outbox.count > Self.outboxBytesMax { state.ending = .cut }
            state.bell?.ring()
        }
    }

    func send(_ message: RemoteMessage) {
        send(WebSocketFrame.text(message.text(dataAsText: hub.options.dataAsText)))
    }

    func end(_ ending: Ending) {
        state.withLock { state in
            if case .close(let code) = ending { state.outbox += WebSocketFrame.close(code) }
            state.ending = ending
            state.endingSince = .now
            state.bell?.ring()
        }
    }

    // MARK: Its thread

    /// Until the socket ends.
    /// - Parameter head: the answer to the upgrade; who has it finds the socket open.
    func serve(_ stream: SiteStream, head: [UInt8]) {
        let bell = RemoteBell()
        state.withLock { state in
            state.outbox = head
            state.isOpen = true
            state.bell = bell
            state.lastActivity = .now
        }
        hub.opened(self)
        var talk = RemoteTalk(self, stream)
        while talk.turn() {
            let hasMore = !state.withLock { $0.outbox.isEmpty }
            // One that is half-open neither reads nor writes; its end is all that it would see.
            let isFrozen = hub.isFrozen
            let ready = stream.wait(
                reading: !isFrozen, writing: hasMore && !isFrozen, wake: isFrozen ? -1 : bell.ear,
                milliseconds: Self.lookMilliseconds)
            if ready.hasGone, isFrozen { break }
            bell.quieten()
        }
        state.withLock { state in
            state.isOpen = false
            state.outbox = []
            state.bell = nil
        }
        bell.close()
        hub.closed(self)
    }

    /// Gives the system what waits.
    /// - Returns: whether the socket goes on.
    func write(to stream: SiteStream) -> Bool {
        state.withLock { state in
            if state.ending == .cut { return false }
            if state.ending == .reset {
                stream.reset()
                return false
            }
            var sent = 0
            while sent < state.outbox.count {
                guard let count = stream.write(state.outbox[sent...]) else { return false }
                if count == 0 { break }
                sent += count
            }
            state.outbox.removeFirst(sent)
            // The client's own close frame ends it, or that there is none.
            if state.ending != nil { return state.endingSince.duration(to: .now) < Self.farewell }
            return true
        }
    }

    func wasActive() { state.withLock { $0.lastActivity = .now } }
}

import Synchronization
import WallPolicy

/// The live state for all who follow it: one look at the wall serves them all, and without
/// anybody nothing is looked at. It must be closed.
final class EventHub: Sendable {
    /// Streams at once.
    static let streamsMax = 16
    /// Messages that wait for a client; one that reads slower loses the line, and catches up.
    static let waitingMax = 256
    /// Between two looks, milliseconds: a change is told within a quarter of a second.
    private static let lookMilliseconds = 100
    /// A line that says nothing is said to be alive so often, seconds.
    private static let heartbeatSeconds = 15.0

    /// Messages beside one for each cell that are told again one by one.
    private static let missedMax = 32

    private struct Follower {
        let continuation: AsyncStream<[UInt8]>.Continuation
        var toldAt: Double
    }

    private struct State {
        var log = EventLog()
        var followers: [Int: Follower] = [:]
        var nextFollower = 1
        var isLooking = false
        var isClosed = false
    }

    private let wall: any WallAccess
    private let state = Mutex(State())
    private let began = ContinuousClock.now
    /// Names this start, so that ids of an earlier one are not taken for its own.
    private let start = String(UInt32.random(in: .min ... .max), radix: 16)

    init(wall: any WallAccess) { self.wall = wall }

    /// Follows the wall.
    /// - Parameter lastID: what a client saw last, by `Last-Event-ID`.
    /// - Returns: bytes to send; nil when there are streams enough.
    /// - Throws: `EncodingError` when a figure is no number.
    func follow(after lastID: String?) throws -> AsyncStream<[UInt8]>? {
        let snapshot = wall.snapshot()
        let now = now
        let (stream, mustLook, slow) = try state.withLock {
            state throws -> (AsyncStream<[UInt8]>?, Bool, [AsyncStream<[UInt8]>.Continuation]) in
            guard !state.isClosed, state.followers.count < Self.streamsMax else {
                return (nil, false, [])
            }
            let slow = tell(try state.log.take(snapshot, now: now), &state, now)
            let (stream, continuation) = AsyncStream.makeStream(
                of: [UInt8].self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
            continuation.yield(Array("retry: 2000\n\n".utf8))
            // All at once: one by one they would not all find room before anybody reads. Of many,
            // most are old news of the same cells, so the whole is less.
            let missed = missed(lastID, state.log)
            if let missed, missed.count <= snapshot.cells.count + Self.missedMax {
                continuation.yield(missed.flatMap { $0.bytes(start: start) })
            } else {
                let whole = LiveEvent(
                    number: state.log.number, kind: .snapshot,
                    json: try SnapshotJSON.encode(snapshot))
                continuation.yield(whole.bytes(start: start))
            }
            let key = state.nextFollower
            state.nextFollower += 1
            state.followers[key] = Follower(continuation: continuation, toldAt: now)
            continuation.onTermination = { [weak self] _ in self?.leave(key) }
            defer { state.isLooking = true }
            return (stream, !state.isLooking, slow)
        }
        // Outside of the lock: the end of a stream calls `leave`.
        for continuation in slow { continuation.finish() }
        if mustLook { Task.detached { [weak self] in await self?.look() } }
        return stream
    }

    /// Ends all streams; nobody follows any more.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.followers = [:] }
            return state.followers.values.map(\.continuation)
        }
        // Outside of the lock: the end of a stream calls `leave`.
        for continuation in left { continuation.finish() }
    }

    private func missed(_ lastID: String?, _ log: EventLog) -> [LiveEvent]? {
        guard let lastID, lastID.hasPrefix(start + "-"),
            let number = Int(lastID.dropFirst(start.count + 1))
        else { return nil }
        return log.missed(after: number)
    }

    private func leave(_ key: Int) { _ = state.withLock { $0.followers.removeValue(forKey: key) } }

    private func look() async {
        while true {
            try? await Task.sleep(for: .milliseconds(Self.lookMilliseconds))
            let snapshot = wall.snapshot()
            let now = now
            let slow = state.withLock { state -> [AsyncStream<[UInt8]>.Continuation]? in
                guard !state.followers.isEmpty else {
                    state.isLooking = false
                    return nil
                }
                // A figure that is no number is told when it is one again.
                let events = (try? state.log.take(snapshot, now: now)) ?? []
                return tell(events, &state, now)
            }
            guard let slow else { return }
            for continuation in slow { continuation.finish() }
        }
    }

    /// - Returns: streams whose clients do not keep up.
    @discardableResult
    private func tell(
        _ events: [LiveEvent], _ state: inout State, _ now: Double
    ) -> [AsyncStream<[UInt8]>.Continuation] {
        var slow: [AsyncStream<[UInt8]>.Continuation] = []
        let bytes = events.flatMap { $0.bytes(start: start) }
        for (key, follower) in state.followers {
            let isSilent = now - follower.toldAt >= Self.heartbeatSeconds
            guard !bytes.isEmpty || isSilent else { continue }
            state.followers[key]?.toldAt = now
            let result = follower.continuation.yield(bytes.isEmpty ? Array(":\n\n".utf8) : bytes)
            if case .dropped = result { slow.append(follower.continuation) }
        }
        return slow
    }

    /// Seconds on a clock that never goes back.
    private var now: Double { began.duration(to: .now).seconds }
}

import Host
import Synchronization
public import WatchdogPolicy

/// Takes messages to the channels: all channels at once, each with its own time, each in
/// the order of its messages.
public struct Courier: Sendable {
    /// How long one message may take.
    public static let messageTimeout = Duration.seconds(8)
    /// How long a whole delivery may take.
    public static let deliveryTimeout = Duration.seconds(9)

    private let settings: ChannelSettings
    private let hostName: String

    /// - Parameter hostName: the machine's name, for mails.
    public init(_ settings: ChannelSettings, hostName: String) {
        self.settings = settings
        self.hostName = hostName
    }

    /// What came of a delivery, without a secret in it.
    public enum Result: Sendable, Equatable {
        /// A channel took a message.
        case sent(Channel, text: String)
        /// It did not; the message waits for a later run.
        case failed(Channel, why: String)
        /// A message was given up; in words.
        case dropped(String)
    }

    /// Delivers what waits in the outbox.
    ///
    /// - Parameters:
    ///   - isUrgent: whether to try channels, too, that failed a moment ago: there is news.
    ///   - wall: seconds since 1970.
    public func deliver(_ outbox: Outbox, isUrgent: Bool, wall: Int) -> [Result] {
        let (messages, dropped) = outbox.waiting(wall: wall)
        let results = Results(dropped.map(Result.dropped))
        let queues = Dictionary(grouping: messages, by: \.channel)
        let deadline = ContinuousClock.now + Self.deliveryTimeout
        let bodies = settings.channels.compactMap { channel -> (@Sendable () -> Void)? in
            guard let queue = queues[channel], let first = queue.first,
                isUrgent || Self.isDue(first, wall)
            else { return nil }
            return { deliver(queue, deadline, wall, results) }
        }
        if !Parallel.run(bodies, within: Self.deliveryTimeout) {
            results.add(.dropped("not every channel answered in time; it is tried again"))
        }
        return results.all
    }

    /// Sends a message to a channel at once, past the outbox.
    /// - Returns: nil when it was taken, else why not.
    public func send(_ message: WatchdogMessage, to channel: Channel) -> String? {
        Sending.send(
            message, channel, settings, hostName: hostName, timeout: Self.messageTimeout)
    }

    private func deliver(
        _ queue: [Outbox.Waiting], _ deadline: ContinuousClock.Instant, _ wall: Int,
        _ results: Results
    ) {
        for waiting in queue {
            let left = deadline - .now
            guard left > .milliseconds(100) else { return }
            let why = Sending.send(
                waiting.message, waiting.channel, settings, hostName: hostName,
                timeout: min(left, Self.messageTimeout))
            if let why {
                Self.putOff(waiting, wall)
                results.add(.failed(waiting.channel, why: why))
                // Those behind it would come before it.
                return
            }
            // A file that stays would be a message sent twice; there is no better way.
            try? WholeFile.remove(waiting.path)
            results.add(.sent(waiting.channel, text: waiting.message.text))
        }
    }

    /// The longer it waits already, the more rarely it is tried: at least every hour. The
    /// file's own time says when.
    private static func putOff(_ waiting: Outbox.Waiting, _ wall: Int) {
        let age = max(0, wall - waiting.message.wall)
        WholeFile.setModified(waiting.path, wall + min(3600, age / 2))
    }

    private static func isDue(_ waiting: Outbox.Waiting, _ wall: Int) -> Bool {
        guard let due = WholeFile.modified(waiting.path) else { return false }
        return due <= wall || due > wall + 3600
    }
}

/// Results that several threads add to.
private final class Results: Sendable {
    private let list: Mutex<[Courier.Result]>

    init(_ first: [Courier.Result]) { list = Mutex(first) }

    func add(_ result: Courier.Result) { list.withLock { $0.append(result) } }

    var all: [Courier.Result] { list.withLock { $0 } }
}

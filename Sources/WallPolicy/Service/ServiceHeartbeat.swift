/// When a wall that a service manager started says that it shows something, and that it lives.
///
/// It lives while it draws: since its last word the loop must have ended a turn in which all
/// that was due was done, and something must have been presented. A wall with nothing to draw
/// (all paused, or only cards) is asked to present a little for the manager's sake.
public struct ServiceHeartbeat: Sendable {
    /// What is to be done.
    public enum Effect: Sendable, Equatable {
        /// Tell the manager that the wall shows something.
        case tellReady
        /// Tell it that the start may take so much longer, seconds.
        case extendStart(seconds: Double)
        /// Tell it that the wall lives.
        case tellAlive
        /// Draw something small and present it.
        case presentProof
    }

    /// A start that is under way may take so much longer each time, seconds: longer than one
    /// turn of a loop may ever take.
    public static let extensionSeconds = 20.0
    /// Between two such words, seconds.
    static let extensionIntervalSeconds = 5.0
    /// After this a start is not extended any more, seconds: `HYPERWALL_START_TIMEOUT_S` gives
    /// each item 600 at most, then there is a card.
    static let startSecondsMax = 660.0
    /// A proof that was asked for and did not come is asked for again, seconds.
    static let proofIntervalSeconds = 1.0

    private enum State: Sendable {
        /// Nothing is shown yet. Can transition to: alive.
        case starting(extendsAt: Double)
        /// Something was shown. `presents` is their count when the manager was told last.
        case alive(since: Double, presents: Int, asksAt: Double)
    }

    /// How often the manager hears of the wall, seconds; nil when nobody watches.
    private let interval: Double?
    private var state: State

    /// - Parameters:
    ///   - watchdogSeconds: `WatchdogSec=`; nil when nobody watches.
    ///   - now: seconds.
    public init(watchdogSeconds: Double?, now: Double) {
        interval = watchdogSeconds.map { $0 / 3 }
        state = .starting(extendsAt: now)
    }

    /// Whether a turn that ends now has to be told of at all: cheap, for every turn.
    public func wants(now: Double) -> Bool {
        switch state {
        case .starting: true
        case .alive(let since, _, _):
            interval.map { now >= since + $0 } ?? false
        }
    }

    /// Whether nothing was shown yet.
    public var isStarting: Bool {
        if case .starting = state { true } else { false }
    }

    /// A turn of the loop ended, with everything done that was due.
    /// - Parameters:
    ///   - now: seconds.
    ///   - presents: how often something was presented since the start.
    ///   - isShown: whether a picture or a card was presented, or there is no display to present
    ///     it on.
    ///   - canPresent: whether there is a display.
    public mutating func turnEnded(
        now: Double, presents: Int, isShown: Bool, canPresent: Bool
    ) -> [Effect] {
        switch state {
        case .starting(let extendsAt):
            if isShown {
                state = .alive(since: now, presents: presents, asksAt: 0)
                return interval == nil ? [.tellReady] : [.tellReady, .tellAlive]
            }
            guard now >= extendsAt, now < Self.startSecondsMax else { return [] }
            state = .starting(extendsAt: now + Self.extensionIntervalSeconds)
            return [.extendStart(seconds: Self.extensionSeconds)]
        case .alive(let since, let counted, let asksAt):
            guard let interval, now >= since + interval else { return [] }
            if presents != counted || !canPresent {
                state = .alive(since: now, presents: presents, asksAt: 0)
                return [.tellAlive]
            }
            guard now >= asksAt else { return [] }
            state = .alive(
                since: since, presents: counted, asksAt: now + Self.proofIntervalSeconds)
            return [.presentProof]
        }
    }
}

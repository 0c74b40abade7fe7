import Dispatch
import Foundation
import Synchronization

/// Ends players off the main thread: `mpv_terminate_destroy` can block on a
/// network read. Counts those that outlive their deadline and lets them be.
public final class PlayerDisposal: Sendable {
    /// How long one may take before it counts as abandoned: 2 s; measured are
    /// 0.15 s in a hung read and 17 ms in a hung open.
    public static let deadline: Duration = .seconds(2)

    /// How many players are on their way out.
    public struct Counts: Sendable, Equatable {
        /// Handed over since the start.
        public var handedOver = 0
        /// Ended.
        public var ended = 0
        /// Past their deadline and still there.
        public var abandoned = 0
        /// Still there, in time or not.
        public var pending: Int { handedOver - ended }
    }

    private struct State {
        var handedOver = 0
        var ended = 0
        var started: [Int: ContinuousClock.Instant] = [:]
    }

    private let state = Mutex(State())
    private let group = DispatchGroup()

    /// Nothing to dispose of yet.
    public init() {}

    func dispose(_ core: PlayerCore) {
        let ticket = state.withLock { state in
            state.handedOver += 1
            state.started[state.handedOver] = .now
            return state.handedOver
        }
        group.enter()
        // A thread of its own: one that never ends must not be missed by the next player, as
        // one of Dispatch's few would be.
        let thread = Thread { [self] in
            core.destroy()
            state.withLock { state in
                state.ended += 1
                state.started[ticket] = nil
            }
            group.leave()
        }
        thread.name = "disposal"
        thread.start()
    }

    /// How it stands now.
    public var counts: Counts {
        state.withLock { state in
            let now = ContinuousClock.now
            return Counts(
                handedOver: state.handedOver, ended: state.ended,
                abandoned: state.started.values.filter { $0.duration(to: now) > Self.deadline }
                    .count)
        }
    }

    /// Waits until all have ended, or the time is over.
    /// - Returns: false when some are still there.
    public func waitForAll(atMost timeout: Duration) -> Bool {
        let seconds =
            Double(timeout.components.seconds)
            + Double(timeout.components.attoseconds) / 1e18
        return group.wait(timeout: .now() + seconds) == .success
    }
}

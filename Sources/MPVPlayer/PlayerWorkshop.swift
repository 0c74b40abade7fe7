import Dispatch
import Foundation
import Glibc
import Synchronization

/// Makes players on a thread of its own that yields to the drawing threads.
///
/// A core's threads inherit the niceness of the thread that makes it. On a
/// machine whose cores are all busy a decoder that waits a little costs
/// nothing, since frames are decoded ahead; a drawing thread that waits for
/// sixteen decoders costs every cell its frame.
public final class PlayerWorkshop: Sendable {
    /// How much the players' threads yield; each step is about a tenth.
    public static let niceness: Int32 = 5

    private struct Order: Sendable {
        let options: [(MPVOption, String)]
        let wake: @Sendable () -> Void
        let reply: @Sendable (Result<PlayerCore, MPVError>) -> Void
    }

    private let orders = Mutex<[Order]>([])
    private let available = DispatchSemaphore(value: 0)
    private let closing = Atomic<Bool>(false)

    /// Opens it.
    public init() {
        let thread = Thread { [self] in
            // Per thread on Linux. Refused, players are made all the same.
            let niceness =
                ProcessInfo.processInfo.environment["HWNICE"].flatMap { Int32($0) } ?? Self.niceness
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
            work()
        }
        thread.name = "players"
        thread.start()
    }

    private func work() {
        while true {
            available.wait()
            if closing.load(ordering: .acquiring) { return }
            guard let order = orders.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
                continue
            }
            do throws(MPVError) {
                order.reply(.success(try PlayerCore(options: order.options, wake: order.wake)))
            } catch {
                order.reply(.failure(error))
            }
        }
    }

    /// Makes a player that does nothing yet; waits until it is there.
    /// - Parameters:
    ///   - options: set before mpv starts.
    ///   - wake: wakes the loop; called from mpv's threads.
    /// - Throws: the option that mpv refused, or that there is no mpv to be had.
    public func make(
        options: [(MPVOption, String)], wake: @escaping @Sendable () -> Void
    ) throws(MPVError) -> Player {
        let ready = DispatchSemaphore(value: 0)
        let box = Box()
        orders.withLock {
            $0.append(
                Order(options: options, wake: wake) { result in
                    box.put(result)
                    ready.signal()
                })
        }
        available.signal()
        ready.wait()
        return Player(owning: try box.take().get())
    }

    /// Closes it; players that were made stay.
    public func close() {
        guard !closing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        available.signal()
    }
}

/// Carries one result from the workshop's thread to the one that waits for it.
private final class Box: Sendable {
    private let result = Mutex<Result<PlayerCore, MPVError>?>(nil)

    func put(_ value: Result<PlayerCore, MPVError>) { result.withLock { $0 = value } }

    func take() -> Result<PlayerCore, MPVError> {
        result.withLock { held in
            held ?? .failure(MPVError(operation: "create", code: -1))
        }
    }
}

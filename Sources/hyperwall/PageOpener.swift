import ControlServer
import Dispatch
import Logging
import Synchronization
import WallPolicy

/// Tries again to listen for the control page where the start could not: another program may let
/// the port go, and a machine may get its address after the wall has begun.
///
/// It must be ended before the server is.
final class PageOpener: Sendable {
    /// Before the first try, and between two at most, seconds: a wall that is started anew has its
    /// port at once, another program may keep it for days.
    private static let seconds = 1...15

    private let server: ControlServer
    private let logger: Logger
    private let tell: @Sendable (PageSnapshot) -> Void
    private let queue = DispatchQueue(label: "hyperwall.page", qos: .utility)
    private let hasEnded = Mutex(false)

    /// - Parameter tell: takes where the page is, once it is.
    init(
        _ server: ControlServer, _ logger: Logger, tell: @escaping @Sendable (PageSnapshot) -> Void
    ) {
        self.server = server
        self.logger = logger
        self.tell = tell
    }

    /// Begins, with a pause.
    func begin(_ web: WebSettings) { tryAgain(web, in: Self.seconds.lowerBound) }

    /// Nothing is tried any more.
    func end() { hasEnded.withLock { $0 = true } }

    private func tryAgain(_ web: WebSettings, in seconds: Int) {
        queue.asyncAfter(deadline: .now() + .seconds(seconds)) { [weak self] in
            self?.tryNow(web, after: seconds)
        }
    }

    private func tryNow(_ web: WebSettings, after seconds: Int) {
        // The lock is held for the try: an end waits for it, and nothing listens after the end.
        let page = hasEnded.withLock { $0 ? nil : WebPlace.open(server, web) }
        guard let page else { return }
        guard page.problem == nil else {
            return tryAgain(web, in: min(2 * seconds, Self.seconds.upperBound))
        }
        logger.notice("The control page is at \(page.address)")
        tell(page)
    }
}

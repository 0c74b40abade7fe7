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
    /// Between two tries, seconds.
    private static let seconds = 15

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
    func begin(_ web: WebSettings) {
        queue.asyncAfter(deadline: .now() + .seconds(Self.seconds)) { [weak self] in
            self?.tryAgain(web)
        }
    }

    /// Nothing is tried any more.
    func end() { hasEnded.withLock { $0 = true } }

    private func tryAgain(_ web: WebSettings) {
        // The lock is held for the try: an end waits for it, and nothing listens after the end.
        let page = hasEnded.withLock { $0 ? nil : WebPlace.open(server, web) }
        guard let page else { return }
        guard page.problem == nil else { return begin(web) }
        logger.notice("The control page is at \(page.address)")
        tell(page)
    }
}

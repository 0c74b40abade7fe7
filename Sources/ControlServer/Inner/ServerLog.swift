import FlyingSocks
import Logging
import Synchronization

/// FlyingFox's log in ours. It reports each connection as information and its
/// own normal end as critical, so its words are taken for what they mean here.
final class ServerLog: FlyingSocks.Logging {
    private let logger: Logger
    private let ending = Atomic(false)

    init(_ logger: Logger) { self.logger = logger }

    /// From now on the end of the server is no news.
    func expectEnd() { ending.store(true, ordering: .relaxed) }

    /// Whether it is.
    var expectsEnd: Bool { ending.load(ordering: .relaxed) }

    func logDebug(_ debug: @autoclosure () -> String) { logger.trace("\(debug())") }

    func logInfo(_ info: @autoclosure () -> String) { logger.trace("\(info())") }

    func logWarning(_ warning: @autoclosure () -> String) { logger.debug("\(warning())") }

    /// A client that hung up, a handler that failed: an answer said so already.
    func logError(_ error: @autoclosure () -> String) { logger.debug("\(error())") }

    func logCritical(_ critical: @autoclosure () -> String) {
        if expectsEnd {
            logger.trace("\(critical())")
        } else {
            logger.error("The control server ended: \(critical())")
        }
    }
}

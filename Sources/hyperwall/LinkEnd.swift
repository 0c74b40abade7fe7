import Dispatch
import MediaServer

/// The end of a media server's link, from code that waits.
enum LinkEnd {
    /// What is open on the server has so long to be closed, seconds; the rest is on disk, and
    /// the next start closes it.
    static let seconds = 2.0

    /// Ends it and waits.
    static func wait(for link: ServerLink) {
        let done = DispatchSemaphore(value: 0)
        Task {
            await link.stop(within: seconds)
            done.signal()
        }
        // Nothing of it may keep a wall from its end.
        _ = done.wait(timeout: .now() + seconds + 1)
    }
}

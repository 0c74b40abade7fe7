import Dispatch
import Glibc
import Logging
import MPVPlayer

extension Wall {
    /// The whole way out may take this long, whatever hangs.
    static let shutdownSeconds = 5.0

    /// Ends everything, and the process where something would not end.
    func shutDown(_ status: Int32) {
        let logger = logger
        DispatchQueue.global(qos: .userInteractive).asyncAfter(
            deadline: .now() + Self.shutdownSeconds
        ) {
            logger.warning(
                "something would not end within \(Self.shutdownSeconds) s; leaving all the same")
            _exit(status)
        }
        if !closeAll() {
            logger.warning(
                "\(disposal.counts.pending) players did not end in time; they end with the process")
            // Their threads still use what exit() would tear down.
            _exit(status)
        }
    }

    /// Ends everything in order: the windows first, so that nobody sees half a
    /// wall; then the players; then SDL.
    /// - Returns: false when players are still there after their deadline.
    func closeAll() -> Bool {
        for window in windows { window.window.hide() }
        probes.close()
        backend.makeCurrent()
        for driver in drivers.values { driver.close(disposal) }
        drivers.removeAll()
        painter.close()
        for window in windows {
            window.tiles = []
            backend.renderer.detach(window.window)
            window.window.close()
        }
        windows.removeAll()
        backend.renderer.close()
        backend.video.close()
        return disposal.waitForAll(atMost: PlayerDisposal.deadline)
    }
}

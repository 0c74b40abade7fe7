import Dispatch
import Glibc
import Logging
import MPVPlayer
import Synchronization

extension Wall {
    /// Ends everything, and the process where something would not end.
    func shutDown(_ status: Int32) {
        ShutdownDeadline.arm(status: status)
        service?.notifier.send(.stopping)
        // Who leaves safe mode has said so already.
        if !leavesSafeMode { options.life.ends(with: status) }
        // Now, since a player that hangs ends this with the process.
        if let failure { Output.write("hyperwall: \(failure)\n", to: STDERR_FILENO) }
        defer { LogWriter.shared.flush() }
        if !closeAll() {
            logger.warning(
                "\(disposal.counts.pending) players did not end in time; they end with the process")
            LogWriter.shared.flush()
            // Their threads still use what exit() would tear down.
            _exit(status)
        }
    }

    /// Ends everything in order: the windows first, so that nobody sees half a
    /// wall; then the players; then SDL.
    /// - Returns: false when players are still there after their deadline.
    func closeAll() -> Bool {
        saveAtTheEnd()
        leaveServer()
        journal.close(atMost: Self.lastWordSeconds)
        for window in windows { window.window.hide() }
        giveDisplaysBack()
        probes.close()
        sourceProbe.close()
        backend.makeCurrent()
        let leavesAt = now + Self.farewellSeconds
        retiring += drivers.values.compactMap { $0.release(until: leavesAt, isLast: true) }
        while now < leavesAt {
            for player in retiring { player.discardFrame() }
            wakeUp.wait(seconds: 0.02, input: -1, hearsWakeUps: false)
        }
        for player in retiring { player.close(disposal) }
        retiring.removeAll()
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

/// Ends the process when its way out takes too long, whatever hangs.
enum ShutdownDeadline {
    /// For the whole way out, seconds.
    static let seconds = 5.0

    private static let armed = Atomic<Bool>(false)

    /// From now on; the first call counts.
    static func arm(status: Int32) {
        guard !armed.exchange(true, ordering: .relaxed) else { return }
        DispatchQueue.global(qos: .userInteractive).asyncAfter(deadline: .now() + seconds) {
            // Without a last word: standard error may be what hangs.
            _exit(status)
        }
    }
}

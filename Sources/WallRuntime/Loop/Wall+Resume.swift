import Logging
import Tunables
import WallPolicy

extension Wall {
    /// How long the way out waits for a disk, seconds: one that hangs costs some seconds of
    /// position, not the way out.
    static let lastWordSeconds = 0.5

    /// Goes on where an earlier wall of this name was.
    func resume() {
        guard let found = resumeFile.read() else {
            hastyStarts = 1
            return
        }
        hastyStarts = found.hastyStarts
        let state = found.forStart
        if state.cells.count < found.cells.count {
            logger.warning(
                """
                the wall ended \(found.hastyStarts) times soon after its start: \
                its items are not resumed this time
                """)
        }
        uncounted = found
        logger.info("going on where the last wall was, with \(state.cells.count) items")
        handle(.resumed(state))
    }

    /// Counts this start, before the first item is opened that the last wall had: it may be what
    /// ended that. A wall that found none of its items was ended by none of them.
    func countStart(_ items: [MediaItem]) {
        guard var counted = uncounted else { return }
        let waiting = Set(policy.waitingToResume.map(\.item))
        guard items.contains(where: { waiting.contains($0.id) }) else { return }
        uncounted = nil
        hastyStarts += 1
        counted.hastyStarts = hastyStarts
        resumeFile.offer(counted, now: now)
    }

    /// Keeps where the wall is, now and then.
    func saveWhereItIs(_ time: Double) {
        guard !isSafe, let state = resumeState(time) else { return }
        resumeFile.offer(state, now: time)
    }

    /// The wall ends by itself: the next one goes on here, unless that is not wanted.
    func saveAtTheEnd() {
        // What was before safe mode is worth more.
        guard !isSafe else { return }
        // What crashed or was killed goes on in any case; that never comes here.
        guard policy.settings.resume || exitStatus != 0 else {
            return resumeFile.forget(atMost: Self.lastWordSeconds)
        }
        guard var state = resumeState(now) else { return }
        state.hastyStarts = 0
        if !resumeFile.finish(state, atMost: Self.lastWordSeconds) {
            logger.warning("where the wall is could not be saved in time")
        }
    }

    /// Nil while there is nothing to tell yet: what an earlier wall wrote is worth more.
    private func resumeState(_ time: Double) -> ResumeState? {
        guard policy.hasCatalogue, !policy.cells.isEmpty else { return nil }
        var state = ResumeState(
            snapshot: makeSnapshot(time), configuredGrid: policy.settings.grid
        )
        .with(waiting: policy.waitingToResume)
        state.hastyStarts = time < ResumeState.livedSeconds ? hastyStarts : 0
        return state
    }
}

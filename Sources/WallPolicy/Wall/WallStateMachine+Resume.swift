extension WallStateMachine {
    /// A cell whose item is not there plays something of its own: for so long it still goes back
    /// when the item comes, seconds.
    static let resumeSeconds = 300.0

    /// Goes on where an earlier wall was. Before the first display appears.
    mutating func resume(_ state: ResumeState, now: Double) {
        // What a person set by key stays until the configuration asks for something else.
        if state.configuredGrid == settings.grid { grid = state.grid }
        volume = state.volume
        favoritesOnly = state.filter == "favorites"
        resumedFocus = state.focus
        resumedSound = state.sounding
        isPaused = state.paused
        pausedSince = isPaused ? now : nil
        pausedBefore = Set(state.cells.filter(\.paused).map(\.number))
        resume = Dictionary(state.cells.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
    }

    /// Cells of an earlier wall that have not gone on here yet.
    public var waitingToResume: [ResumeState.Cell] {
        resume.values.sorted { $0.number < $1.number }
    }

    /// Cells that wait for their turn to start keep what they had: none that starts before them,
    /// and has to look for something else, gets it.
    mutating func claimResumed() {
        guard hasCatalogue else { return }
        for saved in waitingToResume where cells.indices.contains(saved.number - 1) {
            let id = cells[saved.number - 1].id
            // What has no end and is gone makes room at once.
            if let current = order.current(of: id), current.hasEnd || isListed(current) { continue }
            _ = order.take(saved.item, for: id)
        }
    }

    /// What an earlier wall played in a cell, and where, if it is there by now.
    mutating func takeResumed(_ index: Int, now: Double) -> (MediaItem, start: Double?)? {
        forgetResumed(now: now)
        guard let saved = resume[index + 1] else { return nil }
        let item = order.take(saved.item, for: cells[index].id)
        // What is there and cannot be had is not waited for: a source may come, this will not.
        if item != nil || listed.contains(saved.item) { forgetResumed(index) }
        return item.map { ($0, saved.position) }
    }

    /// A cell begins something else than an earlier wall played in it.
    mutating func playsInstead(_ item: MediaItem, _ index: Int, now: Double) {
        if case .demo = item.location { return }
        guard resume[index + 1] != nil, resumeEnds[index + 1] == nil else { return }
        resumeEnds[index + 1] = now + Self.resumeSeconds
    }

    /// A cell needs its earlier place no more.
    mutating func forgetResumed(_ index: Int) {
        resume[index + 1] = nil
        resumeEnds[index + 1] = nil
    }

    /// Whoever played something else for long enough needs its earlier place no more.
    mutating func forgetResumed(now: Double) {
        for (number, end) in resumeEnds where now >= end { forgetResumed(number - 1) }
    }

    /// The focus goes to where it was, as soon as that cell is there.
    mutating func restoreFocus() {
        guard let number = resumedFocus, cells.indices.contains(number - 1) else { return }
        focus = cells[number - 1].id
        resumedFocus = nil
    }
}

extension WallStateMachine {
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

    /// Cells of an earlier wall that have not begun here yet.
    public var waitingToResume: [ResumeState.Cell] {
        resume.values.sorted { $0.number < $1.number }
    }

    /// Cells that wait for their turn to start keep what they had: none that starts before them,
    /// and has to look for something else, gets it.
    mutating func claimResumed() {
        guard hasCatalogue else { return }
        for saved in waitingToResume where cells.indices.contains(saved.number - 1) {
            let id = cells[saved.number - 1].id
            if order.current(of: id) == nil { _ = order.take(saved.item, for: id) }
        }
    }

    /// The focus goes to where it was, as soon as that cell is there.
    mutating func restoreFocus() {
        guard let number = resumedFocus, cells.indices.contains(number - 1) else { return }
        focus = cells[number - 1].id
        resumedFocus = nil
    }
}

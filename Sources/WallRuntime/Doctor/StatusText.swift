public import WallPolicy

/// The wall in a few lines for a terminal.
public enum StatusText {
    /// One line for the wall, one for each cell, one for each warning.
    public static func lines(_ wall: WallSnapshot) -> [String] {
        let playing = wall.cells.count { $0.state == "playing" }
        var lines = [
            "\(wall.name): \(playing) of \(wall.cells.count) cells play, "
                + "grid \(wall.grid.columns)×\(wall.grid.rows) on \(wall.displays.count) display(s)"
                + (wall.paused ? ", paused" : "")
                + ", \(wall.renderer.kind) on \(wall.renderer.videoDriver)",
            "processor \(rounded(wall.process.cores)) cores, memory "
                + "\(Figures.bytes(wall.process.residentBytes)), cache "
                + "\(Figures.bytes(wall.cache.usedBytes)) of \(wall.cache.budgetMiB) MiB",
        ]
        if let page = wall.page, page.problem == nil {
            lines.append("control page \(page.address)")
        }
        lines += wall.outages.map {
            "\($0.source.words) does not answer for \(Figures.span($0.seconds)); its cells wait"
        }
        if let hold = wall.hold {
            lines.append(
                "a restart of the media server is expected for \(Figures.duration(hold.seconds)) more"
                    + (hold.reason.isEmpty ? "" : ": \(hold.reason)"))
        }
        lines += wall.remote.map { remote in
            let who = remote.cell.map { "cell \($0)" } ?? "the wall"
            let state =
                switch remote.phase {
                case .off: remote.lastError.isEmpty ? "nobody is signed in" : "off"
                case .connecting: "connecting"
                case .connected: "connected, not yet found by the apps"
                case .controllable: "apps can command it"
                }
            let last = remote.lastError.isEmpty ? "" : " (last: \(remote.lastError))"
            return "remote control of \(who) as “\(remote.name)”: \(state), connected anew "
                + "\(remote.reconnects) times\(remote.phase == .controllable ? "" : last)"
        }
        if let schedule = wall.schedule { lines.append(describe(schedule)) }
        if !wall.shedding.isEmpty { lines.append("too much work: \(wall.shedding)") }
        if wall.process.abandonedPlayers > 0 {
            lines.append(
                "\(wall.process.abandonedPlayers) players would not end; their cells have new ones")
        }
        lines += wall.cells.map(describe)
        if let safeMode = wall.safeMode { lines.append("! \(safeMode)") }
        lines += wall.warnings.map { "! \($0)" }
        return lines
    }

    /// A cell's state for people, as `hyperwall status` and `hyperwall events` print it.
    static func words(state: String) -> String {
        switch state {
        case "backingOff": "waits to try again"
        case "holding": "waits"
        case "parked": "rests"
        default: state
        }
    }

    private static func describe(_ schedule: ScheduleSnapshot) -> String {
        guard schedule.isAsleep else { return schedule.words }
        let displays = schedule.switchesDisplays ? "switched off" : "black"
        return "\(schedule.words), displays \(displays); a key or a click wakes the wall"
    }

    private static func describe(_ cell: CellSnapshot) -> String {
        var text = "\(cell.number). \(words(state: cell.state))"
        if !cell.title.isEmpty { text += " “\(cell.title)”" }
        if cell.state == "playing" {
            text += " \(Figures.position(cell.position, of: cell.duration, live: cell.live))"
            text += " \(rounded(cell.statistics.shownFPS)) fps"
        }
        if let source = cell.waitsFor {
            text += " – waits for \(source.words)"
        } else if let reason = cell.reason {
            text += " – \(reason)"
        }
        if cell.failures > 1 { text += " Failed \(cell.failures) times." }
        if let seconds = cell.retryInSeconds {
            text += " \(Catalogue.nextTry(inSeconds: seconds))."
        }
        return text
    }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

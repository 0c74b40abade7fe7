public import WallPolicy

/// What changes on a wall, a line each for a terminal. Figures that change all the time are
/// no change.
public struct EventText {
    private var wall: WallSnapshot?

    /// Nothing known yet.
    public init() {}

    /// The whole wall: at the beginning, after a lost line, and when its cells are others.
    public mutating func take(snapshot new: WallSnapshot) -> [String] {
        guard let old = wall else {
            wall = new
            let playing = new.cells.count { $0.state == "playing" }
            return [
                Self.line(
                    nil,
                    "\(new.name): \(playing) of \(new.cells.count) cells play, grid "
                        + "\(new.grid.columns)×\(new.grid.rows)\(new.paused ? ", held" : "")")
            ]
        }
        var lines = old.pid == new.pid ? [] : [Self.line(nil, "started anew")]
        lines += take(wall: new)
        wall?.cells = []
        for cell in new.cells {
            guard let before = old.cells.first(where: { $0.id == cell.id }) else {
                wall?.cells.append(cell)
                lines.append(Self.line(cell.number, Self.state(cell)))
                continue
            }
            wall?.cells.append(cell)
            lines += Self.changes(from: before, to: cell)
        }
        return lines
    }

    /// The wall without its cells.
    public mutating func take(wall new: WallSnapshot) -> [String] {
        guard let old = wall else { return [] }
        wall = new
        wall?.cells = old.cells
        return Self.changes(from: old, to: new).map { Self.line(nil, $0) }
    }

    /// One cell.
    public mutating func take(cell new: CellSnapshot) -> [String] {
        guard let place = wall?.cells.firstIndex(where: { $0.number == new.number }),
            let old = wall?.cells[place]
        else { return [] }
        wall?.cells[place] = new
        return Self.changes(from: old, to: new)
    }

    private static func changes(from old: CellSnapshot, to new: CellSnapshot) -> [String] {
        var words: [String] = []
        if old.state != new.state || old.title != new.title || old.item != new.item
            || old.waitsFor != new.waitsFor
        {
            words.append(state(new))
        }
        let flags: [(Bool, Bool, String, String)] = [
            (old.paused, new.paused, "held", "goes on"),
            (old.sounding, new.sounding, "is heard", "is silent"),
            (old.looping, new.looping, "loops", "loops no more"),
            (old.favorite, new.favorite, "is a favourite", "is no favourite any more"),
        ]
        words += flags.compactMap { $0.0 == $0.1 ? nil : $0.1 ? $0.2 : $0.3 }
        return words.map { line(new.number, $0) }
    }

    private static func state(_ cell: CellSnapshot) -> String {
        var text = PrintableText.line(StatusText.words(state: cell.state), limit: 40)
        if !cell.title.isEmpty { text += " “\(PrintableText.line(cell.title))”" }
        if let source = cell.waitsFor {
            text += " – waits for \(PrintableText.line(source.words))"
        } else if let reason = cell.reason {
            text += " – \(PrintableText.line(reason))"
        }
        return text
    }

    private static func changes(from old: WallSnapshot, to new: WallSnapshot) -> [String] {
        var words: [String] = []
        if old.grid != new.grid { words.append("grid \(new.grid.columns)×\(new.grid.rows)") }
        if old.paused != new.paused { words.append(new.paused ? "held" : "goes on") }
        if old.solo != new.solo {
            words.append(new.solo.map { "cell \($0) alone" } ?? "all cells again")
        }
        if old.focus != new.focus { words.append("focus on cell \(new.focus)") }
        if old.volume != new.volume { words.append("volume \(new.volume)") }
        if old.filter != new.filter { words.append("filter \(new.filter)") }
        if old.schedule?.isAsleep != new.schedule?.isAsleep, let schedule = new.schedule {
            words.append(schedule.words)
        }
        if (old.hold == nil) != (new.hold == nil) {
            words.append(
                new.hold == nil
                    ? "no restart of the media server is expected any more"
                    : "a restart of the media server is expected")
        }
        if old.shedding != new.shedding {
            words.append(
                new.shedding.isEmpty ? "keeps up again" : "too much work: \(new.shedding)")
        }
        let (before, after) = (old.outages.map(\.source), new.outages.map(\.source))
        words += after.filter { !before.contains($0) }.map { "\($0.words) does not answer" }
        words += before.filter { !after.contains($0) }.map { "\($0.words) answers again" }
        // A snapshot names the last ones only: older ones come into sight when others leave.
        let known = old.quarantine.map(\.item)
        let namesAll = known.count == old.quarantineCount
        if namesAll || new.quarantineCount > old.quarantineCount {
            words += new.quarantine.filter { !known.contains($0.item) }.map {
                "“\($0.title)” is left out for a while – \($0.reason)"
            }
        }
        words += new.warnings.filter { !old.warnings.contains($0) }
        return words.map { PrintableText.line($0, limit: 400) }
    }

    private static func line(_ cell: Int?, _ words: String) -> String {
        let place = cell.map { "cell \($0)" } ?? "wall"
        return place + String(repeating: " ", count: max(1, 9 - place.count)) + words
    }
}

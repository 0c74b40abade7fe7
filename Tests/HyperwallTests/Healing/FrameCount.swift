import WallPolicy

/// The frames that cells showed of those that they were to show.
struct FrameCount {
    private let before: [CellSnapshot]
    private let beganAt: Double
    private let lateBefore = MachineLateness.shared.seconds
    /// A count is of one moment and a picture of another, a frame or two apart; frames.
    static let rounding = 5

    /// - Parameter titles: of the items of cells that are not at fault.
    init(_ wall: WallSnapshot, _ titles: String...) {
        before = wall.cells.filter { titles.contains($0.title) }
        beganAt = wall.uptimeSeconds
    }

    /// What is wrong with them since then, in words; empty when they lost no frame.
    func losses(until wall: WallSnapshot) throws -> [String] {
        guard !before.isEmpty else { return ["there is no such cell"] }
        return try before.compactMap { old in
            let new = try wall.cell(old.number)
            let name = "cell \(old.number)"
            guard new.isPlaying, new.loads == old.loads, new.failures == 0 else {
                return "\(name) \(new.state) loads \(old.loads) → \(new.loads)"
            }
            guard let from = old.position, let to = new.position else { return "\(name) nowhere" }
            let drops =
                new.statistics.decoderDrops + new.statistics.outputDrops
                - old.statistics.decoderDrops - old.statistics.outputDrops
            // Positions are those of the wall's last look at its players, up to a second ago; its
            // own time is that of the count. Who lost nothing lost it by neither.
            let due = min(to - from, wall.uptimeSeconds - beganAt) * 25
            let shown = new.statistics.shownFrames - old.statistics.shownFrames
            let missing = due - Double(shown)
            // What no program could have shown, since the machine stood still meanwhile.
            let excused = (MachineLateness.shared.seconds - lateBefore) * 25 * 2
            let isWhole =
                Double(drops) <= excused
                && missing <= Double(Self.rounding) + due / 1000 + excused
            let words =
                "\(name): \(shown) of \(Int(due)) frames, \(drops) drops, \(Int(excused)) excused"
            Measured.say(words)
            return isWhole && due > 25 ? nil : words
        }
    }
}

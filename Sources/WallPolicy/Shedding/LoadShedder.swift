/// Asks less of a machine that cannot keep up, in fair steps, and asks it again
/// when there is room.
///
/// Once in `windowSeconds` it judges what every cell showed. While more than a
/// twentieth of the frames of cells that decode in software is missing, it
/// takes one step in each window:
/// 1. no loop filter in cells that shrink their picture at least twofold. All
///    at once, because nobody can see it there; the focused cell by a step of its own;
/// 2. half the frames in the most expensive cells, a quarter of the cells in a
///    step; the focused cell last, cells of few frames never;
/// 3. no further starts, for two minutes at most: a cell must not stay dark
///    because others stutter.
///
/// After a minute with next to nothing missing it takes back one step, the
/// newest. If that is missed within the next minute, the step is taken again
/// and stays for ten minutes, then twenty, up to an hour.
public struct LoadShedder: Sendable {
    /// How often to judge, seconds.
    public static let windowSeconds = 10.0
    /// More of all frames missing is trouble.
    public static let troubleShare = 0.05
    /// Less of all frames missing is room.
    public static let roomShare = 0.01
    /// So many windows of room in a row take back a step: 60 s.
    public static let roomWindows = 6
    /// Trouble within this time after a step was taken back is its doing, seconds.
    static let probationSeconds = 60.0
    /// How long a step stays that was missed, seconds; doubles up to the second.
    static let penalties = 600.0...3600.0
    /// A cell of this rate or less is never halved, frames a second: half of it
    /// would no longer look like a moving picture.
    public static let slowRate = 15.0
    /// How long starts are held at most, and how long they are not held then, seconds.
    static let holdMax = 120.0
    static let holdPause = 60.0
    /// Fewer frames than that say nothing.
    static let framesMin = 10.0

    /// The steps in force, oldest first.
    private(set) var steps: [ShedStep] = []
    /// The step that was taken back last, while it may be missed.
    private var takenBack: (ShedStep, until: Double)?
    private var windowsOfRoom = 0
    private var lastJudged: Double?
    private var mayHoldFrom = -Double.infinity

    /// No step is in force.
    public init() {}

    /// How many steps are in force.
    public var level: Int { steps.count }
    /// Whether cells that do not play yet have to wait.
    public var isHoldingStarts: Bool { steps.contains { $0.kind == .holdStarts } }
    /// Cells that show every other frame only.
    public var halvedCells: Set<CellID> { cells(of: .halveRate) }
    /// Cells whose decoder leaves out the loop filter.
    public var unfilteredCells: Set<CellID> { cells(of: .skipLoopFilter) }
    /// All that is in force, in words; nil when nothing is.
    public var summary: String? {
        Catalogue.shedding(
            unfiltered: unfilteredCells.count, halved: halvedCells.count, holding: isHoldingStarts)
    }

    /// Whether a picture is shown at half its width and at half its height or
    /// less. Compared with the cell and not with the shown part, so that it
    /// holds for every way of fitting.
    /// - Parameters: pixels; the source as it hangs in the cell, turned if it is turned.
    public static func shrinksTwofold(
        sourceWidth: Int, sourceHeight: Int, cellWidth: Int, cellHeight: Int
    ) -> Bool {
        cellWidth > 0 && cellHeight > 0 && sourceWidth / 2 >= cellWidth
            && sourceHeight / 2 >= cellHeight
    }

    /// Judges one window.
    /// - Parameters:
    ///   - samples: one of every cell of the wall.
    ///   - now: seconds on the policy's clock; `windowSeconds` after the last time.
    public mutating func judge(_ samples: [ShedSample], now: Double) -> [ShedEffect] {
        guard now.isFinite else { return [] }
        defer { lastJudged = now }
        if let lastJudged, now - lastJudged > 3 * Self.windowSeconds || now < lastJudged {
            // The machine was suspended: what was not shown meanwhile says nothing.
            windowsOfRoom = 0
            takenBack = nil
            return []
        }
        if let takenBack, now > takenBack.until { self.takenBack = nil }
        let counted = samples.filter(\.counts)
        // Before any step changes: the window went by with those cells halved.
        let verdict = verdict(samples, counted: counted)
        var effects = correct(samples) + endLongHold(now: now)
        switch verdict {
        case .trouble:
            windowsOfRoom = 0
            effects += shed(counted, now: now)
        case .between:
            windowsOfRoom = 0
        case .room:
            windowsOfRoom += 1
            if windowsOfRoom >= Self.roomWindows { effects += takeBack(now: now) }
        case .unknown: break
        }
        // Nothing plays that a start could disturb: held any longer, nothing ever would.
        if counted.isEmpty { effects += endHold(now: now) }
        return effects
    }

    /// A cell is gone. With fewer cells there may be room for what was missed before.
    public mutating func removed(_ cell: CellID) {
        for index in steps.indices {
            steps[index].cells.removeAll { $0 == cell }
            steps[index].keepUntil = -.infinity
        }
        steps.removeAll(where: \.isEmpty)
        takenBack?.0.cells.removeAll { $0 == cell }
    }

    // MARK: Judging

    private enum Verdict { case trouble, between, room, unknown }

    private func verdict(_ samples: [ShedSample], counted: [ShedSample]) -> Verdict {
        guard samples.contains(where: \.isSoftware) else { return .room }
        let halved = halvedCells
        var (expected, missing) = (0.0, 0.0)
        for sample in counted {
            let frames = sample.frames(isHalved: halved.contains(sample.cell))
            expected += frames.expected
            missing += frames.missing
        }
        guard expected.isFinite, expected >= Self.framesMin else { return .unknown }
        let share = missing / expected
        if share > Self.troubleShare { return .trouble }
        return share < Self.roomShare ? .room : .between
    }

    private func cells(of kind: ShedStep.Kind) -> Set<CellID> {
        steps.reduce(into: []) { if $1.kind == kind { $0.formUnion($1.cells) } }
    }

    // MARK: Steps

    private mutating func shed(_ counted: [ShedSample], now: Double) -> [ShedEffect] {
        if let (missed, _) = takenBack {
            takenBack = nil
            if let again = repeated(missed, counted: counted, now: now) {
                steps.append(again)
                return again.effects(true)
            }
        }
        guard let step = nextStep(counted, now: now) else { return [] }
        steps.append(step)
        return step.effects(true)
    }

    /// The step that was taken back too early; nil when none of its cells wants it now.
    private func repeated(_ step: ShedStep, counted: [ShedSample], now: Double) -> ShedStep? {
        let wanting = Set(candidates(for: step.kind, in: counted).map(\.cell))
        let cells = step.cells.filter(wanting.contains)
        guard !cells.isEmpty else { return nil }
        let penalty = min(
            max(step.penalty * 2, Self.penalties.lowerBound), Self.penalties.upperBound)
        return ShedStep(
            kind: step.kind, cells: cells, since: now, keepUntil: now + penalty, penalty: penalty)
    }

    private func nextStep(_ counted: [ShedSample], now: Double) -> ShedStep? {
        let unfiltered = candidates(for: .skipLoopFilter, in: counted)
        if !unfiltered.isEmpty {
            return ShedStep(
                kind: .skipLoopFilter, cells: focusedLast(unfiltered).map(\.cell), since: now)
        }
        let halved = candidates(for: .halveRate, in: counted)
        if !halved.isEmpty {
            let most = max(1, (counted.count + 3) / 4)
            let cells = focusedLast(halved).prefix(most).map(\.cell)
            return ShedStep(kind: .halveRate, cells: Array(cells), since: now)
        }
        guard !isHoldingStarts, now >= mayHoldFrom else { return nil }
        return ShedStep(kind: .holdStarts, cells: [], since: now)
    }

    /// The cells that a step could still be taken in, the most expensive first.
    private func candidates(for kind: ShedStep.Kind, in counted: [ShedSample]) -> [ShedSample] {
        let taken = cells(of: kind)
        return counted.filter { Self.suits(kind, $0) && !taken.contains($0.cell) }.sorted {
            let (first, second) = (Self.price($0), Self.price($1))
            return first == second ? $0.cell.rawValue < $1.cell.rawValue : first > second
        }
    }

    /// All but the focused cell; that one when there is no other.
    private func focusedLast(_ samples: [ShedSample]) -> [ShedSample] {
        let others = samples.filter { !$0.isFocused }
        return others.isEmpty ? samples : others
    }

    private static func suits(_ kind: ShedStep.Kind, _ sample: ShedSample) -> Bool {
        switch kind {
        case .skipLoopFilter: sample.shrinksTwofold
        case .halveRate: sample.rate > slowRate
        case .holdStarts: false
        }
    }

    private static func price(_ sample: ShedSample) -> Double {
        sample.cost.isFinite ? sample.cost : 0
    }

    // MARK: Back again

    private mutating func takeBack(now: Double) -> [ShedEffect] {
        guard let newest = steps.last, now >= newest.keepUntil else { return [] }
        windowsOfRoom = 0
        if newest.kind == .holdStarts { return endHold(now: now) }
        steps.removeLast()
        takenBack = (newest, until: now + Self.probationSeconds)
        return newest.effects(false)
    }

    /// Undoes what no longer suits a cell, after another item or another grid.
    private mutating func correct(_ samples: [ShedSample]) -> [ShedEffect] {
        guard !steps.isEmpty else { return [] }
        // While a cell loads, its figures are those of no item.
        let known = samples.filter { !$0.isExcused && $0.rate.isFinite && $0.rate > 0 }
        let samples = Dictionary(known.map { ($0.cell, $0) }) { $1 }
        var effects: [ShedEffect] = []
        for index in steps.indices {
            var wrong = steps[index]
            wrong.cells.removeAll { cell in
                samples[cell].map { $0.isSoftware && Self.suits(wrong.kind, $0) } ?? true
            }
            guard !wrong.cells.isEmpty else { continue }
            effects += wrong.effects(false)
            steps[index].cells.removeAll(where: wrong.cells.contains)
        }
        steps.removeAll(where: \.isEmpty)
        return effects
    }

    private mutating func endLongHold(now: Double) -> [ShedEffect] {
        let isLong = steps.contains { $0.kind == .holdStarts && now - $0.since >= Self.holdMax }
        return isLong ? endHold(now: now) : []
    }

    private mutating func endHold(now: Double) -> [ShedEffect] {
        guard isHoldingStarts else { return [] }
        steps.removeAll { $0.kind == .holdStarts }
        mayHoldFrom = now + Self.holdPause
        return [.holdStarts(false)]
    }
}

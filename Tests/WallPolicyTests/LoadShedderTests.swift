import Testing
import WallPolicy

/// A wall on a machine: what its cells show in a window, and what is asked of them.
private struct SheddingStage {
    struct Cell {
        var rate = 25.0
        var cost = 1.0
        var shrinks = false
        var isSoftware = true
        var isExcused = false
        var isFocused = false
        var longestGap = 0.0
        /// Shows no frame from some moment on, however few are asked for.
        var shownShare: Double?
    }

    var shedder = LoadShedder()
    var cells: [UInt64: Cell] = [:]
    var now = 0.0
    /// The share of the frames asked for that does not come.
    var missing = 0.0

    init(_ count: Int, _ change: (UInt64, inout Cell) -> Void = { _, _ in }) {
        for number in 1...UInt64(count) {
            var cell = Cell()
            cell.cost = Double(number)
            change(number, &cell)
            cells[number] = cell
        }
    }

    /// One window.
    mutating func window(missing: Double? = nil) -> [ShedEffect] {
        if let missing { self.missing = missing }
        now += 10
        let samples = cells.sorted { $0.key < $1.key }.map { number, cell in
            let id = CellID(rawValue: number)
            let asked = cell.rate * 10 / (shedder.halvedCells.contains(id) ? 2 : 1)
            return ShedSample(
                cell: id, rate: cell.rate, seconds: 10,
                shown: asked * (cell.shownShare ?? (1 - self.missing)), dropped: 0,
                longestGap: cell.longestGap, isSoftware: cell.isSoftware,
                isExcused: cell.isExcused, cost: cell.cost, shrinksTwofold: cell.shrinks,
                isFocused: cell.isFocused)
        }
        return shedder.judge(samples, now: now)
    }

    /// Some windows; what each of them did, those without an effect left out.
    mutating func windows(_ count: Int, missing: Double) -> [[ShedEffect]] {
        (0..<count).map { _ in window(missing: missing) }.filter { !$0.isEmpty }
    }
}

private func skip(_ numbers: [UInt64], _ on: Bool = true) -> [ShedEffect] {
    numbers.map { .skipLoopFilter(CellID(rawValue: $0), on) }
}

private func halve(_ numbers: [UInt64], _ on: Bool = true) -> [ShedEffect] {
    numbers.map { .halveRate(CellID(rawValue: $0), on) }
}

/// What the wall leaves out when the machine cannot keep up.
@Suite struct LoadShedderStepTests {
    @Test func oneStepAWindowFirstWhatNobodySees() {
        var stage = SheddingStage(5) { number, cell in
            cell.shrinks = number <= 3
            cell.isFocused = number == 3
        }
        #expect(stage.window(missing: 0.06) == skip([2, 1]))
        #expect(stage.shedder.summary == "2 cells decoded more simply")
        #expect(stage.window() == skip([3]), "the focused cell by itself")
        #expect(stage.window() == halve([5, 4]), "the most expensive ones")
        #expect(stage.window() == halve([2, 1]))
        #expect(stage.window() == halve([3]), "the focused cell last")
        #expect(!stage.shedder.isHoldingStarts)
        #expect(stage.window() == [.holdStarts(true)])
        #expect(stage.shedder.isHoldingStarts && stage.shedder.level == 6)
        #expect(
            stage.shedder.summary
                == "5 cells at half rate, 3 cells decoded more simply, no further starts")
        #expect(stage.window().isEmpty, "there is nothing left to leave out")
    }

    @Test func aTwentiethMayBeMissing() {
        var stage = SheddingStage(4)
        #expect(stage.windows(20, missing: 0.05).isEmpty)
        #expect(stage.shedder.summary == nil && stage.shedder.level == 0)
        #expect(stage.window(missing: 0.051) == halve([4]))
        #expect(stage.shedder.summary == "1 cell at half rate")
    }

    @Test func framesThePlayerDroppedAreMissingToo() {
        var shedder = LoadShedder()
        let id = CellID(rawValue: 1)
        func sample(shown: Double, dropped: Double) -> ShedSample {
            ShedSample(
                cell: id, rate: 30, seconds: 10, shown: shown, dropped: dropped, isSoftware: true,
                isExcused: false, cost: 1, shrinksTwofold: false, isFocused: true)
        }
        #expect(shedder.judge([sample(shown: 300, dropped: 15)], now: 10).isEmpty)
        #expect(shedder.judge([sample(shown: 300, dropped: 16)], now: 20) == halve([1]))
        // Every other frame is dropped on purpose now.
        #expect(shedder.judge([sample(shown: 150, dropped: 150)], now: 30).isEmpty)
        #expect(
            shedder.judge([sample(shown: 140, dropped: 160)], now: 40) == [.holdStarts(true)])
    }

    @Test func slowCellsAreNeverHalved() {
        var stage = SheddingStage(4) { $1.rate = [10, 15, 15.1, 60][Int($0) - 1] }
        #expect(
            stage.windows(10, missing: 0.5).prefix(3)
                == [halve([4]), halve([3]), [.holdStarts(true)]])
    }

    @Test func aFewCellsOfManyInAStep() {
        var stage = SheddingStage(36)
        #expect(stage.window(missing: 0.2) == halve(Array((28...36).reversed())))
        #expect(stage.window() == halve(Array((19...27).reversed())))
    }

    @Test func whatIsExcusedOrDecodedByHardwareDoesNotCount() {
        var stage = SheddingStage(9) { number, cell in
            cell.isSoftware = number % 2 == 0
            cell.isExcused = number > 4
            if !cell.isSoftware || cell.isExcused { cell.shownShare = 0 }
        }
        #expect(stage.windows(5, missing: 0).isEmpty)
        #expect(
            stage.windows(3, missing: 0.3) == [halve([4]), halve([2]), [.holdStarts(true)]])
    }

    /// A source that dries up takes its cells' frames, and no other cell's.
    @Test func aCellThatStandsStillCostsNoOtherCellAFrame() {
        var stage = SheddingStage(9)
        for number in UInt64(1)...4 {
            stage.cells[number]?.longestGap = 6
            stage.cells[number]?.shownShare = 0.4
        }
        #expect(stage.window(missing: 0).isEmpty)
        for number in UInt64(1)...4 {
            stage.cells[number]?.longestGap = 10
            stage.cells[number]?.shownShare = 0
        }
        #expect(stage.windows(2, missing: 0).isEmpty)
        // A machine that manages one frame a second stands still nowhere for long.
        for number in stage.cells.keys {
            stage.cells[number]?.longestGap = 1
            stage.cells[number]?.shownShare = 0.04
        }
        #expect(!stage.window().isEmpty)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -1, 0])
    func figuresThatAreNoFiguresDoNothing(bad: Double) {
        var shedder = LoadShedder()
        for (index, field) in (0..<60).map({ ($0, $0 % 6) }) {
            let sample = ShedSample(
                cell: CellID(rawValue: 1), rate: field == 0 ? bad : 25,
                seconds: field == 1 ? bad : 10, shown: field == 2 ? max(bad, 250) : 250,
                dropped: field == 3 ? bad : 0, longestGap: field == 4 ? bad : 0, isSoftware: true,
                isExcused: false, cost: field == 5 ? bad : 1, shrinksTwofold: true,
                isFocused: false)
            #expect(shedder.judge([sample], now: Double(index + 1) * 10).isEmpty)
            #expect(shedder.judge([sample], now: .nan).isEmpty)
        }
        #expect(shedder.judge([], now: 610).isEmpty)
        #expect(shedder.level == 0)
    }

    @Test(arguments: [
        (1920, 1080, 960, 540, true), (1920, 1080, 961, 540, false), (1920, 1080, 960, 541, false),
        (3840, 2160, 640, 360, true), (0, 0, 640, 360, false), (1920, 1080, 0, 0, false),
    ])
    func twofoldIsTwofoldEachWay(width: Int, height: Int, across: Int, down: Int, shrinks: Bool) {
        #expect(
            LoadShedder.shrinksTwofold(
                sourceWidth: width, sourceHeight: height, cellWidth: across, cellHeight: down)
                == shrinks)
    }
}

/// When the wall gives back what it left out.
@Suite struct LoadShedderReturnTests {
    @Test func aMinuteOfRoomTakesBackTheNewestStep() {
        var stage = SheddingStage(4) { $1.shrinks = $0 == 1 }
        #expect(stage.windows(3, missing: 0.1) == [skip([1]), halve([4]), halve([3])])
        #expect(stage.windows(5, missing: 0).isEmpty)
        #expect(stage.window() == halve([3], false), "after 60 s")
        #expect(stage.windows(5, missing: 0).isEmpty)
        #expect(stage.window() == halve([4], false))
        #expect(stage.windows(6, missing: 0) == [skip([1], false)])
        #expect(stage.shedder.level == 0 && stage.shedder.summary == nil)
        #expect(stage.windows(20, missing: 0).isEmpty)
    }

    @Test func roomIsAllOfAMinute() {
        var stage = SheddingStage(4)
        #expect(stage.windows(1, missing: 0.1) == [halve([4])])
        for _ in 0..<5 {
            #expect(stage.windows(5, missing: 0).isEmpty)
            #expect(stage.window(missing: 0.02).isEmpty, "neither trouble nor room")
        }
        #expect(stage.windows(5, missing: 0.009).isEmpty)
        #expect(stage.window() == halve([4], false))
    }

    @Test func aStepThatWasMissedStaysTenMinutesThenTwenty() {
        var stage = SheddingStage(4)
        #expect(stage.windows(1, missing: 0.1) == [halve([4])])
        #expect(stage.windows(6, missing: 0) == [halve([4], false)])
        for minutes in [10, 20, 40, 60, 60] {
            #expect(stage.window(missing: 0.1) == halve([4]), "the same step again")
            #expect(stage.windows(minutes * 6 - 1, missing: 0).isEmpty)
            #expect(stage.window() == halve([4], false), "after \(minutes) minutes")
        }
        #expect(stage.windows(7, missing: 0).isEmpty, "this time it was not missed")
        #expect(stage.window(missing: 0.1) == halve([4]))
        #expect(stage.windows(6, missing: 0) == [halve([4], false)])
    }

    @Test func troubleLongAfterIsAnotherTrouble() {
        var stage = SheddingStage(4)
        #expect(stage.windows(1, missing: 0.1) == [halve([4])])
        #expect(stage.windows(6, missing: 0) == [halve([4], false)])
        #expect(stage.windows(6, missing: 0.02).isEmpty)
        #expect(stage.window(missing: 0.1) == halve([4]))
        #expect(stage.windows(6, missing: 0) == [halve([4], false)], "no ten minutes")
    }

    /// Held for ever, a cell whose video ended would stay dark.
    @Test func startsAreHeldForTwoMinutesAtMost() {
        var stage = SheddingStage(1) { $1.rate = 10 }
        #expect(stage.windows(1, missing: 0.5) == [[.holdStarts(true)]])
        #expect(stage.windows(11, missing: 0.5).isEmpty)
        #expect(stage.window() == [.holdStarts(false)])
        #expect(stage.windows(5, missing: 0.5).isEmpty)
        #expect(stage.window() == [.holdStarts(true)])
        #expect(stage.windows(6, missing: 0) == [[.holdStarts(false)]], "or a minute of room")
    }

    @Test func whereNothingPlaysNothingIsHeld() {
        var stage = SheddingStage(1) { $1.rate = 10 }
        #expect(stage.window(missing: 0.5) == [.holdStarts(true)])
        stage.cells[1]?.isExcused = true
        #expect(stage.window() == [.holdStarts(false)])
        stage.cells[1]?.isExcused = false
        _ = stage.windows(6, missing: 0.5)
        #expect(stage.shedder.isHoldingStarts)
        stage.cells = [:]
        stage.shedder.removed(CellID(rawValue: 1))
        #expect(stage.window() == [.holdStarts(false)])
    }

    @Test func cellsComeAndGo() {
        var stage = SheddingStage(8)
        #expect(stage.windows(2, missing: 0.1) == [halve([8, 7]), halve([6, 5])])
        for number in UInt64(6)...8 {
            stage.cells[number] = nil
            stage.shedder.removed(CellID(rawValue: number))
        }
        #expect(stage.shedder.halvedCells == [CellID(rawValue: 5)] && stage.shedder.level == 1)
        stage.cells[9] = SheddingStage.Cell(cost: 9)
        #expect(stage.window(missing: 0.1) == halve([9, 4]))
        #expect(
            stage.windows(12, missing: 0) == [halve([9, 4], false), halve([5], false)])
    }

    @Test func aSmallerWallMayTryAgainAtOnce() {
        var stage = SheddingStage(8)
        #expect(stage.windows(1, missing: 0.1) == [halve([8, 7])])
        #expect(stage.windows(6, missing: 0) == [halve([8, 7], false)])
        #expect(stage.window(missing: 0.1) == halve([8, 7]))
        #expect(stage.windows(6, missing: 0).isEmpty)
        stage.cells[1] = nil
        stage.shedder.removed(CellID(rawValue: 1))
        #expect(stage.window() == halve([8, 7], false))
    }

    @Test func anotherItemIsNotMadeToPayForTheLast() {
        var stage = SheddingStage(2) { $1.shrinks = true }
        #expect(stage.windows(3, missing: 0.1) == [skip([2, 1]), halve([2]), halve([1])])
        stage.cells[1]?.isExcused = true
        stage.cells[1]?.rate = 0
        stage.cells[1]?.shrinks = false
        #expect(stage.window(missing: 0.02).isEmpty, "it loads: nothing is known")
        stage.cells[1] = SheddingStage.Cell(rate: 12, cost: 1)
        #expect(stage.window() == skip([1], false) + halve([1], false))
        stage.cells[2]?.isSoftware = false
        #expect(stage.window() == skip([2], false) + halve([2], false))
        #expect(stage.shedder.level == 0)
    }

    @Test func aSuspendedMachineIsNoSlowMachine() {
        var stage = SheddingStage(4)
        #expect(stage.windows(5, missing: 0).isEmpty)
        stage.now += 60
        #expect(stage.window(missing: 0.9).isEmpty)
        #expect(stage.window() == halve([4]), "but the next window counts")
    }

    @Test func aPausedWallGivesNothingBack() {
        var stage = SheddingStage(4)
        #expect(stage.windows(1, missing: 0.1) == [halve([4])])
        #expect(stage.windows(3, missing: 0).isEmpty)
        for number in stage.cells.keys { stage.cells[number]?.isExcused = true }
        #expect(stage.windows(100, missing: 0).isEmpty)
        for number in stage.cells.keys { stage.cells[number]?.isExcused = false }
        #expect(stage.windows(2, missing: 0).isEmpty)
        #expect(stage.window() == halve([4], false))
    }
}

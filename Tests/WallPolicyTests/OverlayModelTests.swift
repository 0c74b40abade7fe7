import Geometry
import Testing
import WallPolicy

@Suite struct OverlayModelTests {
    private func wall(_ change: (inout CellSnapshot) -> Void = { _ in }) -> WallSnapshot {
        var wall = WallSnapshot()
        let size = PixelSize(width: 1_920, height: 1_080)
        wall.displays = [1, 2].map {
            DisplaySnapshot(
                number: $0, name: "", size: size, refreshRate: 60, rotation: .quarter, cells: [$0],
                fullscreen: true)
        }
        for number in [1, 2] {
            var cell = CellSnapshot(
                number: number, id: "\(number)", display: number,
                rect: PixelRect(x: 0, y: 0, width: 1_080, height: 1_920))
            cell.state = "playing"
            cell.title = "Harbour"
            cell.position = 61.7
            cell.duration = 122
            cell.statistics.shownFrames = 30
            if number == 1 { change(&cell) }
            wall.cells.append(cell)
        }
        wall.focus = 1
        return wall
    }

    private func overlay(
        labels: Bool = false, statistics: Bool = false, focus: Bool = false,
        _ change: (inout CellSnapshot) -> Void = { _ in }
    ) -> CellOverlay {
        var wall = wall(change)
        wall.labelsShown = labels
        wall.statisticsShown = statistics
        return CellOverlay(cell: wall.cells[0], in: wall, focusShown: focus)
    }

    @Test func aPlayingCellHasNothingOverIt() {
        #expect(overlay().isEmpty)
        #expect(overlay(focus: true).isFocused)
        // Laid out: the display stands on its side.
        #expect(overlay().displaySize == PixelSize(width: 1_080, height: 1_920))
    }

    @Test func aHiddenCellHasNothingEither() {
        #expect(overlay(labels: true, statistics: true, focus: true) { $0.hidden = true }.isEmpty)
    }

    @Test func theLabelSaysWhatPlays() {
        let label = overlay(labels: true) {
            $0.looping = true
            $0.paused = true
        }.label
        #expect(label?.title == "Harbour")
        #expect(label?.time == "1:01 / 2:02")
        #expect(label?.progress == 500)
        #expect(label?.isLooping == true && label?.isPaused == true && label?.isSounding == false)
    }

    /// Otherwise every frame would draw the label anew.
    @Test func theLabelChangesOnceASecond() {
        let before = overlay(labels: true) { $0.position = 61.05 }
        #expect(overlay(labels: true) { $0.position = 61.95 } == before)
        #expect(overlay(labels: true) { $0.position = 62.0 } != before)
    }

    @Test func aLivePictureHasNoEnd() {
        let label = overlay(labels: true) {
            $0.live = true
            $0.duration = nil
        }.label
        #expect(label?.isLive == true)
        #expect(label?.time == "LIVE")
        #expect(label?.progress == nil)
    }

    @Test func aParkedCellSaysWhyAndUntilWhen() {
        let overlay = overlay(labels: true, statistics: true) {
            $0.state = "parked"
            $0.reason = "It is gone."
            $0.failures = 5
            $0.retryInSeconds = 97
        }
        #expect(overlay.card?.headline == "Media unavailable")
        #expect(overlay.card?.title == "Harbour")
        #expect(overlay.card?.reason == "It is gone.")
        #expect(overlay.card?.failures == "Failed 5 times")
        #expect(overlay.card?.countdown == "Next try in 1:37")
        #expect(overlay.label == nil && overlay.statistics == nil && overlay.notice == nil)
    }

    /// Black without a word is a bug.
    @Test(arguments: ["parked", "backingOff", "holding", "idle", "disposed", "loading"])
    func noCellIsBlackWithoutAWord(state: String) {
        let overlay = overlay {
            $0.state = state
            $0.title = ""
            $0.reason = nil
            $0.statistics.shownFrames = 0
        }
        #expect(overlay.card?.headline.isEmpty == false || overlay.notice?.text.isEmpty == false)
        if let card = overlay.card { #expect(!card.reason.isEmpty) }
    }

    @Test func aChangeOfItemsIsSilentUntilItIsLong() {
        #expect(
            overlay {
                $0.state = "loading"; $0.stateSeconds = 0.4
            }.notice == nil)
        let long = overlay {
            $0.state = "loading"; $0.stateSeconds = 1.2
        }
        #expect(long.notice?.text == "Opening")
        for (seconds, text) in [(0.9, nil), (1.0, "Buffering")] {
            let notice = overlay {
                $0.state = "buffering"; $0.stateSeconds = seconds
            }.notice
            #expect(notice?.text == text)
        }
        let first = overlay(labels: true) {
            $0.state = "loading"; $0.statistics.shownFrames = 0
        }
        #expect(first.notice?.title == "Harbour")
        #expect(first.label == nil)
    }

    @Test func figures() {
        let panel = overlay(statistics: true) {
            $0.statistics.decoderDrops = 1
            $0.statistics.outputDrops = 2
            $0.statistics.codec = "h264"
            $0.statistics.hardwareDecoder = "vaapi"
            $0.statistics.size = PixelSize(width: 1_280, height: 720)
        }.statistics
        let rows = Dictionary(
            (panel?.rows ?? []).map { ($0.caption, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(rows["Drops"]?.value == "3")
        #expect(rows["Drops"]?.isAlarming == true)
        #expect(rows["Codec"]?.value == "h264 · vaapi")
        #expect(rows["Size"]?.value == "1280 × 720")
        #expect(rows["Shown"]?.value == "0.00 fps")
    }

    @Test func aWindowSpeaksOnlyWhereTheFocusIs() {
        var wall = wall()
        wall.helpShown = true
        wall.statisticsShown = true
        wall.labelsShown = true
        let time = LocalTime(hour: 9, minute: 5, weekday: 5, day: 21, month: 11)
        func window(_ display: Int) -> WindowOverlay {
            WindowOverlay(
                display: display, in: wall, time: time, toast: .loopOn, banner: [], kiosk: false)
        }
        #expect(window(1).help != nil && window(1).toast != nil && window(1).statistics != nil)
        #expect(window(2).help == nil && window(2).toast == nil && window(2).statistics == nil)
        #expect(window(2).clock?.time == "09:05")
        #expect(window(2).clock?.date == "Fri 21 November")
        wall.focus = 0
        #expect(window(1).help != nil)
    }

    @Test func aPausedWallSaysItOnce() {
        var wall = wall()
        wall.paused = true
        let window = WindowOverlay(
            display: 1, in: wall, time: nil, toast: .paused, banner: [], kiosk: false)
        #expect(window.isPaused)
        #expect(window.toast == nil)
    }
}

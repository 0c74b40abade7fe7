import Testing
import WallPolicy

@Suite struct WallActionTests {
    private var stage = WallStage(columns: 2, rows: 2)

    private func sounds(_ effects: [WallEffect]) -> [WallEffect] {
        effects.filter { if case .sound = $0 { true } else { false } }
    }

    @Test mutating func pauseHoldsAllAndTheNewOnes() {
        let paused = stage.press(.togglePause)
        #expect(paused == stage.ids.map { .pause($0, true) } + [.overlaysChanged])
        #expect(stage.wall.isPaused && stage.toast == .paused)
        let grown = stage.press(.addColumn)
        for id in grown.created { #expect(grown.contains(.pause(id, true))) }
        let resumed = stage.press(.togglePause)
        #expect(resumed == stage.ids.map { .pause($0, false) } + [.overlaysChanged])
        #expect(stage.toast == .playing)
    }

    @Test mutating func nextAndPreviousAreTheFocusedCells() {
        let id = stage.ids[2]
        stage.press(.focus(id))
        #expect(stage.press(.next).touched == [id])
        #expect(stage.effects.of(id).contains(.advance))
    }

    @Test mutating func previousGoesBackAndNextForthAgain() {
        let id = stage.ids[0]
        stage.press(.previous)
        #expect(stage.toast == .noPrevious && stage.effects.touched.isEmpty)
        let shown = stage.item(id)
        step(id)
        let second = stage.item(id)
        #expect(second != shown)
        step(id)
        stage.press(.previous)
        #expect(stage.effects.loads.map(\.load.item) == [second])
        stage.answer(id)
        stage.press(.previous)
        #expect(stage.effects.loads.map(\.load.item) == [shown])
        stage.answer(id)
        step(id)
        #expect(stage.item(id) == second, "forth again")
    }

    /// N, as the player does it.
    private mutating func step(_ id: CellID) {
        let next = stage.cell(id)?.machine.current?.nextEntry
        stage.press(.next)
        #expect(stage.effects.of(id).contains(.advance))
        if let next { stage.tell(id, .started(entry: next)) }
        stage.answer(id)
    }

    @Test mutating func nextTwiceAtOnceMovesTwice() {
        let id = stage.ids[0]
        let skipped = stage.cell(id)?.machine.current?.next?.item
        stage.press(.next)
        let effects = stage.press(.next)
        let loaded = effects.loads.map(\.load.item)
        #expect(loaded.count == 1 && loaded.first != skipped)
        stage.answer(id)
        #expect(stage.press(.previous).loads.map(\.load.item) == [skipped])
    }

    @Test mutating func reloadLeavesTheCard() {
        let id = stage.ids[1]
        let item = stage.item(id)
        stage.press(.focus(id))
        stage.tell(id, .playerFailed(.undecodable))
        #expect(stage.states[1] == "backingOff")
        let effects = stage.press(.reload)
        #expect(effects.loads.map(\.load.item) == [item] && effects.touched == [id])
        #expect(stage.states[1] == "loading" && stage.toast == .reloading)
    }

    @Test mutating func reloadOfWhatPlays() {
        let item = stage.item(stage.ids[0])
        #expect(stage.press(.reload).loads.map(\.load.item) == [item])
    }

    @Test mutating func loopIsForOneItem() {
        let id = stage.ids[0]
        #expect(stage.press(.toggleLoop).contains(.loop(id, true)))
        #expect(stage.cell(id)?.isLooping == true && stage.toast == .loopOn)
        #expect(stage.press(.toggleLoop).contains(.loop(id, false)))
        stage.press(.toggleLoop)
        step(id)
        #expect(stage.cell(id)?.isLooping == false)
    }

    @Test mutating func oneCellSoundsAtATime() {
        let ids = stage.ids
        #expect(sounds(stage.press(.toggleSound)) == [.sound(ids[0], volume: 70)])
        stage.press(.focus(ids[3]))
        #expect(
            sounds(stage.press(.toggleSound))
                == [.sound(ids[0], volume: nil), .sound(ids[3], volume: 70)])
        #expect(stage.wall.sounding == ids[3] && stage.toast == .sound(cell: 4))
        #expect(sounds(stage.press(.toggleSound)) == [.sound(ids[3], volume: nil)])
        #expect(stage.wall.sounding == nil && stage.toast == .muted)
        #expect(sounds(stage.press(.volumeUp)).isEmpty, "nobody sounds")
    }

    @Test mutating func volumeStaysWithinItsRange() {
        stage.press(.toggleSound)
        for _ in 0..<10 { stage.press(.volumeUp) }
        #expect(stage.wall.volume == 100)
        #expect(sounds(stage.effects) == [.sound(stage.ids[0], volume: 100)])
        for _ in 0..<30 { stage.press(.volumeDown) }
        #expect(stage.wall.volume == 0 && stage.toast == .volume(0))
        stage.press(.volumeUp)
        #expect(stage.wall.volume == WallStateMachine.volumeStep)
    }

    /// A file read again for another reason must not make the wall loud.
    @Test mutating func reloadedSettingsKeepTheVolumeOfTheKeys() {
        stage.press(.volumeDown)
        var settings = stage.wall.settings
        settings.shuffle = true
        stage.send(.settings(settings))
        #expect(stage.wall.volume == 65)
        settings.volume = 20
        stage.send(.settings(settings))
        #expect(stage.wall.volume == 20)
    }

    @Test mutating func seekingIsTheFocusedCells() {
        let id = stage.ids[0]
        #expect(stage.press(.seek(seconds: 10)).contains(.seek(id, seconds: 10)))
        stage.tell(id, .playerFailed(.undecodable))
        #expect(stage.press(.seek(seconds: 10)).touched.isEmpty)
    }

    /// The last ten seconds of a film, skipped by key.
    @Test mutating func seekingPastTheEndIsNoFailure() {
        let id = stage.ids[0]
        stage.wait(5)
        var observation = CellObservation()
        observation.position = 53
        observation.duration = 60
        stage.tell(id, .observed(observation))
        stage.press(.seek(seconds: 10))
        guard let entry = stage.cell(id)?.machine.current?.entry else { return }
        stage.tell(id, .ended(entry: entry, .endOfFile))
        #expect(stage.cell(id)?.machine.failures == 0)
        #expect(stage.states[0] != "backingOff")
    }

    @Test func whatHasNoEndCannotBeWound() {
        for items in [cameras(4), DemoItems.all] {
            var stage = WallStage(items: items)
            #expect(stage.press(.seek(seconds: -10)).touched.isEmpty)
            #expect(stage.toast == .cannotSeek)
        }
    }

    @Test(arguments: [WallAction.favoritesOnly, .allItems, .toggleFavorite])
    mutating func favouritesSayThatThereIsNoServer(action: WallAction) {
        #expect(stage.press(action) == [.overlaysChanged])
        #expect(stage.toast == .noServer)
    }

    @Test mutating func escapeGoesStepByStep() {
        stage.press(.toggleSolo)
        stage.press(.toggleStatistics)
        stage.press(.toggleHelp)
        stage.press(.escape)
        #expect(!stage.wall.helpShown && stage.wall.statisticsShown && stage.wall.solo != nil)
        stage.press(.escape)
        #expect(!stage.wall.statisticsShown && stage.wall.solo != nil)
        #expect(stage.press(.escape).contains(.layoutChanged))
        #expect(stage.wall.solo == nil && stage.toast != .pressEscapeAgain)
        #expect(!stage.press(.escape).contains(.quit))
        #expect(stage.toast == .pressEscapeAgain)
        #expect(stage.press(.escape, after: 1.9).contains(.quit))
    }

    @Test mutating func escapeTwiceSlowlyStays() {
        stage.press(.escape)
        #expect(!stage.press(.escape, after: 2).contains(.quit))
        #expect(stage.press(.escape, after: 1).contains(.quit))
    }

    @Test func aKioskIsLeftByOneKeyOnly() {
        var stage = WallStage { $0.kiosk = true }
        for _ in 0..<3 {
            #expect(stage.press(.quit) == [.overlaysChanged])
            #expect(stage.press(.toggleFullscreen) == [.overlaysChanged])
            #expect(stage.press(.escape) == [.overlaysChanged])
            #expect(stage.toast != .pressEscapeAgain)
        }
        stage.press(.toggleHelp)
        stage.press(.escape)
        #expect(!stage.wall.helpShown, "Esc still leaves the help")
        #expect(stage.press(.forceQuit).contains(.quit))
    }

    @Test mutating func theRestOfTheKeys() {
        #expect(stage.press(.quit).contains(.quit))
        #expect(stage.press(.forceQuit).contains(.quit))
        #expect(stage.press(.toggleFullscreen).contains(.toggleFullscreen))
        #expect(stage.press(.snapshot).contains(.snapshot))
        stage.press(.toggleLabels)
        #expect(stage.wall.labelsShown)
        stage.press(.toggleLabels)
        #expect(!stage.wall.labelsShown)
    }

    @Test mutating func toastAndFocusRingGoByThemselves() {
        stage.send(.ticked)
        stage.press(.toggleLabels)
        stage.send(.toast(.reloaded))
        #expect(stage.wall.deadline(now: stage.now) == stage.now + WallStateMachine.toastSeconds)
        #expect(stage.send(.ticked, after: 2.5).contains(.overlaysChanged))
        #expect(stage.toast == nil)
        #expect(stage.wall.deadline(now: stage.now) == stage.now + 2.5)
        stage.now += 2.6
        // A wake-up that comes late is wanted all the same.
        #expect(stage.wall.deadline(now: stage.now) == stage.now - 0.1)
        #expect(stage.send(.ticked).contains(.overlaysChanged))
        #expect(stage.wall.focusShownUntil <= stage.now)
        #expect(stage.wall.deadline(now: stage.now).map { $0 > stage.now } ?? true)
    }
}

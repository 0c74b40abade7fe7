import Geometry
import Testing
import Tunables
import WallPolicy

/// A wall with a schedule: when it sleeps, what becomes of its cells, and who wakes it.
@Suite struct WallNightTests {
    private static let evening = WeekMoment(weekday: 3, second: 22 * 3600)
    private static let night = WeekMoment(weekday: 3, second: 23 * 3600)
    private static let morning = WeekMoment(weekday: 4, second: 7 * 3600)

    /// Awake from 7 to 23 o'clock, and it is evening.
    private func stage(
        _ columns: Int = 2, _ rows: Int = 1, items: [MediaItem] = films(100),
        change: (inout Settings) -> Void = { _ in }
    ) throws -> WallStage {
        let schedule = try WeekSchedule("07:00-23:00")
        var stage = WallStage(columns: columns, rows: rows, items: items) {
            $0.schedule = schedule
            change(&$0)
        }
        stage.send(.clock(Self.evening))
        return stage
    }

    @Test func atNightNoCellHasAPlayer() throws {
        var stage = try stage()
        let ids = stage.ids
        let effects = stage.send(.clock(Self.night))
        #expect(stage.wall.isAsleep && stage.wall.isNight)
        #expect(
            effects.filter { if case .rest = $0 { true } else { false } } == ids.map { .rest($0) })
        #expect(effects.contains(.displaysSleep(true)) && effects.contains(.layoutChanged))
        #expect(effects.journal.map(\.sentence) == ["the wall sleeps until Thu 07:00"])
        #expect(stage.ids == ids && stage.wall.cells.allSatisfy { !$0.isStarted })
        #expect(stage.send(.clock(Self.night)) == [], "once")
        // An hour in which nothing is done with any cell, whatever its old player says.
        for id in ids { #expect(stage.tell(id, .playerFailed(.endedEarly)) == []) }
        #expect(stage.wait(3600).touched.isEmpty)
    }

    @Test func inTheMorningEachGoesOnWhereItWas() throws {
        var stage = try stage()
        let (first, second) = (stage.ids[0], stage.ids[1])
        let items = stage.items
        stage.look(first, at: 100)
        stage.look(second, at: 50)
        stage.send(.clock(Self.night))
        stage.wait(60)
        let effects = stage.send(.clock(Self.morning))
        #expect(effects.first == .displaysSleep(false), "displays take longest")
        #expect(effects.created == [first, second])
        #expect(effects.loads.map(\.load.item.id) == items)
        #expect(effects.loads.map(\.load.start) == [100, 50])
        #expect(effects.journal.map(\.sentence) == ["the wall wakes: its schedule"])
        #expect(!stage.wall.isAsleep)
    }

    @Test func whatIsCastAtNightPlaysToItsEnd() throws {
        var stage = try stage(1, 1)
        stage.send(.clock(Self.night))
        let guest = film(900)
        let effects = stage.send(.remote(RemoteWish(.play(RemotePlay(.now, items: [guest])))))
        #expect(!stage.wall.isAsleep && effects.loads.map(\.load.item) == [guest])
        #expect(
            effects.journal.map(\.sentence)
                == ["the wall wakes: somebody commanded it from an app"])
        stage.startAll()
        for _ in 0..<30 {
            stage.wait(60)
            stage.send(.clock(Self.night))
            #expect(!stage.wall.isAsleep)
        }
        // Paused for longer than anybody stays, it sleeps.
        stage.send(.remote(RemoteWish(.pause)))
        for _ in 0..<12 {
            stage.wait(60)
            stage.send(.clock(Self.night))
        }
        #expect(stage.wall.isAsleep)
        // Words alone wake nobody.
        stage.send(
            .remote(RemoteWish(.message(RemoteMessage(title: "", text: "x", seconds: 3)))))
        #expect(stage.wall.isAsleep)
    }

    @Test func aListGoesOnInTheMorningWhereItWas() throws {
        var stage = try stage()
        let guests = (900..<906).map(film)
        stage.send(.remote(RemoteWish(.play(RemotePlay(.now, items: guests)))))
        for id in stage.ids {
            stage.answer(id)
            stage.look(id, at: 300)
        }
        stage.send(.clock(Self.night))
        stage.wait(60)
        let effects = stage.send(.clock(Self.morning))
        #expect(effects.loads.map(\.load.item) == [guests[0], guests[1]])
        #expect(effects.loads.map(\.load.start) == [300, 300])
        #expect(stage.wall.castWaiting == 4)
    }

    @Test func cellsWakeOneAfterTheOther() throws {
        var stage = try stage(2, 2) { $0.startStagger = .milliseconds(300) }
        stage.send(.clock(Self.night))
        stage.wait(600)
        #expect(stage.send(.clock(Self.morning)).created.count == 1)
        #expect(stage.send(.ticked, after: 0.29).created.isEmpty)
        #expect(stage.send(.ticked, after: 0.02).created.count == 1)
        #expect(stage.send(.ticked, after: 0.6).created.count == 2)
    }

    @Test func camerasBeginAnewInTheirPlaces() throws {
        var stage = try stage(items: cameras(2))
        let items = stage.items
        stage.look(stage.ids[0], at: 5000)
        stage.send(.clock(Self.night))
        let loads = stage.send(.clock(Self.morning)).loads
        #expect(loads.map(\.load.item.id) == items)
        #expect(loads.allSatisfy { $0.load.start == nil })
    }

    /// What failed before the night is not held against anybody after it.
    @Test func parkedCellsTryAgainInTheMorning() throws {
        var stage = try stage(items: films(1))
        let id = stage.ids[0]
        for _ in 0..<5 where stage.states[0] != "parked" {
            stage.fail(id)
            stage.retry(id)
        }
        stage.send(.clock(Self.night))
        stage.wait(30)
        #expect(!stage.send(.clock(Self.morning)).loads.isEmpty)
        #expect(stage.cell(id)?.machine.failures == 0)
    }

    @Test func pauseSoundAndSoftwareDecodingSurviveTheNight() throws {
        var stage = try stage()
        let id = stage.ids[0]
        stage.press(.focus(id))
        stage.press(.toggleSound)
        stage.press(.togglePauseOf(id))
        stage.tell(id, .decoderFailed)
        stage.tell(id, .decoderFailed)
        stage.send(.clock(Self.night))
        let effects = stage.send(.clock(Self.morning))
        #expect(effects.contains(.sound(id, volume: 70)))
        #expect(effects.contains(.pause(id, true)))
        #expect(effects.of(id).contains(.useSoftwareDecoding))
    }

    // MARK: People

    @Test func aPersonWakesItForTenMinutes() throws {
        var stage = try stage()
        stage.send(.clock(Self.night))
        #expect(stage.send(.wokenByPerson).created == stage.ids)
        #expect(
            stage.toast?.text == "Awake for 10 minutes, then asleep until Thu 07:00")
        #expect(
            stage.wall.schedule(now: stage.now)?.words
                == "awake for 10 min, then asleep until Thu 07:00")
        stage.startAll()
        stage.wait(500)
        #expect(!stage.wall.isAsleep)
        // Whoever is still there stays.
        stage.send(.wokenByPerson)
        stage.wait(590)
        #expect(!stage.wall.isAsleep)
        let effects = stage.wait(20)
        #expect(stage.wall.isAsleep && effects.contains(.displaysSleep(true)))
    }

    @Test func theMorningEndsAVisit() throws {
        var stage = try stage()
        stage.send(.clock(Self.night))
        stage.send(.wokenByPerson)
        #expect(stage.send(.clock(Self.morning)).journal.isEmpty, "it is awake already")
        stage.wait(700)
        #expect(!stage.wall.isAsleep)
        #expect(stage.wall.schedule(now: stage.now)?.words == "awake until Thu 23:00")
        stage.send(.clock(Self.night))
        #expect(stage.wall.isAsleep, "the visit of the last night does not count")
    }

    @Test func byDayNobodyNeedsToWakeIt() throws {
        var stage = try stage()
        #expect(stage.send(.wokenByPerson) == [])
        #expect(stage.wall.schedule(now: stage.now)?.wokenSeconds == nil)
    }

    // MARK: What else happens at night

    @Test func anotherScheduleCountsAtOnce() throws {
        var stage = try stage()
        stage.send(.clock(Self.night))
        var settings = stage.wall.settings
        settings.schedule = .always
        #expect(stage.send(.settings(settings)).created == stage.ids)
        #expect(stage.wall.schedule(now: stage.now) == nil)
        settings.schedule = try WeekSchedule("Sun 08:00-09:00")
        stage.send(.settings(settings))
        #expect(stage.wall.isAsleep)
        #expect(stage.wall.schedule(now: stage.now)?.words == "asleep until Sun 08:00")
    }

    /// A machine that does not know the time plays: it may be day.
    @Test func withoutATimeItPlays() throws {
        var stage = try stage()
        stage.send(.clock(Self.night))
        stage.send(.clock(nil))
        #expect(!stage.wall.isAsleep)
        #expect(stage.wall.schedule(now: stage.now)?.words == "awake: the clock is not set")
    }

    @Test func aWallThatStartsAtNightStartsNothing() throws {
        let schedule = try WeekSchedule("07:00-23:00")
        var stage = WallStage.bare(columns: 2, rows: 1) { $0.schedule = schedule }
        #expect(stage.send(.clock(Self.night)).contains(.displaysSleep(true)))
        stage.send(.displayAppeared(WallStage.first))
        stage.send(.catalogue(items: films(10), problems: []))
        #expect(stage.wait(30).touched.isEmpty && stage.wall.cells.count == 2)
        #expect(stage.send(.clock(Self.morning)).created == stage.ids)
        stage.startAll()
        #expect(stage.states == ["playing", "playing"])
    }

    @Test func anotherGridAtNightIsThereInTheMorning() throws {
        var stage = try stage(2, 2)
        let kept = Array(stage.ids.prefix(2))
        let items = Array(stage.items.prefix(2))
        stage.send(.clock(Self.night))
        stage.press(.grid(columns: 2, rows: 1))
        stage.press(.grid(columns: 3, rows: 1))
        #expect(stage.wait(10).touched.isEmpty)
        let effects = stage.send(.clock(Self.morning))
        #expect(effects.created.count == 3 && Array(stage.ids.prefix(2)) == kept)
        #expect(Array(effects.loads.map(\.load.item.id).prefix(2)) == items.compactMap(\.self))
    }

    /// A television that is switched off may go as if it were unplugged.
    @Test func aDisplayThatGoesAtNightComesBackWithItsPlaces() throws {
        var stage = try stage()
        let items = stage.items
        for (id, at) in zip(stage.ids, [100.0, 200]) { stage.look(id, at: at) }
        stage.press(.togglePauseOf(stage.ids[1]))
        stage.send(.clock(Self.night))
        stage.send(.displayWent(WallStage.first))
        stage.wait(60)
        stage.send(.displayAppeared(WallStage.second))
        #expect(stage.wait(60).touched.isEmpty)
        let effects = stage.send(.clock(Self.morning))
        #expect(effects.loads.map(\.load.item.id) == items)
        #expect(effects.loads.map(\.load.start) == [100, 200])
        #expect(effects.contains(.pause(stage.ids[1], true)))
    }

    @Test func whatIsGoneInTheMorningIsNotWaitedFor() throws {
        var stage = try stage(items: films(4))
        let old = stage.items
        stage.send(.clock(Self.night))
        stage.send(.catalogue(items: (50...59).map(film), problems: []))
        #expect(stage.wait(10).touched.isEmpty)
        let loads = stage.send(.clock(Self.morning)).loads
        #expect(loads.count == 2 && loads.allSatisfy { !old.contains($0.load.item.id) })
    }

    /// Nobody asks for a server that is away while nobody wants anything of it.
    @Test func anOutageSleepsToo() throws {
        let items = (1...20).map { MediaItem.url("http://one/\($0).mp4") }
        var stage = try stage(2, 2, items: items)
        let source = items[0].source
        stage.run(30, dead: [source])
        #expect(stage.wall.outages.isOut(source))
        stage.send(.clock(Self.night))
        #expect(stage.wait(3600).probes.isEmpty)
        stage.send(.clock(Self.morning))
        #expect(stage.states.allSatisfy { $0 == "holding" })
        #expect(stage.run(1).map(\.effect).probes == [source], "asked at once")
        stage.run(10)
        #expect(stage.states.allSatisfy { $0 == "playing" })
    }

    // MARK: The picture against burn-in

    @Test func thePictureMovesWhenItIsTime() throws {
        var stage = try stage { $0.pixelShift = .seconds(120) }
        let size = PixelSize(width: 640, height: 360)
        let before = stage.wall.stage(in: size)
        #expect(before == PixelRect(x: 4, y: 4, width: 632, height: 352))
        #expect(stage.wait(119).filter { $0 == .pictureMoved }.isEmpty)
        #expect(stage.wait(3).filter { $0 == .pictureMoved }.count == 1)
        #expect(stage.wall.stage(in: size) == before.moved(x: 1, y: 0))
        stage.send(.clock(Self.night))
        #expect(!stage.wait(1000).contains(.pictureMoved), "nobody looks")
        stage.send(.clock(Self.morning))
        #expect(stage.wait(1000).filter { $0 == .pictureMoved }.count == 8)
        var settings = stage.wall.settings
        settings.pixelShift = .zero
        #expect(stage.send(.settings(settings)).contains(.pictureMoved))
        #expect(stage.wall.stage(in: size) == PixelRect(x: 0, y: 0, width: 640, height: 360))
        #expect(!stage.wait(1000).contains(.pictureMoved))
    }

    // MARK: What is to be seen

    @Test func aSleepingWallHasNothingOverIt() {
        var wall = WallSnapshot()
        wall.schedule = ScheduleSnapshot(isAsleep: true, wokenSeconds: nil, words: "asleep")
        wall.helpShown = true
        wall.labelsShown = true
        wall.statisticsShown = true
        wall.paused = true
        var cell = CellSnapshot(
            number: 1, id: "a", display: 1, rect: PixelRect(x: 0, y: 0, width: 320, height: 180))
        cell.state = "asleep"
        cell.title = "Film"
        wall.cells = [cell]
        wall.focus = 1
        let over = CellOverlay(cell: cell, in: wall, focusShown: true)
        #expect(over.card == nil && over.label == nil && over.notice == nil && !over.isFocused)
        let time = LocalTime(hour: 1, minute: 2, weekday: 3, day: 4, month: 5)
        let window = WindowOverlay(
            display: 1, in: wall, time: time, toast: .paused, banner: ["wrong"], kiosk: false)
        #expect(window.isEmpty)
    }
}

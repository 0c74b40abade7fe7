import Testing
import Tunables
import WallPolicy

/// An app's buttons.
@Suite struct RemoteCommandTests {
    private var stage = WallStage(columns: 2, rows: 2)

    private mutating func press(_ command: RemoteCommand, cell: Int? = nil) {
        stage.send(.remote(RemoteWish(command, cell: cell)))
    }

    private mutating func meansAll() {
        var settings = stage.wall.settings
        settings.remoteTarget = .all
        stage.send(.settings(settings))
    }

    @Test mutating func pauseMeansTheFocusedCellOrAll() {
        press(.pause)
        #expect(stage.wall.cells.map(\.isPaused) == [true, false, false, false])
        press(.pause)
        #expect(stage.effects.touched.isEmpty, "it is already")
        press(.unpause)
        #expect(stage.wall.cells.allSatisfy { !$0.isPaused })
        press(.togglePause, cell: 3)
        #expect(stage.wall.cells.map(\.isPaused) == [false, false, true, false])
        meansAll()
        press(.pause)
        #expect(stage.wall.isPaused)
        press(.unpause)
        #expect(!stage.wall.isPaused && stage.wall.cells.allSatisfy { !$0.isPaused })
        press(.togglePause)
        #expect(stage.wall.isPaused)
    }

    @Test mutating func unpausingACellOfAPausedWallLetsItPlay() {
        stage.press(.togglePause)
        press(.unpause)
        #expect(!stage.wall.isPaused)
    }

    @Test mutating func nextAndPreviousReachWhomTheyMean() {
        press(.next, cell: 2)
        #expect(stage.effects.of(stage.ids[1]).contains(.advance))
        #expect(stage.effects.touched == [stage.ids[1]])
        meansAll()
        press(.next)
        #expect(stage.effects.touched.isSuperset(of: [stage.ids[0], stage.ids[2], stage.ids[3]]))
    }

    @Test mutating func seekingPastTheEndStopsBeforeIt() {
        let id = stage.ids[0]
        stage.look(id, at: 100)
        press(.seek(seconds: 600))
        #expect(stage.effects.contains(.seekTo(id, seconds: 600)))
        press(.seek(seconds: 1e12))
        #expect(stage.effects.contains(.seekTo(id, seconds: 7199)))
        press(.seek(seconds: -5))
        #expect(stage.effects.contains(.seekTo(id, seconds: 0)))
        press(.seek(seconds: .nan))
        #expect(!stage.effects.contains { if case .seekTo = $0 { true } else { false } })
        press(.seekBy(seconds: -10))
        #expect(stage.effects.contains(.seekTo(id, seconds: 90)))
    }

    @Test mutating func aCameraCannotBeWound() {
        stage = WallStage(columns: 1, rows: 1, items: cameras(1))
        press(.seek(seconds: 10))
        #expect(stage.toast == .cannotSeek)
    }

    @Test mutating func soundAndVolume() {
        press(.volume(40))
        #expect(stage.wall.volume == 40 && stage.wall.sounding == nil)
        press(.volume(900))
        #expect(stage.wall.volume == 100)
        press(.unmute)
        #expect(stage.wall.sounding == stage.ids[0])
        #expect(stage.effects.contains(.sound(stage.ids[0], volume: 100)))
        press(.unmute, cell: 3)
        #expect(stage.wall.sounding == stage.ids[2])
        #expect(stage.effects.contains(.sound(stage.ids[0], volume: nil)), "one sounds at a time")
        press(.toggleMute)
        #expect(stage.wall.sounding == nil)
        press(.volumeDown)
        #expect(stage.wall.volume == 95)
        press(.mute)
        #expect(stage.effects.touched.isEmpty)
    }

    @Test mutating func oneItemRepeats() {
        press(.repeats(.one))
        #expect(stage.effects.contains(.loop(stage.ids[0], true)))
        press(.repeats(.none))
        #expect(stage.effects.contains(.loop(stage.ids[0], false)))
    }

    @Test mutating func shuffleLastsUntilTheConfigurationSaysSo() {
        press(.shuffle(true))
        #expect(stage.wall.isShuffled)
        var settings = stage.wall.settings
        settings.volume = 3
        stage.send(.settings(settings))
        #expect(stage.wall.isShuffled)
    }

    @Test mutating func messagesAreCleanAndStayAsLongAsTheySay() {
        press(.message(RemoteMessage(title: "Door", text: "a\u{7}b\nc", seconds: 8)))
        #expect(stage.toast?.title == "Door" && stage.toast?.text == "a b c")
        stage.wait(7)
        #expect(stage.toast != nil)
        stage.wait(2)
        #expect(stage.toast == nil)
        let long = RemoteMessage(
            title: "", text: String(repeating: "x", count: 1 << 20), seconds: .infinity)
        #expect(long.text.count == RemoteMessage.textMax && long.seconds == 5)
        press(.message(RemoteMessage(title: "\u{202E}", text: "\u{0}\u{1B}", seconds: 1)))
        #expect((stage.toast?.text ?? "").allSatisfy { !$0.isNewline })
    }

    @Test mutating func homeLeavesWhatStandsOverTheWall() {
        stage.press(.toggleHelp)
        stage.press(.toggleStatistics)
        stage.press(.toggleSolo)
        press(.goHome)
        #expect(!stage.wall.helpShown && !stage.wall.statisticsShown && stage.wall.solo == nil)
    }

    @Test mutating func aKioskStaysWhereItIs() {
        press(.toggleFullscreen)
        #expect(stage.effects.contains(.toggleFullscreen))
        var settings = stage.wall.settings
        settings.kiosk = true
        stage.send(.settings(settings))
        press(.toggleFullscreen)
        #expect(!stage.effects.contains(.toggleFullscreen))
    }

    @Test mutating func aWallWithoutCellsIgnoresEverything() {
        stage = .bare()
        for command: RemoteCommand in [
            .pause, .unpause, .next, .previous, .stop, .seek(seconds: 3), .unmute, .goHome,
            .play(RemotePlay(.now, items: films(3))), .audioTrack(1), .repeats(.all),
        ] { press(command) }
        press(.pause, cell: 1)
        #expect(stage.effects.touched.isEmpty)
    }

    @Test mutating func marksFollowTheServer() {
        let item = film(3).id
        stage.send(.marks([item: true, film(4).id: true]))
        #expect(stage.wall.favorites.contains(item))
        stage.send(.marks([item: false]))
        #expect(stage.wall.favorites == [film(4).id])
    }

    @Test mutating func aServerThatSaysGoodbyeIsAskedUntilItIsBack() {
        let source = film(1).source
        stage.send(.sourceLeaves(source))
        #expect(stage.wall.outages.isOut(source))
        #expect(stage.wall.cells.allSatisfy { $0.machine.current != nil }, "what plays goes on")
        stage.run(20)
        #expect(!stage.wall.outages.isOut(source))
    }

    @Test mutating func linksAreJournalledWhenTheyComeAndGo() {
        func tell(_ phase: RemoteStatus.Phase, at time: Double, cell: Int? = nil) {
            var status = RemoteStatus(cell: cell, name: "lobby", phase: phase, since: time)
            status.lastError = "the connection was closed"
            stage.send(.remoteStatus([status]))
        }
        tell(.connecting, at: 10)
        #expect(stage.effects.journal.isEmpty)
        tell(.controllable, at: 12)
        #expect(stage.effects.journal.map(\.kind) == [.remoteUp])
        tell(.connecting, at: 50)
        #expect(stage.effects.journal.map(\.kind) == [.remoteLost])
        tell(.connected, at: 649)
        #expect(stage.effects.journal.isEmpty)
        tell(.controllable, at: 650)
        #expect(stage.effects.journal.first?.seconds == 600, "since it was lost")
        tell(.controllable, at: 650, cell: 3)
        tell(.connecting, at: 700, cell: 3)
        #expect(stage.effects.journal.isEmpty, "cells have no line of their own")
    }

    @Test mutating func rubbishIsNotedSeldom() {
        stage.look(stage.ids[0], at: 10)
        press(.seek(seconds: 1e9))
        #expect(stage.effects.journal.map(\.kind) == [.remote])
        press(.pause, cell: 99)
        #expect(stage.effects.journal.isEmpty, "one line is enough for a while")
        stage.wait(11)
        press(.pause, cell: 99)
        #expect(stage.effects.journal.map(\.kind) == [.remote])
    }

    @Test mutating func aCellsOwnSilenceIsNobodyElses() {
        press(.unmute, cell: 2)
        press(.mute, cell: 3)
        #expect(stage.wall.sounding == stage.ids[1])
        press(.toggleMute, cell: 3)
        #expect(stage.wall.sounding == stage.ids[2])
        press(.mute)
        #expect(stage.wall.sounding == nil)
    }

    @Test func wordsThatTurnTheLineAroundAreNone() {
        let message = RemoteMessage(title: "", text: "a\u{202E}b\u{2066}c\u{200D}d", seconds: 3)
        #expect(message.text == "abc\u{200D}d")
    }
}

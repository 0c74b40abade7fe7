import Testing
import WallPolicy

/// Somebody restarts the media server and has said so: for how long it is expected, what is told
/// of it, and its end.
@Suite struct WallHoldTests {
    private var stage = WallStage(columns: 2, rows: 1)

    @Test mutating func itIsSeenWhileItLasts() throws {
        #expect(stage.wall.hold(now: stage.now) == nil)
        let began = stage.send(.serverHeld(seconds: 120, reason: "upgrade")).journal
        #expect(began.map(\.kind) == [.holdBegan] && began.first?.seconds == 120)
        #expect(
            began.first?.sentence
                == "the media server is to be restarted within 2 min: upgrade")
        #expect(stage.wall.hold(now: stage.now) == HoldSnapshot(seconds: 120, reason: "upgrade"))
        stage.wait(30)
        #expect(stage.wall.hold(now: stage.now)?.seconds == 90)
        #expect(stage.wall.deadline(now: stage.now) ?? .infinity <= stage.now + 90)
        let ended = stage.wait(91).journal
        #expect(ended.map(\.kind) == [.holdEnded] && ended.first?.reason == "its time is over")
        #expect(abs((ended.first?.seconds ?? 0) - 120) <= 1)
        #expect(stage.wall.hold(now: stage.now) == nil)
        #expect(stage.wait(60).journal.isEmpty, "it ends once")
    }

    @Test mutating func itIsTakenBack() {
        stage.send(.serverHeld(seconds: 3600, reason: ""))
        stage.wait(20)
        let ended = stage.send(.serverHeld(seconds: 0, reason: "")).journal
        #expect(ended.map(\.kind) == [.holdEnded] && ended.first?.seconds == 20)
        #expect(
            ended.first?.sentence
                == "the media server's restart is no longer expected, after 20 s: it was taken back"
        )
        #expect(stage.wall.hold(now: stage.now) == nil)
        #expect(!stage.wall.outages.expectsOutage(now: stage.now))
        #expect(stage.send(.serverHeld(seconds: 0, reason: "")).isEmpty, "there is none to end")
    }

    @Test mutating func saidOnceMoreItIsLonger() {
        stage.send(.serverHeld(seconds: 60, reason: "a"))
        stage.wait(30)
        stage.send(.serverHeld(seconds: 60, reason: "see http://u:geheim@b/?api_key=geheim"))
        #expect(stage.wall.hold(now: stage.now)?.seconds == 60)
        #expect(stage.wall.hold(now: stage.now)?.reason.contains("geheim") == false)
        let ended = stage.wait(61).journal
        #expect(ended.map(\.kind) == [.holdEnded])
        #expect(abs((ended.first?.seconds ?? 0) - 90) <= 1, "since it was first said")
    }

    /// What passes while the machine sleeps is none of it.
    @Test mutating func aMachineThatSleepsDoesNotShortenIt() {
        stage.send(.serverHeld(seconds: 60, reason: "a"))
        stage.wait(10)
        stage.send(.ticked, after: 3000)
        #expect((stage.wall.hold(now: stage.now)?.seconds ?? 0) > 40)
    }
}

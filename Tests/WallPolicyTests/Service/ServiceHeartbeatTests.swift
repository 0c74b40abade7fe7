import Testing
import WallPolicy

/// When a service manager hears of the wall.
@Suite struct ServiceHeartbeatTests {
    private var heartbeat = ServiceHeartbeat(watchdogSeconds: 30, now: 0)

    private mutating func turn(
        _ now: Double, presents: Int = 0, isShown: Bool = true, canPresent: Bool = true
    ) -> [ServiceHeartbeat.Effect] {
        guard heartbeat.wants(now: now) else { return [] }
        return heartbeat.turnEnded(
            now: now, presents: presents, isShown: isShown, canPresent: canPresent)
    }

    @Test("ready when something is shown, and not before")
    mutating func ready() {
        #expect(turn(0, isShown: false) == [.extendStart(seconds: 20)])
        #expect(turn(1, presents: 1, isShown: false) == [])
        #expect(turn(2, presents: 2) == [.tellReady, .tellAlive])
        #expect(turn(3, presents: 3) == [])
    }

    @Test("a slow start is extended while the loop turns, but not for ever")
    mutating func slow() {
        var words: [Double] = []
        for second in 0..<2000
        where turn(Double(second), isShown: false) == [.extendStart(seconds: 20)] {
            words.append(Double(second))
        }
        #expect(words.prefix(3) == [0, 5, 10])
        #expect(words.last == 655)
    }

    @Test("a wall that draws says so three times in each WatchdogSec")
    mutating func draws() {
        _ = turn(0, presents: 1)
        var words: [Int] = []
        for second in 1...60 where turn(Double(second), presents: second) == [.tellAlive] {
            words.append(second)
        }
        #expect(words == [10, 20, 30, 40, 50, 60])
    }

    @Test("a wall with nothing to draw is asked for a proof, and lives by it alone")
    mutating func proof() {
        _ = turn(0, presents: 1)
        #expect(turn(9.9, presents: 1) == [])
        #expect(turn(10, presents: 1) == [.presentProof])
        #expect(turn(10.02, presents: 2) == [.tellAlive])
        #expect(turn(10.04, presents: 2) == [])
        #expect(turn(20.02, presents: 2) == [.presentProof])
    }

    @Test("turns without a present are no life")
    mutating func hangs() {
        _ = turn(0, presents: 1)
        var asked = 0
        for tenth in 0..<1000 {
            let effects = turn(Double(tenth) / 10, presents: 1)
            #expect(!effects.contains(.tellAlive))
            if effects == [.presentProof] { asked += 1 }
        }
        #expect(asked == 90)
    }

    @Test("without a display a turn is proof enough")
    mutating func noDisplay() {
        #expect(turn(0, canPresent: false) == [.tellReady, .tellAlive])
        #expect(turn(10, canPresent: false) == [.tellAlive])
    }

    @Test("nobody watches: ready is all there is to say")
    func unwatched() {
        var heartbeat = ServiceHeartbeat(watchdogSeconds: nil, now: 0)
        #expect(
            heartbeat.turnEnded(now: 0, presents: 1, isShown: true, canPresent: true)
                == [.tellReady])
        #expect(!heartbeat.wants(now: 1000))
    }
}

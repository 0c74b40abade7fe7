import Testing
import WallPolicy

/// A cell that failed too often rests.
@Suite struct CellParkTests {
    private var stage = CellStage()

    /// One item after the other that cannot be played.
    private mutating func failItems(_ count: Int, from first: Int = 1) -> [CellEffect] {
        var effects: [CellEffect] = []
        for load in first..<(first + count) {
            stage.play(film(load), load: load)
            effects = stage.fail(.noPicture)
        }
        return effects
    }

    @Test mutating func theFifthFailureParks() {
        #expect(failItems(4).parks.isEmpty && stage.state == "idle")
        let effects = failItems(1, from: 5)
        let load = Load(counter: 5, item: film(5))
        #expect(
            effects == [
                .stop, .report(load, .noPicture, waits: 120), .spent(film(5), .noPicture),
                .parked(film(5), .noPicture, seconds: 120),
            ])
        #expect(stage.state == "parked" && stage.wait == 120 && stage.machine.failures == 5)
        #expect(stage.card?.words == FailureReason.noPicture.words)
    }

    @Test mutating func afterTheCooldownThereIsAnotherItem() {
        _ = failItems(5)
        #expect(stage.send(.ticked, after: 119.9).isEmpty)
        #expect(stage.send(.ticked, after: 0.1) == [.wantItem], "that one was given up")
    }

    /// The tries of the item are not over: it goes on where it was.
    @Test mutating func afterTheCooldownTheSameItemGoesOn() {
        stage = CellStage {
            $0.crashLoopThreshold = 3
            $0.retryMax = 10
        }
        stage.play(film(1))
        stage.watch(40)
        stage.retry(2)
        stage.retry(3)
        #expect(stage.fail().parks == [120])
        #expect(stage.wake() == [.wantRetry(film(1), start: 40, attempt: 3)])
        stage.play(film(1), load: 4, start: 40, attempt: 3)
        #expect(stage.fail().parks.isEmpty, "the guard begins anew")
    }

    /// Hangs take half a minute each and would never fit the window.
    @Test mutating func fiveHangsInARowPark() {
        stage = CellStage { $0.retryMax = 10 }
        stage.send(.assigned(Load(counter: 1, item: remote(1))))
        for load in 2...5 {
            #expect(stage.wake().parks.isEmpty && stage.state == "backingOff")
            stage.wake()
            stage.send(.assigned(Load(counter: load, item: remote(1), attempt: load - 1)))
        }
        #expect(stage.wake().parks == [120])
    }

    @Test mutating func halfAMinuteBetweenThemIsNoRow() {
        stage = CellStage { $0.retryMax = 10 }
        stage.play(film(1))
        for load in 2...30 {
            stage.watch(31)
            stage.retry(load)
            #expect(stage.state == "playing")
        }
    }

    /// With a minute of cooldown a camera would be gone for longer than promised.
    @Test(arguments: [(10, 10.0), (45, 45), (120, 45), (7200, 45)])
    mutating func aCameraRestsForThreeQuartersOfAMinuteAtMost(cooldown: Int, rests: Double) {
        stage = CellStage {
            $0.crashLoopThreshold = 2
            $0.crashLoopCooldown = .seconds(cooldown)
        }
        stage.play(camera(1))
        stage.retry(2)
        #expect(stage.fail().parks == [rests] && stage.wait == rests)
        #expect(stage.wake() == [.wantRetry(camera(1), start: nil, attempt: 2)])
        stage.play(film(1), load: 3)
        stage.retry(4)
        #expect(stage.fail().parks == [Double(cooldown)])
    }

    @Test mutating func whatParkedUnexplainedIsAskedAboutToo() {
        stage = CellStage { $0.crashLoopThreshold = 2 }
        stage.play(remote(1))
        stage.retry(2)
        #expect(stage.fail(.unknown).probes == [remote(1)])
        stage.send(.explained(.status(404, subject: "x")))
        #expect(stage.card?.words == FailureReason.status(404, subject: "x").words)
        #expect(stage.state == "parked" && stage.wait == 120)
    }

    /// A key leaves the card at once, and what failed before counts no more.
    @Test mutating func aPersonLeavesTheCardAtOnce() {
        _ = failItems(5)
        #expect(stage.send(.personActed).isEmpty)
        #expect(stage.send(.nextWanted) == [.wantItem])
        stage.play(film(9), load: 9)
        #expect(stage.playing == film(9) && stage.machine.failures == 0)
        #expect(failItems(4, from: 10).parks.isEmpty)
    }

    @Test mutating func aPersonClearsTheLadderToo() {
        stage.play(film(1))
        stage.watch(50)
        for load in 2...4 { stage.retry(load) }
        stage.send(.personActed)
        #expect(stage.machine.attempts == 0)
        #expect(stage.fail().waits == [2])
    }

    // MARK: The only item

    @Test mutating func theOnlyItemIsParkedNotReplaced() {
        stage.play(film(1))
        stage.watch(40)
        for load in 2...4 { stage.retry(load) }
        #expect(stage.fail().last == .wantAnother(film(1), .undecodable))
        #expect(
            stage.send(.noOther(film(1), .undecodable)) == [
                .parked(film(1), .undecodable, seconds: 120)
            ])
        #expect(stage.state == "parked" && stage.card?.words == FailureReason.undecodable.words)
        guard case .wantRetry(film(1), let start?, attempt: 0)? = stage.wake().last else {
            Issue.record("the same item, with all its tries")
            return
        }
        #expect(start >= 40)
    }

    @Test mutating func aCellThatPlaysByThenIsNotParked() {
        stage.play(film(2))
        #expect(stage.send(.noOther(film(1), .undecodable)).isEmpty)
        #expect(stage.playing == film(2))
    }

    // MARK: Items that end at once

    /// Ends after 0.2 s of pictures.
    private mutating func endAtOnce(_ load: Int, duration: Double?) -> [CellEffect] {
        stage.play(film(load), load: load)
        stage.see(0.2, duration: duration, after: 0.2)
        return stage.send(.ended(entry: EntryNumber(load), .endOfFile))
    }

    @Test mutating func anItemThatEndsAtOnceFailed() {
        #expect(endAtOnce(1, duration: nil).reports == [.endedAtOnce])
        #expect(stage.state == "backingOff")
        #expect(endAtOnce(2, duration: 60).reports == [.endedEarly])
    }

    @Test mutating func anItemWithoutAPictureFailed() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.accepted(load: 1, entry: 1))
        stage.send(.started(entry: 1))
        #expect(stage.send(.ended(entry: 1, .endOfFile), after: 5).reports == [.endedAtOnce])
    }

    @Test(arguments: [(0.99, true), (1.0, false)])
    mutating func atOnceIsWithinASecond(seconds: Double, failed: Bool) {
        stage.play(film(1))
        #expect(
            stage.send(.ended(entry: 1, .endOfFile), after: seconds).reports.isEmpty == !failed)
    }

    /// Its length says so: that is no failure until the third in a row.
    @Test mutating func shortItemsForEverPark() {
        for load in 1...2 {
            #expect(endAtOnce(load, duration: 0.2) == [.wantItem])
            #expect(stage.machine.failures == 0)
        }
        for load in 3...6 {
            let effects = endAtOnce(load, duration: 0.2)
            #expect(effects.reports == [.endedAtOnce] && effects.last == .wantItem)
            #expect(stage.machine.failures == load - 2)
        }
        #expect(endAtOnce(7, duration: 0.2).parks == [120])
        #expect(stage.state == "parked")
    }

    @Test mutating func aRealItemBetweenThemEndsTheRow() {
        for load in stride(from: 1, to: 30, by: 3) {
            #expect(endAtOnce(load, duration: 0.2) == [.wantItem])
            #expect(endAtOnce(load + 1, duration: 0.2) == [.wantItem])
            stage.play(film(load + 2), load: load + 2)
            stage.position = 0
            stage.duration = 5
            stage.watch(5)
            #expect(stage.send(.ended(entry: EntryNumber(load + 2), .endOfFile)) == [.wantItem])
        }
    }

    @Test mutating func resumedOrWoundToItsEndIsNoFailure() {
        stage.play(film(1), start: 59.9)
        stage.see(60, duration: 60, after: 0.1)
        #expect(stage.send(.ended(entry: 1, .endOfFile)) == [.wantItem])
        stage.play(film(2), load: 2)
        stage.see(0.5, duration: 60, after: 0.5)
        stage.send(.sought(seconds: 60))
        #expect(stage.send(.ended(entry: 2, .endOfFile)) == [.wantItem])
    }
}

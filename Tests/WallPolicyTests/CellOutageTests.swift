import Testing
import WallPolicy

/// A cell whose source does not answer waits, and goes on where it was.
@Suite struct CellOutageTests {
    private var stage = CellStage()
    private let source = remote(1).source
    private let elsewhere = remote(1, host: "other").source

    /// Plays to second 40 and fails there, twice.
    private mutating func failAtForty() {
        stage.play(remote(1))
        stage.watch(40)
        stage.retry(2, .refusedConnection(subject: "server"))
        stage.fail(.refusedConnection(subject: "server"))
    }

    private var held: (item: MediaItem?, source: SourceID, until: Double?)? {
        guard case .holding(let failure, let source, let until) = stage.machine.state else {
            return nil
        }
        return (failure.item, source, until)
    }

    @Test mutating func backingOffItHolds() {
        failAtForty()
        #expect(stage.send(.outageBegan(source)).isEmpty, "nothing is open")
        #expect(held?.item == remote(1) && held?.source == source)
        #expect(stage.machine.deadline == nil, "no retries while it lasts")
        #expect(stage.send(.ticked, after: 3600).isEmpty)
    }

    @Test mutating func itComesBackWhereItWasAndIsForgiven() {
        failAtForty()
        stage.send(.outageBegan(source))
        stage.send(.forgiven(since: 0))
        #expect(stage.machine.attempts == 0 && stage.machine.failures == 0)
        stage.send(.outageEnded(source, startsAt: stage.now + 1.5))
        #expect(stage.wait == 1.5)
        #expect(stage.send(.ticked, after: 1.4).isEmpty)
        #expect(stage.send(.ticked, after: 0.1) == [.wantRetry(remote(1), start: 40, attempt: 0)])
    }

    @Test mutating func aParkedCellHoldsToo() {
        stage = CellStage { $0.crashLoopThreshold = 2 }
        stage.play(remote(1))
        stage.watch(40)
        stage.retry(2)
        stage.fail()
        #expect(stage.state == "parked")
        stage.send(.outageBegan(source))
        #expect(held?.item == remote(1))
        stage.send(.outageEnded(source, startsAt: stage.now))
        #expect(stage.wake().count == 1)
    }

    /// What was given up inside the window was the source's fault: it is tried again.
    @Test mutating func whatWasGivenUpIsTriedAgain() {
        stage = CellStage {
            $0.crashLoopThreshold = 2
            $0.retryMax = 0
        }
        stage.play(remote(1))
        stage.fail()
        stage.play(remote(2), load: 2)
        #expect(stage.fail().spent == [remote(2)] && stage.state == "parked")
        stage.send(.outageBegan(source))
        stage.send(.outageEnded(source, startsAt: stage.now))
        #expect(stage.wake() == [.wantRetry(remote(2), start: nil, attempt: 1)])
    }

    @Test mutating func openingItStopsAndHolds() {
        stage.send(.assigned(Load(counter: 1, item: remote(1), start: 70)))
        #expect(stage.send(.outageBegan(source)) == [.stop])
        #expect(held?.item == remote(1) && stage.machine.position == 70)
    }

    /// Who still has something in its cache goes on with that.
    @Test mutating func whatPlaysGoesOn() {
        stage.play(remote(1))
        stage.watch(10)
        #expect(stage.send(.outageBegan(source)).isEmpty)
        #expect(stage.playing == remote(1))
    }

    @Test mutating func itIsTheNextItemThatCounts() {
        stage.play(remote(1))
        stage.prepare(remote(2, host: "other"), load: 2)
        stage.send(.ended(entry: 1, .endOfFile), after: 5)
        #expect(stage.send(.outageBegan(source)).isEmpty)
        #expect(stage.state == "loading")
        #expect(stage.send(.outageBegan(elsewhere)) == [.stop])
        #expect(held?.item == remote(2, host: "other"))
    }

    @Test mutating func anotherSourceIsNoneOfItsBusiness() {
        failAtForty()
        let before = stage.machine.state
        #expect(stage.send(.outageBegan(elsewhere)).isEmpty)
        #expect(stage.machine.state == before)
        stage.send(.outageBegan(source))
        stage.send(.outageEnded(elsewhere, startsAt: stage.now))
        #expect(held != nil && stage.machine.deadline == nil)
    }

    @Test mutating func outAgainBeforeItsTurnItGoesOnWaiting() {
        failAtForty()
        stage.send(.outageBegan(source))
        stage.send(.outageEnded(source, startsAt: stage.now + 5))
        stage.send(.outageBegan(source), after: 1)
        #expect(held != nil && stage.machine.deadline == nil)
    }

    @Test mutating func whatIsAssignedMayHaveToWait() {
        #expect(stage.send(.assignedHeld(remote(1), start: 12)).isEmpty)
        #expect(held?.item == remote(1) && stage.machine.position == 12)
        stage.play(remote(2), load: 2)
        #expect(stage.send(.assignedHeld(remote(3), start: nil)) == [.stop])
        #expect(stage.card?.words == Catalogue.waitingAdvice)
    }

    @Test mutating func aKeyLeavesTheWait() {
        failAtForty()
        stage.send(.outageBegan(source))
        #expect(stage.send(.nextWanted) == [.wantItem])
        let load = Load(counter: 9, item: film(1))
        #expect(stage.send(.assigned(load)).contains(.load(load)))
        #expect(stage.state == "loading")
    }

    @Test mutating func anAnnouncementDoesNotWaitForASource() {
        stage.send(.announced(title: "a list", words: "is empty"))
        stage.send(.outageBegan(source))
        #expect(stage.state == "backingOff")
    }

    /// Stamps of the window are taken back, older ones stay.
    @Test mutating func forgivenAreTheWindowsStamps() {
        stage = CellStage { $0.retryMax = 10 }
        stage.play(remote(1))
        for load in 2...4 { stage.retry(load) }
        let since = stage.now
        stage.fail()
        stage.send(.forgiven(since: since))
        #expect(stage.machine.failures == 0 && stage.machine.attempts == 0)
        stage.open(stage.wake(), 5)
        #expect(stage.fail().parks.isEmpty, "the fourth")
        stage.open(stage.wake(), 6)
        #expect(stage.fail().parks == [120], "the fifth")
    }
}

import Testing
import WallPolicy

/// What a cell does when its item cannot be played.
@Suite struct CellFailureTests {
    private var stage = CellStage()

    @Test mutating func aFailureStopsAndWaits() {
        stage.play(film(1))
        let load = Load(counter: 1, item: film(1))
        #expect(
            stage.send(.ended(entry: 1, .failed(.undecodable)))
                == [.stop, .report(load, .undecodable, waits: 2)])
        #expect(stage.card?.title == film(1).title && stage.card?.item == film(1))
        #expect(stage.card?.words == FailureReason.undecodable.words)
        #expect(stage.card?.triesAgain == true && stage.wait == 2)
        #expect(stage.machine.failures == 1)
        #expect(stage.send(.ticked, after: 1.9).isEmpty)
        #expect(stage.send(.ticked, after: 0.1) == [.wantRetry(film(1), start: nil, attempt: 1)])
    }

    @Test mutating func itIsSaidOnce() {
        stage.play(film(1))
        #expect(stage.fail().reports.count == 1)
        #expect(stage.fail().isEmpty, "nothing is open")
        #expect(stage.send(.ended(entry: 1, .failed(.undecodable))).isEmpty)
    }

    /// The whole ladder: the same item at its place, the last try further on, then another.
    @Test mutating func theLadder() {
        stage.play(film(1))
        stage.watch(100)
        var tries: [CellEffect] = []
        for load in 2...4 {
            #expect(stage.fail().waits == [[2.0, 4, 8][load - 2]])
            #expect(stage.wait == [2.0, 4, 8][load - 2])
            let wanted = stage.wake()
            tries += wanted
            stage.open(wanted, load)
        }
        #expect(
            tries == [
                .wantRetry(film(1), start: 100, attempt: 1),
                .wantRetry(film(1), start: 100, attempt: 2),
                .wantRetry(film(1), start: 110, attempt: 3),
            ])
        let load = Load(counter: 4, item: film(1), start: 110, attempt: 3)
        #expect(
            stage.fail() == [
                .stop, .report(load, .undecodable, waits: nil), .spent(film(1), .undecodable),
                .wantAnother(film(1), .undecodable),
            ])
        #expect(stage.machine.state == .idle(.undecodable))
    }

    @Test mutating func aCameraIsTriedFromNowForEver() {
        stage = CellStage { $0.crashLoopThreshold = 100 }
        stage.play(camera(1))
        stage.watch(100)
        for load in 2...60 {
            stage.fail(.refusedConnection(subject: "cam1"))
            #expect((stage.wait ?? 99) <= 45)
            #expect(stage.wake() == [.wantRetry(camera(1), start: nil, attempt: load - 1)])
            stage.play(camera(1), load: load, attempt: load - 1)
        }
    }

    @Test mutating func otherTimesAreLive() {
        stage.machine.setRules(
            .with {
                $0.retryBase = .seconds(20)
                $0.startTimeout = .seconds(5)
                $0.retryMax = 1
            })
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(stage.machine.deadline == stage.now + 5)
        stage.retry(2)
        #expect(stage.playing == film(1))
        #expect(stage.fail().spent == [film(1)])
    }

    @Test mutating func noFirstFrameInTime() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.accepted(load: 1, entry: 1))
        stage.send(.started(entry: 1))
        #expect(stage.machine.deadline == stage.now + 30)
        #expect(stage.send(.ticked, after: 29.9).isEmpty)
        #expect(stage.send(.ticked, after: 0.1).reports == [.timedOut(subject: film(1).title)])
        stage.play(film(2), load: 2)
        #expect(stage.machine.deadline == nil, "what plays has no start to miss")
    }

    @Test mutating func failingAtOpeningKeepsThePlace() {
        stage.play(film(1), start: 500)
        stage.watch(10)
        stage.retry(2)
        stage.fail()
        #expect(stage.wake() == [.wantRetry(film(1), start: 510, attempt: 2)])
        stage.send(.assigned(Load(counter: 3, item: film(1), start: 510, attempt: 2)))
        stage.send(.refused(load: 3))
        #expect(stage.state == "idle", "a kind of item that no player takes is given up")
        // A retry that never showed a picture has no place of its own.
        stage = CellStage()
        stage.play(film(1))
        stage.watch(70)
        stage.retry(2)
        stage.fail()
        stage.wake()
        stage.send(.assigned(Load(counter: 3, item: film(1), start: 70, attempt: 2)))
        stage.fail(.timedOut(subject: "x"))
        #expect(stage.card?.start == 80, "the last try, further on")
    }

    /// The item's count is forgiven by half a minute beyond the place, and it is told.
    @Test mutating func progressForgives() {
        stage.play(film(1))
        stage.watch(100)
        stage.retry(2)
        stage.retry(3)
        #expect(stage.machine.failures == 2 && stage.machine.attempts == 2)
        #expect(!stage.watch(29).contains(.provedSound(film(1))))
        #expect(stage.machine.attempts == 2)
        #expect(stage.watch(1).contains(.provedSound(film(1))))
        #expect(stage.machine.failures == 0 && stage.machine.attempts == 0)
        #expect(stage.fail().waits == [2], "the ladder begins anew")
    }

    @Test mutating func windingIsNoProgress() {
        stage.play(film(1))
        stage.watch(100)
        stage.retry(2)
        for _ in 0..<15 {
            stage.send(.sought(seconds: 10))
            stage.position += 9
            stage.watch(1)
        }
        #expect(stage.machine.attempts == 1, "15 s were seen of the 150")
    }

    /// A wall of clips of ten seconds plays well too.
    @Test mutating func shortItemsForgiveTogether() {
        stage.duration = 10
        for load in 1...3 { stage.play(film(load), load: load); stage.fail() }
        stage.play(film(10), load: 10)
        for load in 11...13 {
            #expect(stage.machine.failures == 3)
            stage.watch(10)
            stage.prepare(film(load), load: load)
            stage.send(.ended(entry: EntryNumber(load - 1), .endOfFile))
            stage.send(.started(entry: EntryNumber(load)))
            stage.send(.frameShown)
            stage.position = 0
        }
        #expect(stage.machine.failures == 0)
    }

    /// A single clip that breaks now and then is not worse for having played well between.
    @Test mutating func anItemPlayedToItsEndIsSound() {
        stage.duration = 20
        stage.play(film(1))
        for load in stride(from: 2, to: 20, by: 3) {
            stage.watch(10)
            #expect(stage.fail().waits == [2])
            stage.open(stage.wake(), load)
            stage.watch(10)
            playOn(load + 1)
            stage.watch(20)
            playOn(load + 2)
        }
    }

    /// What played ends, and the same item follows.
    private mutating func playOn(_ load: Int) {
        stage.prepare(film(1), load: load)
        stage.send(.ended(entry: EntryNumber(load - 1), .endOfFile))
        stage.send(.started(entry: EntryNumber(load)))
        stage.send(.frameShown)
        stage.position = 0
    }

    /// Given up, and dealt again much later: it has all its tries again.
    @Test mutating func anItemThatComesBackHasAllItsTries() {
        stage = CellStage { $0.crashLoopThreshold = 100 }
        stage.play(film(1))
        for load in 2...4 { stage.retry(load) }
        #expect(stage.fail().spent == [film(1)])
        stage.play(film(2), load: 5)
        stage.watch(100)
        stage.duration = 100
        stage.see(100, duration: 100)
        #expect(stage.send(.ended(entry: 5, .endOfFile)) == [.wantItem])
        stage.play(film(1), load: 6)
        #expect(stage.fail().waits == [2])
    }

    @Test mutating func decodingInSoftwareIsTriedOnce() {
        stage.play(film(1))
        #expect(stage.send(.decoderFailed).isEmpty && !stage.machine.decodesInSoftware)
        stage.send(.assigned(Load(counter: 2, item: film(2))))
        #expect(stage.send(.decoderFailed) == [.useSoftwareDecoding])
        for _ in 0..<5 { #expect(stage.send(.decoderFailed).isEmpty) }
        #expect(stage.machine.decodesInSoftware)
    }

    @Test mutating func onlyTheUnexplainedIsProbed() {
        stage.play(film(1))
        #expect(stage.send(.ended(entry: 1, .failed(.unknown))).probes == [film(1)])
        for reason: FailureReason in [.undecodable, .noPicture, .status(404, subject: "x")] {
            stage.play(film(2), load: 2)
            #expect(stage.send(.ended(entry: 2, .failed(reason))).probes.isEmpty)
        }
        stage.send(.assigned(Load(counter: 3, item: film(3))))
        #expect(stage.send(.ticked, after: 31).probes.isEmpty)
    }

    @Test mutating func anAnnouncementCanBeRead() {
        #expect(stage.send(.announced(title: "a list", words: "is empty")).isEmpty)
        #expect(stage.card?.item == nil && stage.card?.title == "a list" && stage.wait == 6)
        #expect(stage.machine.failures == 0)
        #expect(stage.send(.ticked, after: 6) == [.wantItem])
    }

    @Test mutating func nothingIsHeardFromBehindACard() {
        stage.play(film(1))
        #expect(stage.send(.announced(title: "a list", words: "is empty")) == [.stop])
        #expect(stage.send(.ended(entry: 1, .stopped)).isEmpty)
    }
}

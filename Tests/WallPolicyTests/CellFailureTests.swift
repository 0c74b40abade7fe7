import Testing
import WallPolicy

@Suite struct CellFailureTests {
    private var stage = CellStage()

    private mutating func fail(_ count: Int = 1, _ reason: FailureReason = .undecodable) {
        for index in 0..<count {
            stage.play(film(index), load: index + 1)
            stage.send(.ended(entry: EntryNumber(index + 1), .failed(reason)))
        }
    }

    @Test mutating func aFailureShowsACardAndStops() {
        stage.play(film(1))
        let effects = stage.send(.ended(entry: 1, .failed(.noPicture)))
        #expect(effects == [.stop, .report(Load(counter: 1, item: film(1)), .noPicture)])
        #expect(stage.card?.title == film(1).title && stage.card?.item == film(1))
        #expect(stage.card?.words == FailureReason.noPicture.words)
        #expect(stage.send(.ticked, after: 5.9) == [], "not before it can be read")
        #expect(stage.send(.ticked, after: 0.1) == [.wantItem])
    }

    @Test mutating func aPlayerThatIsGoneIsAFailure() {
        stage.play(film(1))
        #expect(stage.send(.playerFailed(.noPicture)).reports == [.noPicture])
        #expect(stage.send(.playerFailed(.noPicture)) == [], "it is said once")
    }

    @Test mutating func waitsDoubleUpToAMinute() {
        var waits: [Double] = []
        for _ in 0..<9 {
            fail()
            waits.append(stage.wait ?? 0)
        }
        #expect(waits == [6, 6, 8, 16, 32, 60, 60, 60, 60])
    }

    @Test mutating func aLongBaseIsBoundedToo() {
        stage = CellStage(retryBase: 60)
        fail(3)
        #expect(stage.wait == 60)
        stage = CellStage(retryBase: 0.1)
        fail(200)
        #expect(stage.wait == 60)
    }

    @Test mutating func otherTimesAreLive() {
        stage.machine.setTimes(retryBase: 20, startTimeout: 5)
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        #expect(stage.machine.deadline == stage.now + 5)
        fail()
        #expect(stage.wait == 20)
    }

    @Test mutating func noFirstFrameInTime() {
        stage.send(.assigned(Load(counter: 1, item: film(1))))
        stage.send(.accepted(load: 1, entry: 1))
        stage.send(.started(entry: 1))
        #expect(stage.machine.deadline == stage.now + 30)
        #expect(stage.send(.ticked, after: 29.9) == [])
        #expect(stage.send(.ticked, after: 0.1).reports == [.timedOut(subject: film(1).title)])
        fail()
        stage.play(film(2))
        #expect(stage.machine.deadline == nil, "what plays has no start to miss")
    }

    @Test mutating func progressForgives() {
        fail(4)
        stage.play(film(9), load: 9)
        stage.send(.progressed(position: 100, duration: 500))
        stage.send(.progressed(position: 129.9, duration: 500))
        #expect(stage.machine.failures == 4)
        stage.send(.progressed(position: 130, duration: 500))
        #expect(stage.machine.failures == 0)
    }

    /// A wall of clips of ten seconds plays well too.
    @Test mutating func shortItemsForgiveTogether() {
        fail(4)
        stage.play(film(10), load: 10)
        for load in 11...13 {
            stage.send(.progressed(position: 0, duration: 10))
            stage.send(.progressed(position: 10, duration: 10))
            stage.prepare(film(load), load: load)
            stage.send(.ended(entry: EntryNumber(load - 1), .endOfFile))
            #expect(stage.machine.failures == (load < 13 ? 4 : 0))
            stage.send(.started(entry: EntryNumber(load)))
            stage.send(.frameShown)
        }
    }

    /// Ten seconds between two failures are no good run, however often.
    @Test mutating func progressBetweenFailuresDoesNotAddUp() {
        for load in stride(from: 1, to: 10, by: 2) {
            stage.play(film(load), load: load)
            stage.prepare(film(load + 1), load: load + 1)
            stage.send(.progressed(position: 0, duration: 10))
            stage.send(.progressed(position: 10, duration: 10))
            stage.send(.ended(entry: EntryNumber(load), .endOfFile))
            stage.send(.started(entry: EntryNumber(load + 1)))
            stage.send(.frameShown)
            stage.send(.progressed(position: 1, duration: nil))
            stage.send(.ended(entry: EntryNumber(load + 1), .failed(.undecodable)))
        }
        #expect(stage.machine.failures == 5)
    }

    @Test mutating func aLoopIsNoProgress() {
        fail(1)
        stage.play(film(2), load: 2)
        for position in [25.0, 29, 0, 20, 29.5, 0, 29] {
            stage.send(.progressed(position: position, duration: 30))
        }
        #expect(stage.machine.failures == 1)
    }

    @Test mutating func decodingInSoftwareIsTriedOnce() {
        stage.play(film(1))
        #expect(stage.send(.decoderFailed) == [])
        stage.send(.assigned(Load(counter: 2, item: film(2))))
        #expect(stage.send(.decoderFailed) == [.useSoftwareDecoding])
        for _ in 0..<5 { #expect(stage.send(.decoderFailed) == []) }
    }

    @Test mutating func onlyTheUnexplainedIsProbed() {
        stage.play(film(1))
        #expect(stage.send(.ended(entry: 1, .failed(.unknown))).probes == [film(1)])
        for reason: FailureReason in [.undecodable, .noPicture, .status(404, subject: "x")] {
            stage.play(film(2), load: 2)
            #expect(stage.send(.ended(entry: 2, .failed(reason))).probes == [])
        }
        stage.send(.assigned(Load(counter: 3, item: film(3))))
        #expect(stage.send(.ticked, after: 31).probes == [])
    }

    @Test mutating func anExplanationChangesWords() {
        fail(1, .unknown)
        let until = stage.machine.deadline
        stage.send(.explained(.fileNotFound(subject: "a")), after: 1)
        #expect(stage.card?.words == FailureReason.fileNotFound(subject: "a").words)
        #expect(stage.card?.item == film(0) && stage.machine.deadline == until)
    }

    /// The answer about one item may come when the card is another's.
    @Test mutating func aLateExplanationIsNotShown() {
        fail(1, .undecodable)
        stage.send(.explained(.fileNotFound(subject: "a")))
        #expect(stage.card?.words == FailureReason.undecodable.words)
        stage.play(film(2), load: 2)
        stage.send(.explained(.fileNotFound(subject: "a")))
        #expect(stage.playing == film(2))
        stage.send(.announced(title: "list", words: "words"))
        stage.send(.explained(.fileNotFound(subject: "a")))
        #expect(stage.card?.words == "words")
    }

    @Test mutating func anAnnouncementCanBeRead() {
        #expect(stage.send(.announced(title: "a list", words: "is empty")) == [])
        #expect(stage.card?.item == nil && stage.card?.title == "a list" && stage.wait == 6)
        #expect(stage.machine.failures == 0)
        #expect(stage.send(.ticked, after: 6) == [.wantItem])
    }

    @Test mutating func nothingIsHeardFromBehindACard() {
        stage.play(film(1))
        #expect(stage.send(.announced(title: "a list", words: "is empty")) == [.stop])
        #expect(stage.send(.ended(entry: 1, .stopped)) == [])
    }
}

import Testing
import WallPolicy

/// A source that is gone is told from items that are bad.
@Suite struct OutageDetectorTests {
    private var detector = OutageDetector(minCells: 3, window: 45)
    private var generator = FixedGenerator.middle
    private let server = remote(1).source
    private let ask = OutageDetector.Effect.ask(remote(1).source, remote(1), asksItem: false)

    private mutating func fail(
        _ number: Int = 1, _ item: MediaItem = remote(1), of cells: Int = 9, at now: Double
    ) -> [OutageDetector.Effect] {
        detector.failed(cell(number), item, cells: cells, now: now, using: &generator)
    }
    private mutating func answer(_ alive: Bool, at now: Double) -> [OutageDetector.Effect] {
        detector.probed(server, alive: alive, now: now, using: &generator)
    }
    private mutating func tick(at now: Double) -> [OutageDetector.Effect] {
        detector.ticked(now: now, using: &generator)
    }

    // MARK: Asking

    @Test mutating func theFirstFailureAsksAtOnce() {
        #expect(fail(at: 100) == [ask])
        #expect(!detector.isOut(server) && detector.outages.isEmpty)
    }

    /// Somebody restarts the server and has said so: the first failure is an outage.
    @Test mutating func anExpectedOutageBeginsAtOnce() {
        let item = MediaItem(
            id: ItemID(rawValue: "jf:s:1"), title: "1", location: .server, isLive: false,
            source: SourceID(rawValue: "jf:s"))
        detector.expect(until: 160)
        #expect(detector.expectsOutage(now: 100) && detector.outages.isEmpty)
        let effects = fail(1, item, at: 100)
        #expect(effects.contains(.began(item.source)))
        #expect(effects.contains(.ask(item.source, item, asksItem: false)))
        #expect(detector.isOut(item.source))
        // It answers: over, however long it was to last.
        let ended = detector.probed(item.source, alive: true, now: 110, using: &generator)
        #expect(ended.contains(.ended(item.source, seconds: 10)))
        // Other sources are nobody's restart, nor is what comes later.
        #expect(!fail(2, remote(1), at: 120).contains(.began(server)))
        #expect(!fail(1, item, at: 161).contains(.began(item.source)))
    }

    @Test mutating func oneQuestionIsInTheAir() {
        _ = fail(at: 100)
        for now in stride(from: 100.0, to: 112, by: 0.5) {
            #expect(fail(at: now).isEmpty)
            #expect(tick(at: now).isEmpty)
        }
    }

    @Test mutating func atMostOneInFiveSeconds() {
        _ = fail(at: 100)
        #expect(answer(true, at: 100.1).isEmpty)
        #expect(fail(at: 104.9).isEmpty)
        #expect(fail(at: 105) == [ask])
    }

    @Test mutating func itIsAskedWithWhatFailedLast() {
        _ = fail(at: 100)
        _ = answer(true, at: 101)
        #expect(fail(2, remote(7), at: 110) == [.ask(server, remote(7), asksItem: false)])
    }

    @Test mutating func eachSourceHasItsOwn() {
        _ = fail(at: 100)
        let other = remote(1, host: "other")
        #expect(fail(2, other, at: 100) == [.ask(other.source, other, asksItem: false)])
    }

    /// What is generated never goes; for datagrams nobody answers.
    @Test(arguments: [DemoItems.all[0], .url("udp://239.1.1.1:5000"), .url("srt://cam:9000")])
    mutating func whatCannotBeAsked(item: MediaItem) {
        for number in 1...9 { #expect(fail(number, item, at: 100).isEmpty) }
        #expect(detector.deadline == nil)
    }

    @Test(arguments: [film(1), remote(1), camera(1), .url("https://s/1.mp4")])
    mutating func whatCanBeAsked(item: MediaItem) { #expect(fail(1, item, at: 100).count == 1) }

    // MARK: Beginning

    @Test mutating func itBeginsByAFailedProbe() {
        _ = fail(at: 100)
        #expect(answer(false, at: 101) == [.began(server), .forgive(server, since: 101 - 45)])
        #expect(detector.isOut(server))
        #expect(detector.outages.map(\.since) == [100], "since the first failure")
    }

    @Test mutating func aProbeWithoutAnAnswerFailed() {
        _ = fail(at: 100)
        #expect(detector.deadline == 112)
        #expect(tick(at: 111.9).isEmpty)
        #expect(tick(at: 112).first == .began(server))
    }

    @Test mutating func manyCellsBeginItWhileNobodyAnswers() {
        #expect(fail(1, of: 6, at: 100) == [ask])
        #expect(fail(2, of: 6, at: 101).isEmpty)
        #expect(fail(2, of: 6, at: 102).isEmpty, "the same cell twice is one cell")
        #expect(fail(3, of: 6, at: 103) == [.began(server)])
        #expect(detector.outages.map(\.since) == [100])
    }

    /// Three of nine are a third of them.
    @Test mutating func halfOfItsCellsAtLeast() {
        for number in 1...4 { _ = fail(number, of: 9, at: 100 + Double(number)) }
        #expect(!detector.isOut(server))
        #expect(fail(5, of: 9, at: 106) == [.began(server)])
    }

    @Test(arguments: [(45.0, true), (45.1, false)])
    mutating func withinTheWindow(seconds: Double, begins: Bool) {
        _ = fail(1, of: 3, at: 100)
        _ = answer(true, at: 100)
        _ = fail(2, of: 3, at: 100 + seconds - 1)
        let effects = fail(3, of: 3, at: 100 + seconds)
        #expect(effects.contains(.began(server)) == begins)
    }

    /// A source that answers has no outage, however many cells fail.
    @Test mutating func answeredItIsNoOutage() {
        for number in 1...9 {
            let now = 100 + Double(number) * 0.1
            _ = fail(number, of: 9, at: now)
            _ = answer(true, at: now)
            #expect(!detector.isOut(server))
        }
    }

    @Test mutating func otherLimitsAreLive() {
        detector.setLimits(minCells: 1, window: 45)
        #expect(fail(of: 1, at: 100) == [ask, .began(server)])
    }

    // MARK: While it lasts

    /// When the questions are, in seconds after the outage began.
    private mutating func askTimes(_ count: Int, alive: Bool = false) -> [Double] {
        _ = fail(at: 100)
        _ = answer(false, at: 100)
        var times: [Double] = []
        while times.count < count, let next = detector.deadline {
            let asked = tick(at: next)
            #expect(asked.count == 1)
            times.append(next)
            #expect(tick(at: next).isEmpty, "one in the air")
            #expect(answer(false, at: next).isEmpty)
        }
        return zip(times, [100] + times).map { $0 - $1 }
    }

    @Test(arguments: [
        (FixedGenerator.middle, [5.0, 10, 20, 40, 40, 40]),
        (.low, [3.75, 7.5, 15, 30, 30, 30]), (.high, [6.25, 12.5, 25, 50, 50, 50]),
    ])
    mutating func questionsBecomeRare(generator: FixedGenerator, waits: [Double]) {
        self.generator = generator
        let times = askTimes(6)
        #expect(zip(times, waits).allSatisfy { abs($0 - $1) < 1e-6 }, "\(times)")
        #expect(times.count == 6)
    }

    @Test mutating func afterALongOutageItIsStillAsked() {
        #expect(askTimes(500).suffix(100).allSatisfy { abs($0 - 40) < 1e-6 })
    }

    /// A root that nobody serves must not hide a source that plays.
    @Test mutating func rootAndItemAreAskedByTurns() {
        _ = fail(at: 100)
        _ = answer(false, at: 100)
        var asked: [Bool] = []
        for _ in 0..<4 {
            let now = detector.deadline ?? 0
            if case .ask(_, _, let asksItem)? = tick(at: now).first { asked.append(asksItem) }
            _ = answer(false, at: now)
        }
        #expect(asked == [true, false, true, false])
    }

    /// A server that plays and has no root: who asked it for an item knows better next time.
    @Test mutating func aRootThatNobodyServesIsNotAskedAgain() {
        _ = fail(at: 100)
        _ = answer(false, at: 100)
        #expect(tick(at: 105) == [.ask(server, remote(1), asksItem: true)])
        #expect(answer(true, at: 105).last == .ended(server, seconds: 5))
        #expect(fail(at: 110) == [.ask(server, remote(1), asksItem: true)])
        #expect(answer(false, at: 110).first == .began(server), "an item is believed, too")
        #expect(tick(at: 115) == [.ask(server, remote(1), asksItem: false)])
        _ = answer(true, at: 115)
        #expect(fail(at: 120) == [ask], "it serves its root by now")
    }

    @Test mutating func furtherFailuresAskNothing() {
        _ = fail(at: 100)
        _ = answer(false, at: 100)
        for number in 1...9 { #expect(fail(number, at: 101).isEmpty) }
    }

    @Test mutating func aQuestionWithoutAnAnswerIsAskedAgain() {
        _ = fail(at: 100)
        _ = answer(false, at: 100)
        #expect(tick(at: 105).count == 1)
        #expect(detector.deadline == 117)
        #expect(tick(at: 117).isEmpty && detector.isOut(server))
        #expect(detector.deadline == 127)
    }

    // MARK: Its end

    @Test mutating func itEndsWithAnAnswer() {
        _ = fail(at: 100)
        _ = answer(false, at: 101)
        _ = tick(at: 106)
        #expect(
            answer(true, at: 107) == [
                .forgive(server, since: 100), .ended(server, seconds: 7),
            ])
        #expect(!detector.isOut(server) && detector.deadline == nil)
    }

    @Test(arguments: [true, false])
    mutating func anAnswerThatNobodyAskedForIsNothing(alive: Bool) {
        #expect(answer(alive, at: 50).isEmpty)
        _ = fail(at: 100)
        _ = answer(false, at: 101)
        #expect(answer(alive, at: 102).isEmpty, "asked once, answered twice")
        #expect(detector.isOut(server))
    }

    /// Begun by cells alone, it is the source's fault only if its probe says so, too.
    @Test mutating func confirmedLaterItIsForgivenThen() {
        for number in 1...3 { _ = fail(number, of: 3, at: 100) }
        #expect(detector.isOut(server))
        #expect(answer(false, at: 104) == [.forgive(server, since: 100 - 45)])
        _ = tick(at: 120)
        #expect(answer(true, at: 121).first == .forgive(server, since: 100))
    }

    /// It answered all the time: whatever fails there is not the source.
    @Test mutating func notConfirmedItIsMistrusted() {
        for number in 1...3 { _ = fail(number, of: 3, at: 100) }
        #expect(answer(true, at: 104) == [.ended(server, seconds: 4)], "nothing to forgive")
        for number in 1...3 { _ = fail(number, of: 3, at: 110) }
        #expect(!detector.isOut(server), "cells alone are not believed for a while")
        #expect(answer(false, at: 111).first == .began(server), "its probe is")
    }

    @Test(arguments: [(703.9, false), (704.0, true)])
    mutating func mistrustEnds(now: Double, begins: Bool) {
        for number in 1...3 { _ = fail(number, of: 3, at: 100) }
        _ = answer(true, at: 104)
        for number in 1...3 { _ = fail(number, of: 3, at: now) }
        #expect(detector.isOut(server) == begins)
    }

    @Test mutating func oneSourceIsOutTheOtherIsNot() {
        let other = remote(1, host: "other")
        _ = fail(at: 100)
        _ = fail(2, other, at: 100)
        _ = answer(false, at: 101)
        #expect(detector.isOut(server) && !detector.isOut(other.source))
        #expect(detector.outages.map(\.source) == [server])
    }

    // MARK: Time and bounds

    @Test mutating func sleepIsNoTime() {
        _ = fail(at: 100)
        detector.suspended(seconds: 3600)
        #expect(tick(at: 3705).isEmpty, "the probe has its time")
        #expect(answer(false, at: 3706).first == .began(server))
        detector.suspended(seconds: 1000)
        #expect(detector.deadline == 4711)
        #expect(tick(at: 4711).count == 1)
    }

    @Test mutating func sleepKeepsTheWindow() {
        _ = fail(1, of: 3, at: 100)
        _ = answer(true, at: 100)
        _ = fail(2, of: 3, at: 101)
        detector.suspended(seconds: 3600)
        #expect(fail(3, of: 3, at: 3710).contains(.began(server)))
    }

    @Test mutating func sourcesThatAreGoneAreForgotten() {
        _ = fail(at: 100)
        _ = answer(false, at: 101)
        #expect(detector.retain([server], now: 104).isEmpty)
        let news = detector.retain([camera(1).source], now: 105)
        #expect(news == [.ended(server, seconds: 5)], "what is no source any more is not out")
        #expect(!detector.isOut(server) && detector.deadline == nil)
        #expect(answer(true, at: 102).isEmpty)
    }

    /// A list that is read again may miss a source for a moment.
    @Test(arguments: [(104.9, 0), (105.0, 1)])
    mutating func aSourceThatIsBackIsNotAskedSooner(now: Double, count: Int) {
        _ = fail(at: 100)
        _ = answer(true, at: 100)
        _ = detector.retain([], now: 101)
        #expect(fail(at: now).count == count)
    }

    @Test mutating func norTwiceAtATime() {
        _ = fail(at: 100)
        _ = detector.retain([], now: 106)
        #expect(fail(at: 107).isEmpty, "the answer is on its way")
        #expect(answer(false, at: 108).first == .began(server), "and counts")
    }

    @Test(arguments: [true, false])
    mutating func theAnswerOfASourceThatIsGoneIsNothing(isAnswered: Bool) {
        _ = fail(at: 100)
        _ = detector.retain([], now: 106)
        if isAnswered { #expect(answer(false, at: 108).isEmpty) }
        #expect(tick(at: 200).isEmpty && !detector.isOut(server))
        #expect(detector.deadline == nil)
    }

    @Test mutating func itsMemoryIsBounded() {
        for number in 0..<3000 { _ = fail(1, remote(1, host: "h\(number)"), at: 100) }
        for number in 0..<3000 {
            let item = remote(1, host: "h\(number)")
            _ = detector.probed(item.source, alive: false, now: 101, using: &generator)
        }
        #expect(detector.outages.count == OutageDetector.sourcesMax)
    }
}

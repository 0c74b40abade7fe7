import Testing
import WallPolicy

/// What kind of failure it is decides what comes next.
@Suite struct CellKindTests {
    private var stage = CellStage()

    static let permanent: [FailureReason] = [
        .status(404, subject: "x"), .status(410, subject: "x"), .noPicture, .unsupported,
        .refusedByRules(subject: "x"), .fileNotFound(subject: "x"), .nothingToPlay,
    ]
    static let transient: [FailureReason] = [
        .refusedConnection(subject: "x"), .brokenConnection(subject: "x"),
        .nameNotFound(subject: "x"), .timedOut(subject: "x"),
        .status(500, subject: "x"), .status(502, subject: "x"), .status(416, subject: "x"),
        .certificate(subject: "x"), .notReadable(subject: "x"), .endedEarly, .endedAtOnce,
        .stalled, .frozen, .undecodable, .unknown,
    ]

    @Test(arguments: permanent)
    mutating func permanentIsNotTriedAgain(reason: FailureReason) {
        stage.play(remote(1))
        let effects = stage.fail(reason)
        #expect(effects.spent == [remote(1)] && effects.last == .wantAnother(remote(1), reason))
        #expect(stage.machine.state == .idle(reason))
    }

    /// A camera that is being set up again answers all sorts of things.
    @Test(arguments: permanent)
    mutating func ofACameraNothingIsPermanent(reason: FailureReason) {
        stage.play(camera(1))
        #expect(stage.fail(reason).waits == [2] && stage.state == "backingOff")
    }

    @Test(arguments: transient)
    mutating func transientIsTriedAgain(reason: FailureReason) {
        stage.play(remote(1))
        #expect(stage.fail(reason).waits == [2] && stage.state == "backingOff")
    }

    /// What lies on a disk stays what it is; a server's page of an error goes.
    @Test mutating func noVideoIsPermanentOnADiskOnly() {
        stage.play(film(1))
        #expect(stage.fail(.notAVideo(subject: "x")).spent == [film(1)])
        stage.play(remote(1), load: 2)
        #expect(stage.fail(.notAVideo(subject: "x")).waits == [2])
    }

    @Test(arguments: [
        (nil as Double?, 2.0), (1, 2), (7, 7), (300, 300), (301, 300), (1e9, 300), (-5, 2),
    ])
    mutating func notBeforeTheServerSays(seconds: Double?, wait: Double) {
        stage.play(remote(1))
        let effects = stage.fail(.busy(503, retryAfter: seconds, subject: "x"))
        #expect(effects.waits == [wait] && stage.wait == wait)
        #expect(stage.wake() == [.wantRetry(remote(1), start: nil, attempt: 1)])
    }

    /// It is to be back within a minute of its source.
    @Test(arguments: [(20.0, 20.0), (300, 45)])
    mutating func aCameraWaitsThreeQuartersOfAMinuteAtMost(seconds: Double, wait: Double) {
        stage.play(camera(1))
        #expect(stage.fail(.busy(503, retryAfter: seconds, subject: "x")).waits == [wait])
        stage.play(camera(1), load: 2)
        stage.fail(.unknown)
        stage.send(.explained(.busy(503, retryAfter: seconds, subject: "x")))
        #expect(stage.wait == wait)
    }

    @Test(arguments: [429, 503])
    mutating func busyWithoutATimeIsTheLadder(code: Int) {
        stage.play(remote(1))
        #expect(stage.fail(.status(code, subject: "x")).waits == [2])
    }

    /// One new sign-in, which counts for no failure; then it is permanent.
    @Test(arguments: [401, 403])
    mutating func oneSignInAndNoMore(code: Int) {
        stage.play(remote(1))
        stage.watch(50)
        let refused = FailureReason.status(code, subject: "x")
        #expect(stage.fail(refused).signIns == [remote(1).source])
        #expect(stage.wait == 2 && stage.machine.attempts == 0)
        #expect(stage.wake() == [.wantRetry(remote(1), start: 50, attempt: 0)])
        stage.send(.assigned(Load(counter: 2, item: remote(1), start: 50)))
        let again = stage.fail(refused)
        #expect(again.signIns.isEmpty && again.spent == [remote(1)])
    }

    @Test mutating func aSignInIsNoStamp() {
        stage = CellStage { $0.crashLoopThreshold = 2 }
        stage.play(remote(1))
        stage.fail(.status(401, subject: "x"))
        stage.open(stage.wake(), 2)
        #expect(stage.fail().parks.isEmpty, "the first that counts")
        stage.open(stage.wake(), 3)
        #expect(stage.fail().parks == [120])
    }

    @Test mutating func anotherItemMayNeedAnotherSignIn() {
        for number in 1...3 {
            stage.play(remote(number), load: number)
            #expect(stage.fail(.status(401, subject: "x")).signIns.count == 1)
        }
    }

    @Test mutating func aSignInThatHelpedMayBeNeededAgain() {
        stage.play(remote(1))
        for load in 2...4 {
            #expect(stage.fail(.status(401, subject: "x")).signIns.count == 1)
            stage.open(stage.wake(), load)
            stage.watch(3600)
        }
    }

    // MARK: Explained later

    private mutating func failUnexplained(_ item: MediaItem = remote(1)) {
        stage.play(item)
        stage.watch(10)
        stage.fail(.unknown)
    }

    @Test mutating func anExplanationChangesTheWords() {
        failUnexplained()
        let until = stage.machine.deadline
        let reason = FailureReason.refusedConnection(subject: "server")
        #expect(stage.send(.explained(reason), after: 1).isEmpty)
        #expect(stage.card?.words == reason.words && stage.card?.item == remote(1))
        #expect(stage.machine.deadline == until && stage.card?.start == 10)
    }

    /// A 404 needs no second try.
    @Test(arguments: permanent)
    mutating func explainedAsPermanentTheNextItemComes(reason: FailureReason) {
        failUnexplained()
        #expect(
            stage.send(.explained(reason)) == [
                .spent(remote(1), reason), .wantAnother(remote(1), reason),
            ])
        #expect(stage.machine.state == .idle(reason))
    }

    @Test mutating func aCameraWaitsAllTheSame() {
        failUnexplained(camera(1))
        #expect(stage.send(.explained(.status(404, subject: "x"))).isEmpty)
        #expect(stage.state == "backingOff" && stage.wait == 2)
    }

    @Test mutating func explainedAsBusyItWaitsAsLongAsAsked() {
        failUnexplained()
        stage.send(.explained(.busy(503, retryAfter: 50, subject: "x")), after: 1)
        #expect(stage.wait == 50)
        failUnexplained()
        stage.send(.explained(.busy(503, retryAfter: 0, subject: "x")))
        #expect((stage.wait ?? 0) >= 2, "and never less than planned")
    }

    @Test mutating func explainedAsASignInItIsNoFailure() {
        stage = CellStage { $0.crashLoopThreshold = 2 }
        failUnexplained()
        #expect(stage.send(.explained(.status(401, subject: "x"))) == [.signIn(remote(1).source)])
        #expect(stage.state == "backingOff")
        stage.open(stage.wake(), 2)
        #expect(stage.fail(.unknown).parks.isEmpty, "one stamp was taken back")
        #expect(
            stage.send(.explained(.status(401, subject: "x"))).last
                == .wantAnother(remote(1), .status(401, subject: "x")), "one sign-in is enough")
    }

    /// The answer about one item may come when the card is another's.
    @Test mutating func aLateExplanationIsNotShown() {
        stage.play(remote(1))
        stage.fail(.undecodable)
        stage.send(.explained(.fileNotFound(subject: "a")))
        #expect(stage.card?.words == FailureReason.undecodable.words)
        stage.play(remote(2), load: 2)
        #expect(stage.send(.explained(.fileNotFound(subject: "a"))).isEmpty)
        #expect(stage.playing == remote(2))
        stage.send(.announced(title: "list", words: "words"))
        stage.send(.explained(.fileNotFound(subject: "a")))
        #expect(stage.card?.words == "words")
    }

    @Test mutating func onlyTheFirstExplanationCounts() {
        failUnexplained()
        stage.send(.explained(.refusedConnection(subject: "a")))
        #expect(stage.send(.explained(.status(404, subject: "a"))).isEmpty)
        #expect(stage.card?.words == FailureReason.refusedConnection(subject: "a").words)
    }
}

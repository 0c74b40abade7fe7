import MediaServerAPI
import Testing
import WallPolicy

/// What follows when the server does not list the wall as one that can be commanded.
struct RemoteProofTests {
    @Test(arguments: [RemoteLinkEvent.Proof.absent, .notControllable])
    func toldAgainThenMetAnewThenSignedInAnew(proof: RemoteLinkEvent.Proof) throws {
        var bench = LinkBench()
        _ = bench.gain()
        bench.open()
        let first = bench.prove(proof)
        #expect(first.compactMap(\.posting).count == 1 && bench.phase == .connected)
        let told = bench.now
        let second = bench.prove(proof)
        #expect(bench.now == told + 3, "asked again soon")
        #expect(second.contains(.hangUp(socket: 1)) && second.compactMap(\.dialled) == [2])
        bench.open()
        let opened = bench.now
        let third = bench.prove(proof)
        #expect(bench.now == opened + 5 && third.contains(.signInAgain))
        #expect(bench.gain().compactMap(\.dialled) == [3])
    }

    @Test func withoutHelpItGoesOnSlowly() {
        var bench = LinkBench()
        _ = bench.gain()
        bench.open()
        var signIns: [Double] = []
        var questions = 0
        let end = bench.now + 7200
        while bench.now < end {
            let effects = bench.prove(.absent)
            if effects.contains(.signInAgain) { signIns.append(bench.now) }
            questions += 1 + effects.count { $0.posting != nil }
            if effects.contains(where: { $0.dialled != nil }) {
                bench.open()
                questions += 1
            }
        }
        #expect(signIns.count >= 2)
        #expect(zip(signIns, signIns.dropFirst()).allSatisfy { $1 - $0 >= 600 })
        #expect(questions <= 130, "one a minute, about: \(questions) in two hours")
        #expect(bench.link.standing.lastError == "Heim does not list this wall among its devices.")
    }

    @Test func oneGoodProofForgetsTheBadOnes() {
        var bench = LinkBench()
        _ = bench.gain()
        bench.open()
        _ = bench.prove(.absent)
        _ = bench.prove(.controllable)
        #expect(bench.phase == .controllable)
        let again = bench.prove(.absent)
        #expect(again.compactMap(\.posting).count == 1 && !again.contains(.hangUp(socket: 1)))
    }

    @Test func whoMayNotSeeTheListIsConnected() {
        var bench = LinkBench()
        _ = bench.gain()
        bench.open(proof: .forbidden)
        let first = bench.prove(.forbidden)
        #expect(first.compactMap(\.words).count == 1 && bench.phase == .connected)
        for _ in 0..<20 { #expect(bench.prove(.forbidden).isEmpty, "said once") }
        #expect(bench.link.socket == 1)
    }

    @Test func aTokenThatIsNoneIsReplaced() {
        var bench = LinkBench.controllable()
        let refused = bench.prove(.unauthorized)
        #expect(refused.contains(.hangUp(socket: 1)) && refused.contains(.signInAgain))
        #expect(bench.pass(500).compactMap(\.dialled).isEmpty)
    }

    @Test func aSignInThatIsRefusedAtOnceIsNoLoop() throws {
        var bench = LinkBench()
        _ = bench.gain()
        var signIns = 0
        let end = bench.now + 3600
        while bench.now < end {
            guard let socket = bench.link.socket else {
                if bench.wait().contains(.signInAgain) {
                    signIns += 1
                    _ = bench.gain()
                }
                continue
            }
            let opened = bench.tell(.opened(socket: socket))
            let posting = try #require(opened.compactMap(\.posting).first)
            if bench.tell(.capabilitiesPosted(question: posting, .unauthorized))
                .contains(.signInAgain)
            {
                signIns += 1
                _ = bench.gain()
            }
        }
        #expect((2...20).contains(signIns), "\(signIns) sign-ins in an hour")
    }

    @Test func aServerThatIsBusyOnceIsAskedOnceMore() {
        var bench = LinkBench.controllable()
        #expect(bench.prove(.unreachable("it has too much to do")).isEmpty)
        #expect(bench.phase == .controllable && bench.link.socket == 1)
        let asked = bench.now
        _ = bench.prove(.controllable)
        #expect(bench.now == asked + 3 && bench.phase == .controllable)
        // Long afterwards the same is the first time again.
        #expect(bench.prove(.unreachable("it has too much to do")).isEmpty)
        #expect(bench.link.socket == 1)
    }

    @Test func aServerThatDoesNotAnswerIsMetAnew() {
        var bench = LinkBench.controllable()
        _ = bench.prove(.unreachable("no answer in time"))
        let lost = bench.prove(.unreachable("no answer in time"))
        #expect(lost.contains(.hangUp(socket: 1)) && bench.phase == .connecting)
        #expect(bench.wait().compactMap(\.dialled) == [2])
    }

    @Test func anAnswerThatNeverComesIsNone() {
        var bench = LinkBench.controllable()
        while !bench.wait().contains(where: { $0.proof != nil }) {}
        let asked = bench.now
        var left: [RemoteLinkEffect] = []
        while !left.contains(.hangUp(socket: 1)) { left = bench.wait() }
        #expect(bench.now == asked + 10 + 3 + 10, "asked twice")
    }

    @Test func anEarlyProofThatFailsMeansNothing() throws {
        var bench = LinkBench()
        _ = bench.gain()
        let opened = bench.tell(.opened(socket: 1))
        let posting = try #require(opened.compactMap(\.posting).first)
        let early = bench.tell(.capabilitiesPosted(question: posting, .taken)).compactMap(\.proof)
        #expect(bench.tell(.proved(question: early[0], .unreachable("x"))).isEmpty)
        #expect(bench.link.socket == 1 && bench.phase == .connected)
        _ = bench.prove(.controllable)
        #expect(bench.phase == .controllable)
    }
}

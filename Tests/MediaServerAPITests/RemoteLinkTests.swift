import MediaServerAPI
import Testing
import WallPolicy

/// How a link connects, waits and is refused.
struct RemoteLinkTests {
    @Test func aSignInIsDialledAtOnceAndProvedTwice() throws {
        var bench = LinkBench()
        let dialled = bench.gain()
        #expect(dialled.first == .dial(socket: 1, .header))
        #expect(bench.phase == .connecting)
        let opened = bench.tell(.opened(socket: 1))
        #expect(bench.phase == .connected)
        #expect(opened.contains { $0.isKeepAlive }, "a sign of life at once")
        let posting = try #require(opened.compactMap(\.posting).first)
        let posted = bench.tell(.capabilitiesPosted(question: posting, .taken))
        let early = try #require(posted.compactMap(\.proof).first, "asked at once")
        let shown = bench.tell(.proved(question: early, .controllable))
        #expect(bench.phase == .controllable && !shown.isEmpty)
        let opening = bench.now
        let due = bench.wait()
        #expect(bench.now == opening + 5 && due.compactMap(\.proof).count == 1)
        let proved = bench.tell(.proved(question: try #require(due[0].proof), .controllable))
        #expect(proved.compactMap(\.words) == ["Heim can command this wall."])
        // From then on a proof each health check, a sign of life each half minute, no more.
        let hour = bench.now
        var proofs = 0
        var signs = 0
        while bench.now < hour + 3600 {
            for effect in bench.wait() {
                if let question = effect.proof {
                    proofs += 1
                    _ = bench.tell(.proved(question: question, .controllable))
                } else if effect.isKeepAlive {
                    signs += 1
                }
            }
        }
        #expect((29...31).contains(proofs) && (119...121).contains(signs), "\(proofs), \(signs)")
    }

    @Test(arguments: [(60.0, 30.0), (10, 5), (1, 1), (100_000, 60), (-5, 30), (.infinity, 30)])
    func theServersWishForSignsOfLifeIsFollowed(seconds: Double, interval: Double) {
        var bench = LinkBench.controllable()
        let at = bench.now
        let answered = bench.tell(.keepAliveWanted(socket: 1, seconds: seconds))
        #expect(answered == [.sendKeepAlive(socket: 1)])
        let flood = (0..<1000).flatMap { _ in
            bench.tell(.keepAliveWanted(socket: 1, seconds: seconds))
        }
        #expect(flood.isEmpty, "nobody gets a thousand answers")
        while !bench.wait().contains(where: \.isKeepAlive) {}
        #expect(bench.now == at + interval)
    }

    @Test func aServerThatIsAwayIsMetAtAGrowingPace() throws {
        var bench = LinkBench()
        _ = bench.gain()
        for middle in [1.0, 2, 4, 8, 16, 24, 24, 24] {
            let from = bench.now
            _ = bench.tell(
                .failed(
                    socket: try #require(bench.link.socket),
                    words: "nothing listens at this address"))
            #expect(bench.phase == .connecting && bench.link.socket == nil)
            #expect(bench.wait().compactMap(\.dialled).count == 1)
            #expect((middle * 0.75...middle * 1.25).contains(bench.now - from))
        }
        #expect(
            bench.link.standing.lastError
                == "Heim cannot be reached for remote control: nothing listens at this address.")
    }

    @Test func onlyASocketThatHeldBeginsThePaceAnew() throws {
        var bench = LinkBench()
        _ = bench.gain()
        var waits: [Double] = []
        for _ in 0..<8 {
            bench.open(proof: .controllable)
            let from = bench.now
            _ = bench.tell(.closed(socket: try #require(bench.link.socket), code: 1006))
            _ = bench.wait()
            waits.append(bench.now - from)
        }
        #expect(waits[7] >= 18, "who takes us in and throws us out is not hammered: \(waits)")
        bench.open()
        _ = bench.prove(.controllable)
        let from = bench.now
        _ = bench.tell(.closed(socket: try #require(bench.link.socket), code: 1006))
        _ = bench.wait()
        #expect(bench.now - from <= 1.25)
        #expect(bench.link.standing.reconnects == 8)
    }

    @Test func anAnnouncedRestartIsToldAtOnceAndExpected() throws {
        var bench = LinkBench.controllable()
        let told = bench.tell(.leaveAnnounced(socket: 1, isRestart: true))
        #expect(told.first == .serverLeaves && bench.phase == .connected)
        #expect(bench.tell(.leaveAnnounced(socket: 1, isRestart: true)).isEmpty, "once")
        _ = bench.tell(.closed(socket: 1, code: 1001))
        let end = bench.now + 890
        var last = bench.now
        while bench.now < end {
            #expect(bench.wait().compactMap(\.dialled).count == 1)
            #expect(bench.now - last <= 6.25)
            last = bench.now
            _ = bench.tell(.failed(socket: try #require(bench.link.socket), words: "away"))
        }
        _ = bench.pass(60)
        // After a quarter of an hour it is like any other.
        _ = bench.tell(.failed(socket: bench.link.socket ?? 0, words: "away"))
        let from = bench.now
        _ = bench.wait()
        #expect(bench.now - from >= 6.25 || bench.link.deadline.map { $0 > from } ?? false)
    }

    @Test func whoAnnouncesAndStaysIsLeft() {
        var bench = LinkBench.controllable()
        let from = bench.now
        _ = bench.tell(.leaveAnnounced(socket: 1, isRestart: false))
        let left = bench.pass(10)
        #expect(bench.now == from + 10 && left.contains(.hangUp(socket: 1)))
        #expect(left.compactMap(\.proof).isEmpty, "it is not asked on its way out")
        let back = bench.pass(1.25)
        #expect(back.compactMap(\.dialled) == [2])
    }

    @Test func newsOfTheServerShortenAWait() throws {
        var bench = LinkBench()
        _ = bench.gain()
        for _ in 0..<6 {
            _ = bench.tell(.failed(socket: try #require(bench.link.socket), words: "away"))
            _ = bench.wait()
        }
        _ = bench.tell(.failed(socket: try #require(bench.link.socket), words: "away"))
        let from = bench.now
        #expect(bench.tell(.serverIsBack).isEmpty, "not sooner than 2 s after the last dial")
        #expect(bench.wait().compactMap(\.dialled).count == 1 && bench.now == from + 2)
        _ = bench.tell(.failed(socket: try #require(bench.link.socket), words: "away"))
        bench.now += 5
        #expect(bench.tell(.serverIsBack).compactMap(\.dialled).count == 1)
        #expect(bench.tell(.serverIsBack).isEmpty, "one socket at a time")
    }

    @Test(arguments: [(503, 60, 60.0), (429, 100_000, 300), (503, -5, 0)])
    func whatTheServerAsksForIsKept(status: Int, asked: Int, least: Double) {
        var bench = LinkBench()
        _ = bench.gain()
        let from = bench.now
        _ = bench.tell(.refused(socket: 1, status: status, retryAfter: asked))
        if least > 0 { #expect(bench.tell(.serverIsBack).isEmpty) }
        _ = bench.wait()
        #expect(bench.now - from >= least && bench.now - from <= max(least, 1.25))
    }

    @Test(arguments: [301, 400, 404, 426, 500, 502, 503])
    func otherStatusesAreWordsAndAWait(status: Int) {
        var bench = LinkBench()
        _ = bench.gain()
        let told = bench.tell(.refused(socket: 1, status: status, retryAfter: nil))
        #expect(!told.contains(.signInAgain))
        #expect(told.compactMap(\.words).first?.contains("\(status)") ?? false)
        #expect(bench.wait().compactMap(\.dialled) == [2])
    }

    @Test(arguments: [401, 403])
    func aRefusalIsASignInAndNoDialling(status: Int) throws {
        var bench = LinkBench.controllable()
        _ = bench.tell(.closed(socket: 1, code: 1000))
        _ = bench.wait()
        let told = bench.tell(.refused(socket: 2, status: status, retryAfter: nil))
        #expect(told.contains(.signInAgain) && bench.phase == .off)
        let hour = bench.pass(3600)
        #expect(hour.compactMap(\.dialled).isEmpty, "nothing is dialled without a new access")
        #expect(hour.count { $0 == .signInAgain } <= 6)
        #expect(bench.gain().compactMap(\.dialled) == [3])
    }

    @Test func afterAFreshSignInARefusalIsAWaitAndNoLoop() throws {
        var bench = LinkBench()
        var signIns = 0
        var dials = bench.gain().compactMap(\.dialled).count
        let end = bench.now + 3600
        while bench.now < end {
            // A proxy that forbids websockets; the token itself is good.
            var effects =
                bench.link.socket.map {
                    bench.tell(.refused(socket: $0, status: 403, retryAfter: nil))
                } ?? bench.wait()
            while let effect = effects.first {
                effects.removeFirst()
                if effect == .signInAgain {
                    signIns += 1
                    effects += bench.gain()
                }
                if effect.dialled != nil { dials += 1 }
                if let question = effect.proof {
                    _ = bench.tell(.proved(question: question, .absent))
                }
            }
        }
        #expect(signIns == 1 && dials <= 20, "\(signIns) sign-ins, \(dials) dials")
        #expect(bench.link.standing.lastError.hasPrefix("Heim lets nobody command this wall"))
    }

    @Test func aTokenThatIsRefusedMeanwhileIsReplaced() throws {
        var bench = LinkBench()
        _ = bench.gain()
        _ = bench.tell(.refused(socket: 1, status: 403, retryAfter: nil))
        _ = bench.gain()
        let again = bench.tell(.refused(socket: 2, status: 403, retryAfter: nil))
        let question = try #require(again.compactMap(\.proof).first, "is it the token?")
        _ = bench.tell(.proved(question: question, .unauthorized))
        #expect(bench.wait().contains(.signInAgain))
    }

    @Test func embyIsAskedByItsAddressWhenItReadsNoHeader() {
        var bench = LinkBench()
        #expect(bench.gain(.emby).compactMap(\.form) == [.header])
        let second = bench.tell(.refused(socket: 1, status: 401, retryAfter: nil))
        #expect(second.compactMap(\.form) == [.query] && !second.contains(.signInAgain))
        bench.open(proof: .controllable)
        _ = bench.prove(.controllable)
        _ = bench.tell(.closed(socket: 2, code: 1000))
        #expect(bench.wait().compactMap(\.form) == [.query], "what worked is kept")
        #expect(
            bench.tell(.refused(socket: 3, status: 401, retryAfter: nil)).contains(.signInAgain))
        #expect(bench.gain(.emby).compactMap(\.form) == [.header])
    }

    @Test func anOldSocketTouchesNothing() {
        var bench = LinkBench.controllable()
        _ = bench.tell(.closed(socket: 1, code: 1000))
        _ = bench.wait()
        bench.open(proof: .controllable)
        let before = bench.link.deadline
        let late: [RemoteLinkEvent] = [
            .closed(socket: 1, code: 1000), .failed(socket: 1, words: "x"), .opened(socket: 1),
            .refused(socket: 1, status: 401, retryAfter: 3),
            .keepAliveWanted(socket: 1, seconds: 2),
            .leaveAnnounced(socket: 1, isRestart: true), .proved(question: 1, .unauthorized),
            .capabilitiesPosted(question: 1, .unauthorized),
        ]
        for event in late { #expect(bench.tell(event).isEmpty, "\(event)") }
        #expect(bench.phase == .controllable && bench.link.deadline == before)
    }

    @Test func anAccessThatGoesEndsEverything() {
        var bench = LinkBench.controllable()
        #expect(bench.tell(.accessLost).contains(.hangUp(socket: 1)))
        #expect(bench.phase == .off && bench.link.deadline == nil)
        #expect(bench.tell(.serverIsBack).isEmpty)
        #expect(bench.gain().compactMap(\.dialled) == [2])
        let other = bench.gain()
        #expect(other.first == .hangUp(socket: 2) && other.compactMap(\.dialled) == [3])
        bench.generation -= 1
        #expect(bench.gain().isEmpty, "the same access changes nothing")
    }

    @Test func aDialWithoutAnEndHasOne() {
        var bench = LinkBench()
        _ = bench.gain()
        #expect(bench.wait().contains(.hangUp(socket: 1)))
        #expect(bench.now <= 120.0 && bench.wait().compactMap(\.dialled) == [2])
    }
}

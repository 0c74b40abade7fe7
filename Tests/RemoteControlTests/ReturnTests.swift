import FakeMediaServer
import RemoteControl
import TestSupport
import Testing
import WallPolicy

/// The link comes back, whatever became of it.
@Suite(.serialized)
struct ReturnTests {
    private static let id = RemoteStage.deviceID

    @Test(arguments: FakeAnnouncement.allCases)
    func aServerThatRestartsIsFoundAgain(announcement: FakeAnnouncement) async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            var times = 0
            let time = try await shortest(under: .seconds(10), tries: 3) {
                times += 1
                try await onThread { try stage.server.goAway(announcement) }
                #expect(try await stage.becomes { $0.told.phase == .connecting })
                let told = stage.told.state.withLock { $0.left.count }
                #expect(told == (announcement == .none ? 0 : times))
                try stage.server.comeBack()
                let began = ContinuousClock.now
                #expect(try await stage.becomesControllable())
                return ContinuousClock.now - began
            }
            #expect(time < .seconds(10))
            #expect(stage.told.statuses.first?.reconnects == times)
            let posts = stage.server.remoteRecord(of: Self.id).capabilitiesPosts
            #expect(posts == 1 + times, "posted again")
            stage.server.sendPlaystate("Pause", to: Self.id)
            #expect(try await stage.becomes { $0.told.commands == [.pause] })
        }
    }

    @Test func newsOfTheServerShortenTheWait() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try stage.server.goAway()
            try stage.server.comeBack()
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let time = try await shortest(under: .seconds(3), tries: 3) {
                let before = Self.timesAway(stage)
                try await onThread { try stage.server.goAway() }
                #expect(try await stage.becomes { Self.timesAway($0) > before })
                try stage.server.comeBack()
                stage.control.serverIsBack()
                let began = ContinuousClock.now
                #expect(try await stage.becomesControllable())
                return ContinuousClock.now - began
            }
            #expect(time < .seconds(3))
        }
    }

    /// How often it was said that the server is not there.
    private static func timesAway(_ stage: RemoteStage) -> Int {
        stage.told.lines.count { $0.contains("cannot be reached") }
    }

    @Test func aHalfOpenSocketIsNoticed() async throws {
        try await RemoteStage.run(.jellyfin12) { _ in
        } settings: {
            $0.pingInterval = .milliseconds(500)
            // Long enough for a busy machine's server.
            $0.pingPatience = .seconds(3)
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            stage.server.halfOpenSockets()
            #expect(try await stage.becomes { $0.told.phase == .connecting })
            stage.server.halfOpenSockets(false)
            #expect(try await stage.becomesControllable())
            stage.server.sendPlaystate("Stop", to: Self.id)
            #expect(try await stage.becomes { $0.told.commands == [.stop] })
        }
    }

    @Test(arguments: [401, 403])
    func aRefusalIsASignInAndNoDialling(status: Int) async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            stage.server.refuseUpgrades(status)
            stage.server.cutSockets()
            #expect(try await stage.becomes { $0.told.state.withLock { $0.signIns } == 1 })
            // The new sign-in is refused, too: no third one, and no storm.
            #expect(
                try await stage.becomes { stage in
                    stage.told.statuses.first?.lastError.hasPrefix("Fake lets nobody command")
                        ?? false
                })
            #expect(stage.told.state.withLock { $0.signIns } == 1)
            stage.server.refuseUpgrades(nil)
            // A person signs in.
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            #expect(stage.hidesTokens)
        }
    }

    @Test func embyThatReadsNoHeaderIsAskedByItsAddress() async throws {
        try await RemoteStage.run(.emby4) {
            $0.socketTakesHeader = false
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            stage.server.cutSockets(code: 1001)
            #expect(try await stage.becomes { $0.told.statuses.first?.reconnects == 1 })
            #expect(try await stage.becomesControllable())
            #expect(stage.told.state.withLock { $0.signIns } == 0)
            #expect(stage.hidesTokens, "nor in the address of a log line")
        }
    }

    @Test func theServersWishForSignsOfLifeIsFollowed() async throws {
        try await RemoteStage.run(.jellyfin12) {
            $0.keepAliveSeconds = 6
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            #expect(
                try await stage.becomes { $0.server.remoteRecord(of: Self.id).keepAlives >= 3 })
            let record = stage.server.remoteRecord(of: Self.id)
            #expect(record.silences == 0 && record.socketsEver == 1)
        }
    }

    @Test func twoHundredFaultsLeaveNothingBehind() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            func fault(_ number: Int) async throws {
                let sockets = stage.server.remoteRecord(of: Self.id).socketsEver
                switch number % 5 {
                case 0: stage.server.cutSockets()
                case 1: stage.server.cutSockets(resets: true)
                case 2: stage.server.cutSockets(code: 1001)
                case 3: stage.server.sendGarbage(.masked, to: Self.id)
                default: stage.server.sendGarbage(.oversize, to: Self.id)
                }
                // The next socket at once, and the end of the last one in the midst of it.
                try stage.renew()
                let isBack = try await stage.becomes { stage in
                    let record = stage.server.remoteRecord(of: Self.id)
                    return record.socketsEver > sockets && record.socketsOpen == 1
                        && stage.server.isControllable(Self.id)
                }
                #expect(isBack, "fault \(number)")
            }
            for number in 0..<10 { try await fault(number) }
            let before = try ProcessResources.now()
            for number in 0..<200 { try await fault(number) }
            let isClean = try await stage.becomes { _ in
                guard let now = try? ProcessResources.now() else { return false }
                return now.descriptors <= before.descriptors + 4
                    && now.threads.count <= before.threads.count + 4
            }
            let after = try ProcessResources.now()
            #expect(isClean, "\(before) became \(after)")
            #expect(try await stage.becomes { $0.server.openSockets() == 1 })
            #expect(try await stage.becomesControllable())
        }
    }

    @Test func closingHangsUpAndTellsNothingMore() async throws {
        let stage = try RemoteStage(.jellyfin12)
        try await stage.signIn()
        #expect(try await stage.becomesControllable())
        let began = ContinuousClock.now
        await stage.control.close(within: 60)
        #expect(ContinuousClock.now - began < .seconds(30))
        let told = stage.told.state.withLock { $0.statuses.count }
        #expect(try await stage.becomes { $0.server.openSockets() == 0 })
        try await stage.signIn()
        #expect(stage.told.state.withLock { $0.statuses.count } == told)
        await stage.close()
    }
}

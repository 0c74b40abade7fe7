import CMPV
import Foundation
import TestSupport
import Testing

@testable import MPVPlayer

/// Players come and go with every change of the grid, for months.
@Suite(.serialized) @RenderThread struct LifetimeTests {
    /// How many players a wall of 64 cells makes in three changes of its grid.
    private nonisolated static let rounds = 200
    /// Bytes that one player may leave behind. What is measured is what 200 of
    /// them leave after `malloc_trim`, which varies by some 3 MiB from run to
    /// run: decoder threads' arenas are trimmed only page by page. A frame of
    /// the clip is 0.2 MiB, a player 2 MiB and more: either of them, lost once
    /// for each player, is far above.
    private nonisolated static let bytesLeftMax = 40 * 1024

    /// In a process of its own, in which nobody else opens anything.
    @Test(
        .disabled(
            if: ProcessInfo.processInfo.environment["WALL_TEST_SANITIZED"] != nil,
            "a sanitizer's own memory is far more than a player may leave behind"))
    func twoHundredPlayersLeaveNothingBehind() async throws {
        _ = try ClipStore.path(Self.clip)
        await #expect(processExitsWith: .success) {
            let path = try ClipStore.path(Self.clip)
            // Libraries load and fill their tables with the first ones.
            for _ in 0..<20 { try Self.live(path) }
            let before = try ProcessResources.now()
            for _ in 0..<Self.rounds { try Self.live(path) }
            // A thread's last steps are taken after whoever waited for it went on.
            var after = try ProcessResources.now()
            _ = becomesTrue(within: .seconds(60)) {
                after = (try? ProcessResources.now()) ?? after
                return after.threads.count <= before.threads.count
                    && after.descriptors <= before.descriptors
            }
            let grown = (after.memory - before.memory) / Self.rounds
            #expect(after.descriptors <= before.descriptors)
            #expect(
                after.threads.count <= before.threads.count,
                "\(before.threads) → \(after.threads)")
            #expect(
                grown < Self.bytesLeftMax,
                "\(grown) bytes for each player: \(before.memory) → \(after.memory)")
        }
    }

    private nonisolated static let clip = Clip.color(
        0x3070B0, width: 320, height: 180, seconds: 10)

    private nonisolated static func live(_ path: String) throws {
        try PlayerStage.run { stage in
            for property in [MPVProperty.timePosition, .duration, .videoCodec] {
                try stage.player.sample(property)
            }
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 0 })
        }
    }

    /// The network hangs: the wall does not wait for it.
    @Test(arguments: ["silent", "headOnly"])
    func aHungServerHoldsNobodyUp(kind: String) throws {
        let server = try ScriptedServer { client in
            _ = client.readHead()
            if kind == "headOnly" {
                client.send("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
            }
            // Until the other side hangs up.
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let closed = try shortest(under: .milliseconds(200)) {
            let stage = try PlayerStage()
            try stage.player.load(
                "http://127.0.0.1:\(server.port)/hangs.mp4", mode: .replace, reply: 1)
            #expect(stage.turn { !stage.started.isEmpty })
            let start = ContinuousClock.now
            stage.player.close(stage.disposal)
            let closed = start.duration(to: .now)
            #expect(stage.disposal.counts.handedOver == 1)
            let isInTime = stage.disposal.waitForAll(atMost: PlayerDisposal.deadline)
            #expect(stage.disposal.waitForAll(atMost: .seconds(60)))
            #expect(stage.disposal.counts == .init(handedOver: 1, ended: 1, abandoned: 0))
            return isInTime ? closed : PlayerDisposal.deadline
        }
        #expect(closed < .milliseconds(200), "\(closed)")
    }

    /// mpv waits for every client of a player, so one that stays holds it up
    /// for as long as a test wants.
    @Test func aPlayerThatWillNotEndIsCounted() throws {
        let stage = try PlayerStage()
        let stubborn = try #require(mpv_create_client(stage.player.core.main, "stubborn"))
        stage.player.close(stage.disposal)
        #expect(!stage.disposal.waitForAll(atMost: .milliseconds(200)))
        #expect(stage.disposal.counts == .init(handedOver: 1, ended: 0, abandoned: 0))
        // A cell gets another player at once, whatever becomes of the old one.
        let next = try PlayerStage()
        let path = try ClipStore.path(.color(0x3070B0, seconds: 10))
        try next.player.load(path, mode: .replace, reply: 1)
        #expect(next.turn { next.frameCount > 0 })
        next.player.close(stage.disposal)
        #expect(
            becomesTrue(within: .seconds(60)) {
                stage.disposal.counts == .init(handedOver: 2, ended: 1, abandoned: 1)
            })
        mpv_destroy(stubborn)
        #expect(stage.disposal.waitForAll(atMost: .seconds(60)))
        #expect(stage.disposal.counts == .init(handedOver: 2, ended: 2, abandoned: 0))
    }

    @Test func closingTwiceIsClosingOnce() throws {
        let stage = try PlayerStage()
        stage.player.close(stage.disposal)
        stage.player.close(stage.disposal)
        #expect(stage.disposal.waitForAll(atMost: .seconds(60)))
        #expect(stage.disposal.counts.handedOver == 1)
        // What is still asked of it is nothing, not a crash.
        try stage.player.load("/nothing", mode: .replace, reply: 1)
        try stage.player.set(.pause, "yes")
        stage.player.nextEvents { _ in Issue.record("an event of a closed player") }
        #expect(stage.player.renderContext == nil)
    }
}

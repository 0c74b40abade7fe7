import CMPV
import TestSupport
import Testing

@testable import MPVPlayer

@Suite(.serialized) @RenderThread struct PlayingTests {
    @Test(arguments: [0xFF0000, 0x00FF00, 0x0000FF, 0x123456, 0xFFFFFF] as [UInt32])
    func aColorIsDrawnAsItIs(hex: UInt32) throws {
        let path = try ClipStore.path(.color(hex, seconds: 5, coding: .lossless))
        try PlayerStage.run { stage in
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 0 })
            for (x, y) in [(0, 0), (63, 0), (0, 35), (63, 35), (32, 18)] {
                #expect(stage.color(x, y) == hex)
            }
        }
    }

    @Test func aPictureStandsUpright() throws {
        let path = try ClipStore.path(.compass(width: 64, height: 36, seconds: 5))
        try PlayerStage.run { stage in
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 0 })
            for (x, y) in [(2, 1), (60, 18), (32, 1), (32, 34), (2, 18), (32, 18)] {
                let expected = Clip.compassColor(x: Double(x) / 64, y: Double(y) / 36)
                #expect(
                    colorDistance(stage.color(x, y), expected) < 12,
                    "\(x),\(y): \(String(stage.color(x, y), radix: 16))")
            }
        }
    }

    /// The position changes with every frame and would wake the wall for each
    /// cell 25 times a second besides its frames.
    @Test func sampledPropertiesWakeNobody() throws {
        let path = try ClipStore.path(.color(0xC02020, seconds: 60))
        try PlayerStage.run { stage in
            for property in [MPVProperty.timePosition, .decoderDrops, .estimatedFPS] {
                try stage.player.sample(property)
            }
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount >= 15 })
            // A machine that is busy elsewhere for long misses frames that rang.
            var rings = Int.max
            for _ in 0..<5 where rings > stage.frameCount + 2 {
                stage.forget()
                let before = stage.bell.rings
                #expect(stage.turn { stage.frameCount >= 40 })
                rings = stage.bell.rings - before
                #expect(stage.eventRounds <= 1)
            }
            #expect(rings <= stage.frameCount + 2, "\(rings) for \(stage.frameCount) frames")
            let positions = stage.samples.compactMap { event -> Double? in
                guard case .property(.timePosition, .number(let seconds)) = event else {
                    return nil
                }
                return seconds
            }
            #expect(positions.count > 10)
            #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 <= $1 })
            #expect((positions.last ?? 0) - (positions.first ?? 0) > 1)
        }
    }

    /// The same property observed does wake: the test above can see it.
    @Test func observedPropertiesWake() throws {
        let path = try ClipStore.path(.color(0xC02020, seconds: 60))
        try PlayerStage.run { stage in
            try stage.player.observe(.timePosition)
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount >= 15 })
            stage.forget()
            #expect(stage.turn { stage.frameCount >= 40 })
            #expect(stage.eventRounds > 10)
        }
    }

    @Test func aValueAskedForOnceComesOnce() throws {
        let path = try ClipStore.path(.color(0xC02020, seconds: 60))
        try PlayerStage.run { stage in
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount >= 5 })
            stage.forget()
            try stage.player.requestSample(.cacheState)
            #expect(stage.turn { !stage.samples.isEmpty })
            #expect(stage.turn { stage.frameCount >= 10 })
            #expect(stage.samples.count == 1)
            guard case .property(.cacheState, .cache(let state)) = stage.samples[0] else {
                Issue.record("\(stage.samples)")
                return
            }
            #expect(state.forwardSeconds >= 0)
        }
    }

    /// A hidden cell: its time runs on, its frames come at their rate, and what
    /// is drawn afterwards is where it is then.
    @Test func skippedFramesKeepTheTimeRunning() throws {
        let path = try ClipStore.path(.color(0x2040C0, seconds: 60))
        try PlayerStage.run { stage in
            try stage.player.sample(.timePosition)
            stage.frames = .skipped
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount >= 5 })
            // Of a few times the first that is right: in others the machine had no time for it.
            var seconds = 0.0
            for _ in 0..<10 where abs(seconds - 1) >= 0.35 {
                stage.forget()
                let clock = ContinuousClock.now
                #expect(stage.turn { stage.frameCount >= 25 })
                seconds = clock.duration(to: .now) / .seconds(1)
            }
            #expect(abs(seconds - 1) < 0.35, "25 frames took \(seconds) s")
            #expect(stage.pixels.allSatisfy { $0 == 0 })
            // What is shown again must not wait for the next frame.
            try stage.player.set(.pause, "yes")
            #expect(stage.turn { stage.property("pause") == "yes" })
            #expect(stage.draw() >= 0)
            #expect(colorDistance(stage.color(32, 18), 0x2040C0) < 6)
        }
    }

    /// An audio device for each of 64 silent cells would be 64 threads and,
    /// where sound cards are few, 63 failures.
    @Test func aMutedPlayerOpensNoAudioDevice() throws {
        let path = try ClipStore.path(
            .color(0x20A0C0, seconds: 30, coding: .sounding))
        try PlayerStage.run([(.audioFallbackToNull, "yes")]) { stage in
            #expect(mpv_set_property_string(stage.player.core.main, "ao", "null") >= 0)
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 10 })
            #expect(stage.property("current-ao") == nil)
            #expect(try !ProcessResources.threadNames().contains("ao"))

            // With sound it has one, and without it none again.
            try stage.player.set(.audioTrack, "auto")
            #expect(stage.turn { stage.property("current-ao") == "null" })
            try stage.player.set(.audioTrack, "no")
            #expect(stage.turn { stage.property("current-ao") == nil })
            stage.forget()
            #expect(stage.turn { stage.frameCount > 10 })
        }
    }

    /// No sound card, no sound server: the picture plays.
    @Test func aLostAudioDeviceCostsNoPicture() throws {
        let path = try ClipStore.path(
            .color(0x20A0C0, seconds: 30, coding: .sounding))
        try PlayerStage.run([(.audioFallbackToNull, "yes"), (.audioDevice, "alsa/nothing-there")]) {
            stage in
            try stage.player.set(.audioTrack, "auto")
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { stage.frameCount > 25 })
            #expect(stage.ended.isEmpty)
        }
    }
}

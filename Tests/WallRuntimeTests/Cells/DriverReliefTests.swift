import Foundation
import Geometry
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// What is left out while the machine has too much to do.
@Suite(.serialized) @RenderThread struct DriverReliefTests {
    private static let rate = 25.0

    /// Two minutes at 25 frames a second: the same 30 s again and again.
    private nonisolated func clip(bFrames: Bool, in folder: ScratchFolder) throws -> String {
        let (short, path) = (folder.at("short.mkv"), folder.at("clip.mkv"))
        let quiet = ["-nostdin", "-loglevel", "error"]
        let made = try ProgramRun.of(
            "ffmpeg",
            quiet + [
                "-f", "lavfi", "-t", "30", "-i", "testsrc2=s=320x180:r=25", "-c:v", "libx264",
                "-preset", bFrames ? "medium" : "ultrafast", "-threads", "1", "-g", "50", short,
            ])
        #expect(made.status == 0, "\(made.errors)")
        let longer = try ProgramRun.of(
            "ffmpeg", quiet + ["-stream_loop", "3", "-i", short, "-c", "copy", path])
        #expect(longer.status == 0, "\(longer.errors)")
        return path
    }

    /// Frames drawn over so many seconds, and what the load shedder hears about them. Of a few
    /// such times the first that is as wanted: in others the machine had no time for this cell.
    private func measure(
        _ stage: DriverStage, seconds: Double, until isWanted: (Int, ShedSample) -> Bool
    ) -> (drawn: Int, sample: ShedSample) {
        var tries = 0
        while true {
            stage.sample()
            _ = take(stage)
            let before = stage.drawn
            let until = stage.now + seconds
            #expect(stage.turn { stage.now >= until })
            stage.sample()
            let (drawn, sample) = (stage.drawn - before, take(stage))
            tries += 1
            if tries == 10 || isWanted(drawn, sample) { return (drawn, sample) }
        }
    }

    private func take(_ stage: DriverStage) -> ShedSample {
        stage.driver.takeWindow(
            cell: PixelSize(width: 64, height: 36), isFocused: false, now: stage.now)
    }

    /// Half of its frames, evenly, whether or not the decoder can leave some out by itself; to
    /// the watchdog and the load shedder it is a healthy cell of its full rate.
    @Test(arguments: [false, true]) func aHalvedCellShowsEveryOtherFrame(bFrames: Bool) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = try clip(bFrames: bFrames, in: folder)
        try DriverStage.run { stage in
            stage.load(.file(path: path, mount: "/"))
            #expect(stage.turn { stage.drawn > 30 })
            let (all, full) = measure(stage, seconds: 2) { drawn, sample in
                (44...54).contains(drawn) && abs(sample.rate - Self.rate) < 0.5
            }
            #expect((44...54).contains(all), "\(all)")
            #expect(abs(full.rate - Self.rate) < 0.5 && full.isSoftware && !full.isExcused)
            #expect(full.shrinksTwofold)

            #expect(stage.driver.perform(.halveRate(true), now: stage.now) == nil)
            #expect(stage.driver.renewDecoder())
            #expect(!stage.driver.renewDecoder(), "once is enough")
            let seek = stage.drawn
            #expect(stage.turn { stage.drawn > seek + 8 })
            let (half, sample) = measure(stage, seconds: 3) { drawn, sample in
                (31...46).contains(drawn) && abs(sample.rate - Self.rate) < 0.5
                    && sample.dropped == 0 && !sample.isExcused && sample.longestGap < 0.5
                    && abs(sample.shown - Double(drawn)) <= 2
            }
            #expect((31...46).contains(half), "\(half) of 37")
            #expect(abs(sample.rate - Self.rate) < 0.5, "\(sample.rate)")
            #expect(sample.dropped == 0 && !sample.isExcused)
            #expect(sample.longestGap < 0.5)
            #expect(abs(sample.shown - Double(half)) <= 2)
            #expect(
                stage.turn {
                    stage.look()
                    return stage.seen.lastFrameAt.map { stage.now - $0 < 0.5 } == true
                })

            #expect(stage.driver.perform(.halveRate(false), now: stage.now) == nil)
            #expect(stage.driver.renewDecoder())
            let back = stage.drawn
            #expect(stage.turn { stage.drawn > back + 15 })
            let (again, _) = measure(stage, seconds: 2) { drawn, _ in (44...54).contains(drawn) }
            #expect((44...54).contains(again), "\(again)")
        }
    }

    /// mpv reads these options only when it begins a decoder: that is done where it plays,
    /// without a step back or ahead, and the next item has them too.
    @Test func aRunningDecoderIsBegunAnewWhereItPlays() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = try clip(bFrames: true, in: folder)
        try DriverStage.run { stage in
            stage.load(.file(path: path, mount: "/"))
            #expect(stage.turn { stage.drawn > 60 })
            var skips = false
            var wasSeeking = false
            let lost = try shortest(under: .milliseconds(1500)) {
                stage.look()
                let before = try #require(stage.seen.position)
                let asked = stage.now
                skips.toggle()
                #expect(stage.driver.perform(.skipLoopFilter(skips), now: asked) == nil)
                stage.sample()
                #expect(stage.driver.renewDecoder())
                // A busy machine may see its beginning no sooner than its end, which is none.
                if stage.turn(within: .seconds(5), until: { stage.seen.isSeeking }) {
                    wasSeeking = true
                }
                let frames = stage.drawn
                #expect(
                    stage.turn {
                        stage.look()
                        return stage.drawn > frames + 25 && !stage.seen.isSeeking
                    })
                let moved = (stage.seen.position ?? 0) - before
                let passed = stage.now - asked
                #expect(moved > 0.5 && moved <= passed + 0.2, "\(moved) in \(passed)")
                return wasSeeking ? .seconds(passed - moved) : .seconds(60)
            }
            #expect(wasSeeking, "it goes there by a seek")
            #expect(lost < .milliseconds(1500))
            #expect(stage.beginnings == 1 && stage.end == nil)
        }
    }

    /// Beginning anew would cost a camera its picture until the next key frame.
    @Test func whatCannotSeekWaitsForItsNextLoad() throws {
        let path = try ClipStore.path(.color(0x3070B0, seconds: 60))
        try DriverStage.run { stage in
            let camera = MediaItem(
                id: ItemID(rawValue: "url:camera"), title: "camera", location: .file(path: path),
                isLive: true, source: SourceID(rawValue: "mount:/"))
            stage.load(camera)
            #expect(stage.turn { stage.drawn > 10 })
            stage.sample()
            #expect(stage.driver.perform(.skipLoopFilter(true), now: stage.now) == nil)
            #expect(!stage.driver.renewDecoder())
        }
    }
}

/// The rule by which frames are left out, without a player.
@Suite struct CellReliefTests {
    private func shown(_ times: [Double], rate: Double) -> Int {
        var relief = CellRelief()
        relief.halve(true, rate: rate)
        return times.count { !relief.leavesOut(at: $0, rate: rate) }
    }

    @Test func everyOtherFrameIsLeftOutHoweverTheyCome() {
        let even = (0..<100).map { Double($0) / 30 }
        #expect(shown(even, rate: 30) == 50)
        // As a display of 60 Hz takes them: early or late by up to a pass.
        let late = even.enumerated().map { $1 + ($0.isMultiple(of: 3) ? 0.012 : 0) }
        #expect((45...58).contains(shown(late, rate: 30)))
        #expect(shown(even, rate: 0) == 50, "by counting where no rate is known")
    }

    @Test func whatTheDecoderLeftOutIsNotLeftOutAgain() {
        let half = (0..<50).map { Double($0) / 15 }
        #expect(shown(half, rate: 30) == 50)
    }

    @Test func theRateIsTheItemsOwn() {
        var relief = CellRelief()
        #expect(relief.rate(promised: 1000, decoded: 25) == 25)
        #expect(relief.rate(promised: 0, decoded: 25) == 25)
        #expect(relief.rate(promised: 30, decoded: 0) == 30)
        relief.halve(true, rate: 25)
        #expect(relief.rate(promised: 1000, decoded: 12.5) == 25)
        // The next item: its decoder leaves out frames from the beginning.
        relief.restart()
        #expect(relief.rate(promised: 50, decoded: 25) == 50)
        #expect(relief.rate(promised: 1000, decoded: 12.5) == 0)
        relief.halve(false, rate: 0)
        #expect(relief.rate(promised: 50, decoded: 50) == 50)
    }
}

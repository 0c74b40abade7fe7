import Foundation
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// What the watchdog is told about a player, with real players.
@Suite(.serialized) @RenderThread struct DriverObservationTests {
    private func item(_ path: String) -> MediaItem { .file(path: path, mount: "/") }

    private func web(_ server: ScriptedServer) -> MediaItem {
        let url = "http://127.0.0.1:\(server.port)/clip.mkv"
        return MediaItem(
            id: ItemID(rawValue: "url:1"), title: "clip", location: .url(url), isLive: false,
            source: OpenRules.origin(of: url))
    }

    /// A retry goes on where the item was, and is never seen anywhere else.
    @Test func playingBeginsAtTheStartThatWasAskedFor() throws {
        let path = try ClipStore.path(.color(0x3070B0, seconds: 60))
        try DriverStage.run { stage in
            stage.load(item(path), start: 30.5)
            var early: [Double] = []
            let reached = stage.turn {
                stage.look()
                if stage.drawn > 0, let position = stage.seen.position { early.append(position) }
                return early.count > 20
            }
            #expect(reached)
            #expect(early.allSatisfy { (30...36).contains($0) }, "\(early)")
            #expect(stage.seen.duration.map { abs($0 - 60) < 1 } == true)
            #expect(stage.seen.frameSeconds.map { abs($0 - 0.04) < 0.001 } == true)
        }
    }

    /// Positions are what retries and resuming go by: the old item's must never pass for the
    /// new one's.
    @Test func nothingOfTheOldItemIsSeenInTheNewOne() throws {
        let paths = try ClipStore.paths([
            .color(0x3070B0, seconds: 60), .color(0xB07030, seconds: 60),
        ])
        try DriverStage.run { stage in
            for round in 0..<6 {
                stage.load(item(paths[round % 2]), start: 40)
                let before = stage.drawn
                #expect(
                    stage.turn {
                        stage.look()
                        return stage.drawn > before + 5 && stage.seen.position ?? 0 > 39
                    })
                stage.forget()
                let old = stage.drawn
                stage.load(item(paths[(round + 1) % 2]))
                var wrong: [CellObservation] = []
                #expect(
                    stage.turn {
                        stage.look()
                        guard stage.beginnings == 1 else {
                            // Until the new one begins it is the old one's.
                            stage.forgetSeen()
                            return false
                        }
                        if stage.seen.position ?? 0 > 20 { wrong.append(stage.seen) }
                        if stage.driver.canRedraw == false, stage.seen.lastFrameAt != nil {
                            wrong.append(stage.seen)
                        }
                        return stage.drawn > old + 10
                    })
                #expect(wrong.isEmpty, "\(wrong.count) in round \(round): \(wrong.prefix(2))")
                stage.forget()
            }
        }
    }

    /// The connection stays open and silent.
    @Test func aStallShowsAsBufferingAtOnceAndAsAPositionThatStands() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("moving.mkv")
        let run = try ProgramRun.of(
            "ffmpeg",
            [
                "-nostdin", "-loglevel", "error", "-f", "lavfi", "-t", "30", "-i",
                "testsrc2=s=320x180:r=25", "-c:v", "libx264", "-preset", "ultrafast", path,
            ])
        #expect(run.status == 0, "\(run.errors)")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let server = try ScriptedServer { client in
            _ = client.readHead()
            client.send("HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\n\r\n")
            client.send(Array(bytes.prefix(bytes.count / 8)))
            // Open and silent until the player gives up.
            while client.readToEnd() == nil {}
        }
        defer { server.stop() }
        try DriverStage.run { stage in
            stage.load(web(server))
            #expect(stage.turn { stage.drawn > 5 })
            // No look: the change itself is an event.
            #expect(stage.turn { stage.seen.isBuffering })
            // The last frames may still be on their way: until none has come for a while.
            var drawn = stage.drawn
            var quiet = stage.now
            #expect(
                stage.turn {
                    if stage.drawn != drawn { quiet = stage.now }
                    drawn = stage.drawn
                    return stage.now - quiet > 0.5
                })
            stage.look()
            let position = stage.seen.position
            let frame = stage.seen.lastFrameAt
            #expect(position != nil)
            let later = stage.now + 1
            #expect(!stage.turn(within: .seconds(3)) { stage.seen.isBuffering == false })
            stage.look()
            #expect(stage.now > later && stage.seen.isBuffering)
            #expect(stage.seen.position == position)
            #expect(stage.seen.lastFrameAt == frame)
        }
    }

    /// Its time goes on, because it sounds; its picture does not.
    @Test func aFrozenPictureShowsInItsFramesAlone() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("short-picture.mkv")
        let run = try ProgramRun.of(
            "ffmpeg",
            [
                "-nostdin", "-loglevel", "error", "-f", "lavfi", "-t", "2", "-i",
                "testsrc2=s=64x36:r=25", "-f", "lavfi", "-t", "20", "-i", "sine=r=48000", "-c:v",
                "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le", path,
            ])
        #expect(run.status == 0, "\(run.errors)")
        try DriverStage.run { stage in
            stage.driver.setSound(volume: 0)
            stage.load(item(path))
            #expect(
                stage.turn {
                    stage.look()
                    return stage.seen.position ?? 0 > 4
                })
            let frame = try #require(stage.seen.lastFrameAt)
            let position = try #require(stage.seen.position)
            #expect(
                stage.turn {
                    stage.look()
                    return stage.seen.position ?? 0 > position + 1.5
                })
            #expect(stage.seen.lastFrameAt == frame)
            #expect(stage.now - frame > 2)
            #expect(!stage.seen.isBuffering && !stage.seen.isSeeking && !stage.seen.isStillPicture)
        }
    }

    @Test func aStillPictureIsKnownAsOne() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("still.png")
        let run = try ProgramRun.of(
            "ffmpeg",
            [
                "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=64x36",
                "-frames:v",
                "1", path,
            ])
        #expect(run.status == 0, "\(run.errors)")
        try DriverStage.run { stage in
            stage.load(item(path))
            #expect(
                stage.turn {
                    stage.look()
                    return stage.drawn > 0 && stage.seen.isStillPicture
                })
            // What moves afterwards is none.
            stage.load(item(try ClipStore.path(.color(0x3070B0, seconds: 60))))
            let before = stage.drawn
            #expect(stage.turn { stage.drawn > before + 5 })
            stage.look()
            #expect(!stage.seen.isStillPicture)
        }
    }

    /// A wall that is held has one frame of each item; it may come before the word that the file
    /// is open is read.
    @Test func aFrameThatIsEarlyIsNotLost() throws {
        let path = try ClipStore.path(.color(0x3070B0, seconds: 60))
        try DriverStage.run { stage in
            stage.driver.setPaused(true)
            // mpv keeps it for 0.2 s, which a busy machine may need for itself.
            let isShown = (0..<5).contains { _ in
                let before = stage.drawn
                stage.load(item(path))
                #expect(stage.takesFirstFramesAlone() == 0, "nobody knows whose they are")
                return stage.turn(within: .seconds(3)) { stage.drawn > before }
            }
            #expect(isShown)
        }
    }

    /// What it says about the item before is no word about the next one.
    @Test func whatHasNoPictureIsToldOfThatItemAlone() throws {
        let tone = try ClipStore.path(.tone(seconds: 30))
        let path = try ClipStore.path(.color(0x3070B0, seconds: 60))
        try DriverStage.run { stage in
            stage.driver.setSound(volume: 0)
            stage.load(item(tone))
            #expect(
                stage.turn {
                    stage.sample()
                    return stage.events.contains(.playerFailed(.noPicture))
                })
            stage.forget()
            stage.load(item(path))
            #expect(
                stage.turn {
                    stage.sample()
                    return stage.drawn > 5
                })
            #expect(!stage.events.contains(.playerFailed(.noPicture)))
        }
    }

    /// Silent it ends at once; a cell that sounds would play on without a picture.
    @Test(arguments: [false, true]) func whatHasNoPictureFails(sounds: Bool) throws {
        let path = try ClipStore.path(.tone(seconds: 30))
        try DriverStage.run { stage in
            if sounds { stage.driver.setSound(volume: 0) }
            stage.load(item(path))
            #expect(
                stage.turn {
                    stage.sample()
                    return stage.end == .failed(.noPicture)
                        || stage.events.contains(.playerFailed(.noPicture))
                })
            #expect(stage.drawn == 0)
        }
    }
}

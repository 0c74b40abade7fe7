import Foundation
import TestSupport
import Testing

@testable import MPVPlayer

/// What cannot be played ends with a reason, and the player goes on.
@Suite(.serialized) @RenderThread struct FaultTests {
    /// Bad input that a test can make.
    enum Bad: String, CaseIterable {
        case missing, html, empty, rubbish, folder, emptyFolder, list, audioOnly, cutShort
        case unknownScheme, refused
    }

    @Test(arguments: Bad.allCases) func badInputEndsWithItsReason(bad: Bad) throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let good = try ClipStore.path(.color(0x20C020, seconds: 0.4))
        let path = try make(bad, in: folder, good: good)
        try PlayerStage.run { stage in
            try stage.player.load(path, mode: .replace, reply: 1)
            #expect(stage.turn { !stage.ended.isEmpty })
            let entry = try #require(stage.entry(of: 1))
            let reason = stage.end(of: entry)
            switch bad {
            case .missing, .unknownScheme, .refused: #expect(reason == .failed(.loadingFailed))
            case .html, .empty, .rubbish, .cutShort, .emptyFolder:
                #expect(reason == .failed(.unknownFormat))
            case .folder, .list: #expect(reason == .redirected)
            case .audioOnly: #expect(reason == .failed(.nothingToPlay))
            }
            // The cell is not lost. Of so short a clip a busy machine may not see enough at once.
            let plays = try (0..<10).contains { _ in
                stage.forget()
                try stage.player.load(good, mode: .replace, reply: 2)
                #expect(stage.turn { stage.entry(of: 2).map(stage.end(of:)) == .endOfFile })
                return stage.frameCount > 5
            }
            #expect(plays)
        }
    }

    private nonisolated func make(
        _ bad: Bad, in folder: ScratchFolder, good: String
    ) throws -> String {
        func file(_ name: String, _ bytes: Data) throws -> String {
            try bytes.write(to: URL(fileURLWithPath: folder.at(name)))
            return folder.at(name)
        }
        switch bad {
        case .missing: return folder.at("nothing.mp4")
        case .html:
            return try file("page.mp4", Data("<!doctype html><title>404</title>\n".utf8))
        case .empty: return try file("empty.mp4", Data())
        case .rubbish:
            var state: UInt32 = 7
            let bytes = (0..<100_000).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            }
            return try file("rubbish.mkv", Data(bytes))
        case .folder:
            _ = try file("one.mkv", try Data(contentsOf: URL(fileURLWithPath: good)))
            return folder.path
        case .emptyFolder: return folder.path
        case .list: return try file("list.m3u", Data("#EXTM3U\n\(good)\n".utf8))
        case .audioOnly:
            return try ClipStore.path(.tone(seconds: 0.5))
        case .cutShort:
            // The table of an mp4 stands at its end.
            let whole = try ClipStore.path(
                .color(0x2020C0, seconds: 1, coding: .sounding))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
            return try file("cut.mp4", bytes.prefix(bytes.count / 2))
        case .unknownScheme: return "nonsense://host/x"
        case .refused:
            // A port that was just free: nobody listens there.
            let (socket, port) = try TestSocket.listeningOnLoopback()
            socket.close()
            return "http://127.0.0.1:\(port)/x.mp4"
        }
    }

    @Test func codesOfMpvBecomeReasons() {
        #expect(PlaybackFault(code: -13) == .loadingFailed)
        #expect(PlaybackFault(code: -14) == .audioOutput)
        #expect(PlaybackFault(code: -15) == .videoOutput)
        #expect(PlaybackFault(code: -16) == .nothingToPlay)
        #expect(PlaybackFault(code: -17) == .unknownFormat)
        #expect(PlaybackFault(code: -99) == .other(-99))
    }

    @Test func anOptionThatMpvRefusesIsNamed() {
        do {
            let player = try Player(options: [(.hardwareDecoding, "no"), (.volume, "loud")]) {}
            player.close(PlayerDisposal())
            Issue.record("mpv took a volume that is no number")
        } catch {
            #expect("\(error)".contains("volume=loud"))
        }
    }

    /// As a program that adopts the user's locale would get it. A locale of
    /// another name is enough for mpv; which are installed is the machine's.
    @Test func aNumberFormatThatMpvCannotReadIsNamed() async {
        await #expect(processExitsWith: .success) {
            let folder = try ScratchFolder()
            defer { folder.remove() }
            try FileManager.default.createDirectory(
                atPath: folder.at("xx_XX.UTF-8"), withIntermediateDirectories: false)
            try FileManager.default.copyItem(
                atPath: "/usr/lib/locale/C.utf8/LC_NUMERIC",
                toPath: folder.at("xx_XX.UTF-8/LC_NUMERIC"))
            setenv("LOCPATH", folder.path, 1)
            try #require(setlocale(LC_NUMERIC, "xx_XX.UTF-8") != nil)
            do {
                let player = try Player(options: []) {}
                player.close(PlayerDisposal())
                Issue.record("mpv took the locale")
            } catch {
                #expect("\(error)".contains("LC_NUMERIC is xx_XX.UTF-8"))
                #expect(!"\(error)".contains("memory"))
            }
        }
    }

    /// A player that nobody closes would leak threads and memory unseen.
    @Test func aPlayerThatIsNotClosedTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = try Player(options: PlayerStage.basic) {}
        }
    }
}

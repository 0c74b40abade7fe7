import FakeMediaServer
import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A whole wall, commanded from an app.
    @Suite struct RemoteWallTests {
        @Test(arguments: [FakeDialect.jellyfin12, .emby4])
        func everyButtonHasItsEffect(dialect: FakeDialect) async throws {
            try await RemoteStage.with(dialect) { it in
                let (server, device) = (it.server, it.device)
                func state(_ command: String, _ ticks: Int64? = nil) -> () -> Bool {
                    { server.sendPlaystate(command, seekTicks: ticks, to: device) }
                }
                func general(_ name: String, _ values: [String: String] = [:]) -> () -> Bool {
                    { server.sendCommand(name, values, to: device) }
                }
                try await it.press("pause", state("Pause")) { $0.cells[0].paused }
                try await it.press("unpause", state("Unpause")) { !$0.cells[0].paused }
                try await it.press("play or pause", state("PlayPause")) { $0.cells[0].paused }
                try await it.press("play or pause", state("PlayPause")) { !$0.cells[0].paused }
                try await it.press("seek", state("Seek", 200_000_000)) {
                    ($0.cells[0].position ?? 0) >= 19
                }
                let far = try #require(await it.wall.status()?.cells[0].position)
                try await it.press("rewind", state("Rewind")) {
                    ($0.cells[0].position ?? 99) < far - 1
                }
                let near = try #require(await it.wall.status())
                try await it.press("forward", state("FastForward")) { now in
                    let passed = now.uptimeSeconds - near.uptimeSeconds
                    return (now.cells[0].position ?? 0)
                        > (near.cells[0].position ?? 99) + passed + 5
                }
                let first = try #require(await it.wall.status()?.cells[0].item)
                try await it.press("next", state("NextTrack")) { $0.cells[0].item != first }
                try await it.press("previous", state("PreviousTrack")) {
                    $0.cells[0].item == first
                }
                let wanted = (20..<26).map { server.itemID($0) }
                try await it.press("a list", { server.sendPlay(wanted, to: device) }) { now in
                    (1...4).allSatisfy { it.item($0, now) == wanted[$0 - 1] } && now.queued == 2
                }
                let one = {
                    server.sendPlay(wanted, startIndex: 5, startTicks: 250_000_000, to: device)
                }
                try await it.press("one, from its middle", one) { now in
                    it.item(1, now) == wanted[5] && (now.cells[0].position ?? 0) >= 24
                        && now.cells[0].cast
                }
                try await it.press(
                    "next one",
                    {
                        server.sendPlay([wanted[0]], command: "PlayNext", to: device)
                    }
                ) { $0.cells[0].queued == 1 }
                try await it.press(
                    "last one",
                    {
                        server.sendPlay([wanted[1]], command: "PlayLast", to: device)
                    }
                ) { $0.cells[0].queued == 2 }
                try await it.press("on to it", state("NextTrack")) { it.item(1, $0) == wanted[0] }
                try await it.press("stop", state("Stop")) {
                    $0.cells[0].queued == 0 && !$0.cells[0].cast
                }
                try await it.press("volume", general("SetVolume", ["Volume": "33"])) {
                    $0.volume == 33
                }
                try await it.press("louder", general("VolumeUp")) { $0.volume == 38 }
                try await it.press("less loud", general("VolumeDown")) { $0.volume == 33 }
                try await it.press("sound", general("Unmute")) { $0.sounding == 1 }
                try await it.press("silence", general("Mute")) { $0.sounding == nil }
                try await it.press("sound again", general("ToggleMute")) { $0.sounding == 1 }
                try await it.press("repeat", general("SetRepeatMode", ["RepeatMode": "RepeatOne"]))
                { $0.cells[0].looping }
                try await it.press(
                    "no repeat", general("SetRepeatMode", ["RepeatMode": "RepeatNone"])
                ) { !$0.cells[0].looping }
                try await it.press(
                    "shuffle", general("SetShuffleQueue", ["ShuffleMode": "Shuffle"])
                ) { $0.shuffled }
                try await it.press(
                    "a track that is not there", general("SetAudioStreamIndex", ["Index": "7"])
                ) { $0.toast == Toast.noTrack.text }
                try await it.press(
                    "words",
                    general(
                        "DisplayMessage",
                        ["Header": "Küche", "Text": "日本\u{7}語", "TimeoutMs": "9000"])
                ) { $0.toast == "Küche: 日本 語" }
                try await it.press(
                    "somebody looks", general("DisplayContent", ["ItemName": "Der Film"])
                ) { $0.toast?.contains("Der Film") == true }
                try await it.wall.takeKeyboard()
                try await it.wall.press("h")
                try await it.wall.wait("help") { $0.helpShown }
                try await it.press("home", general("GoHome")) { !$0.helpShown }
                #expect(server.illegal == [])
                try await it.wall.ends()
                let isOver = await soon { server.openSockets() == 0 ? true : nil }
                #expect(isOver == true)
            }
        }

        @Test func whatIsCastIsToldWithoutAPosition() async throws {
            try await RemoteStage.with(seconds: 20) { it in
                let wanted = it.server.itemID(20)
                it.server.sendPlay([wanted], to: it.device)
                try await it.wall.wait("it plays") {
                    it.item(1, $0) == wanted && $0.cells[0].isPlaying
                }
                _ = try await soon {
                    it.server.openSessions.isEmpty ? nil : true
                }
                .orFail("nobody was told that it plays")
                it.server.sendPlaystate("Stop", to: it.device)
                _ = try await soon {
                    it.server.openSessions.isEmpty ? true : nil
                }
                .orFail("nobody was told that it is over")
                #expect(it.server.userData(of: wanted).positionTicks == 0)
                #expect(!it.server.userData(of: wanted).played)
                #expect(it.server.illegal == [])
            }
        }

        @Test func rubbishChangesNothing() async throws {
            try await RemoteStage.with(grid: "2x1") { it in
                // A frame that never ends is noticed by its silence, which takes longer.
                for kind in FakeGarbage.allCases where kind != .oversize {
                    let before = try #require(await it.wall.status()?.remote.first).reconnects
                    it.server.sendGarbage(kind, to: it.device)
                    // What cannot be read on ends the socket; masks are looked through.
                    let ends = [.brokenUTF8, .badOpcode].contains(kind)
                    try await it.wall.wait("controllable after \(kind)") {
                        $0.remote.first.map {
                            $0.phase == .controllable && (!ends || $0.reconnects > before)
                        } == true
                    }
                    _ = try await soon {
                        it.server.openSockets() == 1 ? true : nil
                    }
                    .orFail("the server sees no socket after \(kind)")
                }
                it.server.sendLongMessage(bytes: 1 << 20, to: it.device)
                try await it.wall.wait("the long words, cut") {
                    $0.toast?.hasPrefix("Long: All that is said") == true
                }
                it.server.sendPlay((0..<10_000).map { "nothing\($0)" }, to: it.device)
                it.server.sendPlaystate("Seek", seekTicks: .max, to: it.device)
                it.server.sendCommand("TakeScreenshot", to: it.device)
                it.server.sendCommand(
                    "DisplayMessage", ["Text": String(repeating: "x\u{1B}[31m", count: 100_000)],
                    to: it.device)
                try await it.wall.wait("the words, cut") {
                    $0.toast.map { $0.hasPrefix("x") && $0.count <= RemoteMessage.textMax } == true
                }
                it.server.sendGarbage(.oversize, to: it.device)
                try await it.wall.plays(2)
                let journal = try await it.stage.stage.command(
                    ["journal"], environment: it.stage.environment())
                #expect(String(decoding: journal.output, as: UTF8.self).contains("TakeScreenshot"))
            }
        }

        @Test func aServerThatSaysGoodbyeIsWaitedFor() async throws {
            try await RemoteStage.with(grid: "2x1") { it in
                try it.server.restart(.restarting, downFor: 3)
                // By its word: a silence is noticed after 20 s.
                try await it.wall.wait("the wall knows at once", within: .seconds(15)) {
                    !$0.outages.isEmpty && $0.remote.first?.phase != .controllable
                }
                try await it.wall.wait("all is back") {
                    $0.outages.isEmpty && $0.remote.first?.phase == .controllable
                        && $0.cells.allSatisfy(\.isPlaying)
                }
                #expect(try await it.wall.status()?.remote.first?.reconnects ?? 0 >= 1)
                #expect(it.server.isControllable(it.device))
            }
        }

        @Test func eachCellIsFoundByItself() async throws {
            try await RemoteStage.with(
                grid: "2x1", ["HYPERWALL_REMOTE_DEVICES": "cells"]
            ) { it in
                try await it.wall.wait("three devices") { now in
                    now.remote.count == 3 && now.remote.allSatisfy { $0.phase == .controllable }
                }
                let names = try #require(await it.wall.status()).remote.map(\.name)
                #expect(names[1...] == ["\(names[0]) · 1", "\(names[0]) · 2"])
                let before = try #require(await it.wall.status())
                let wanted = it.server.itemID(30)
                try await it.press(
                    "to cell 2",
                    {
                        it.server.sendPlay([wanted], to: "\(it.device)-2")
                    }
                ) { it.item(2, $0) == wanted && it.item(1, $0) == it.item(1, before) }
                try await it.press(
                    "hold cell 2",
                    {
                        it.server.sendPlaystate("Pause", to: "\(it.device)-2")
                    }
                ) { $0.cells[1].paused && !$0.cells[0].paused }
                try await it.wall.takeKeyboard()
                try await it.wall.press("1")
                try await it.wall.wait("one device less") { $0.remote.count == 2 }
            }
        }

        @Test func aCodeLetsOnlyTheWallIn() async throws {
            try await ServerStage.with(.jellyfin12) { stage in
                let own = [
                    "HYPERWALL_USERNAME": "", "HYPERWALL_PASSWORD_FILE": "",
                    "HYPERWALL_REMOTE_DEVICES": "cells",
                ]
                try await stage.wall("1x1", own) { wall in
                    try await wall.wait("a code") { $0.server?.code != nil }
                    _ = stage.server.confirmCode(stage.server.waitingCode ?? "")
                    try await wall.wait("the wall's own device") {
                        $0.remote.map(\.phase) == [.controllable]
                    }
                    _ = try await soon {
                        wall.errors.contains("Only the wall itself") ? true : nil
                    }
                    .orFail("nothing says why there is no more")
                }
            }
        }

        @Test func heartsAndTheLibraryFollowTheServer() async throws {
            try await RemoteStage.with(grid: "1x1") { it in
                let now = try #require(await it.wall.status())
                let item = try #require(it.item(1, now))
                var data = it.server.userData(of: item)
                data.isFavorite = true
                it.server.setUserData(data, of: item)
                try await it.wall.wait("the heart") { $0.cells[0].favorite }
                let count = now.items.count
                it.server.addItems(7)
                try await it.wall.wait("the new items") {
                    $0.items.count == count + 7
                }
            }
        }
    }
}

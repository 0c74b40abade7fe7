import FakeMediaServer
import RemoteControl
import TestSupport
import Testing
import WallPolicy

/// What somebody presses in an app arrives.
struct CommandTests {
    @Test(arguments: [FakeDialect.jellyfin10, .jellyfin12, .emby4])
    func everyButtonArrivesInOrder(dialect: FakeDialect) async throws {
        try await RemoteStage.run(dialect) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let id = RemoteStage.deviceID
            let server = stage.server
            let items = (3...5).map { server.itemID($0) }
            let time = try await shortest(under: .seconds(2)) {
                stage.told.forgetWishes()
                let began = ContinuousClock.now
                server.sendPlay(items, startIndex: 1, startTicks: 30_000_000, to: id)
                for button in [
                    "Pause", "Unpause", "PlayPause", "NextTrack", "PreviousTrack", "Stop",
                ] {
                    server.sendPlaystate(button, to: id)
                }
                server.sendPlaystate("Seek", seekTicks: 95_000_000, to: id)
                server.sendCommand("SetVolume", ["Volume": "40"], to: id)
                server.sendCommand("SetSubtitleStreamIndex", ["Index": "-1"], to: id)
                server.sendCommand("SetRepeatMode", ["RepeatMode": "RepeatAll"], to: id)
                server.sendCommand("SetShuffleQueue", ["ShuffleMode": "Shuffle"], to: id)
                server.sendCommand(
                    "DisplayMessage", ["Header": "H", "Text": "Tea", "TimeoutMs": "3000"], to: id)
                server.sendCommand("GoHome", to: id)
                // A stop ends what was cast before it, so the cast itself may be superseded.
                let expected: [RemoteCommand] = [
                    .pause, .unpause, .togglePause, .next, .previous, .stop, .seek(seconds: 9.5),
                    .volume(40), .subtitleTrack(nil), .repeats(.all), .shuffle(true),
                    .message(RemoteMessage(title: "H", text: "Tea", seconds: 3)), .goHome,
                ]
                let isDone = try await stage.becomes { $0.told.commands.last == .goHome }
                #expect(isDone)
                let time = ContinuousClock.now - began
                let buttons = stage.told.commands.filter {
                    if case .play = $0 { false } else { true }
                }
                #expect(buttons == expected)
                #expect(stage.told.wishes.allSatisfy { $0.cell == nil })
                return time
            }
            #expect(time < .seconds(2))
            #expect(stage.hidesTokens && server.illegal == [])
        }
    }

    @Test(arguments: [FakeDialect.jellyfin12, .emby4])
    func aCastIsLookedUpAndKeepsItsOrder(dialect: FakeDialect) async throws {
        try await RemoteStage.run(dialect) {
            $0.numericItemIDs = true
            $0.dataAsText = true
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let server = stage.server
            let ids = [7, 2, 5].map { server.itemID($0) }
            let time = try await shortest(under: .milliseconds(1500)) {
                stage.told.forgetWishes()
                server.sendPlay(
                    [ids[0], "nobody", ids[1], ids[2]], startIndex: 0, startTicks: 30_000_000,
                    to: RemoteStage.deviceID)
                let began = ContinuousClock.now
                let isThere = try await stage.becomes { !$0.told.wishes.isEmpty }
                #expect(isThere)
                return ContinuousClock.now - began
            }
            #expect(time < .milliseconds(1500))
            guard case .play(let play)? = stage.told.commands.first else {
                Issue.record("\(stage.told.commands)")
                return
            }
            #expect(play.items.compactMap(\.id.serverItem) == ids)
            #expect(play.moment == .now && play.start == 3)
            #expect(play.items.allSatisfy { $0.location == .server && !$0.title.isEmpty })
        }
    }

    @Test func aLongCastBeginsWithItsFirstHundred() async throws {
        try await RemoteStage.run(.jellyfin12) {
            $0.itemCount = 400
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let ids = (1...250).map { stage.server.itemID($0) }
            stage.server.sendPlay(ids, to: RemoteStage.deviceID)
            #expect(try await stage.becomes { $0.told.wishes.count == 3 })
            let plays = stage.told.commands.compactMap { command -> RemotePlay? in
                if case .play(let play) = command { play } else { nil }
            }
            #expect(plays.map(\.moment) == [.now, .last, .last] && plays.first?.items.count == 100)
            #expect(plays.map(\.isRest) == [false, true, true])
            #expect(plays.allSatisfy { $0.isList == true })
            #expect(plays.flatMap(\.items).compactMap(\.id.serverItem) == ids)
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            stage.server.sendPlay(["nobody", "nothing"], to: RemoteStage.deviceID)
            #expect(try await stage.becomes { !$0.told.wishes.isEmpty })
            guard case .message(let message)? = stage.told.commands.first else {
                Issue.record("\(stage.told.commands)")
                return
            }
            #expect(message.text == "What was cast is not there any more.")
        }
    }

    @Test func changesOfTheLibraryAndMarksAreTold() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let id = RemoteStage.deviceID
            stage.server.sendLibraryChanged()
            let mark = "\"UserDataList\":[{\"ItemId\":\"i\",\"IsFavorite\":true}]"
            stage.server.sendText(
                "{\"MessageType\":\"UserDataChanged\",\"Data\":{\"UserId\":\"else\",\(mark)}}",
                to: id)
            let user = stage.server.userID.uppercased()
            stage.server.sendText(
                "{\"MessageType\":\"UserDataChanged\",\"Data\":{\"UserId\":\"\(user)\",\(mark)}}",
                to: id)
            #expect(
                try await stage.becomes { stage in
                    stage.told.state.withLock { $0.libraryChanges == 1 && !$0.favorites.isEmpty }
                })
            let marks = stage.told.state.withLock { $0.favorites }
            #expect(marks.count == 1 && marks.first?.0.serverItem == "i", "another's is not ours")
        }
    }

    @Test func rubbishIsIgnoredAndSaidOnce() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            let id = RemoteStage.deviceID
            for _ in 0..<20 {
                for kind in FakeGarbage.allCases where kind.isFrame {
                    stage.server.sendGarbage(kind, to: id)
                }
            }
            stage.server.sendLongMessage(to: id)
            let isThere = try await stage.becomes { stage in
                stage.told.commands.contains {
                    if case .message(let message) = $0 { message.title == "Long" } else { false }
                }
            }
            #expect(isThere)
            guard case .message(let message)? = stage.told.commands.last else {
                Issue.record("\(stage.told.commands)")
                return
            }
            #expect(message.text.count <= RemoteMessage.textMax && !message.text.contains("\n"))
            #expect(stage.told.lines.count { $0.contains("that is no JSON") } <= 2, "log, journal")
            #expect(stage.told.phase == .controllable, "the socket lives on")
            #expect(stage.server.remoteRecord(of: id).socketsEver == 1)
        }
    }

    @Test func aServerGoneMadIsNotFollowed() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            for _ in 0..<3000 {
                stage.server.sendPlaystate("PlayPause", to: RemoteStage.deviceID)
            }
            stage.server.sendLibraryChanged()
            #expect(
                try await stage.becomes { stage in
                    stage.told.lines.contains { $0.contains("more commands than a person") }
                })
            #expect(stage.told.wishes.count <= 300)
        }
    }

    @Test func eachCellHasItsOwnDevice() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            for cell in [nil, 1, 2] as [Int?] { try await stage.signIn(cell) }
            #expect(
                try await stage.becomes { stage in
                    stage.told.statuses.map(\.phase) == [
                        .controllable, .controllable, .controllable,
                    ]
                })
            #expect(stage.told.statuses.map(\.cell) == [nil, 1, 2])
            stage.server.sendPlaystate("Pause", to: "\(RemoteStage.deviceID)-2")
            #expect(try await stage.becomes { !$0.told.wishes.isEmpty })
            #expect(stage.told.wishes == [RemoteWish(.pause, cell: 2)])
            stage.control.remove(2)
            #expect(try await stage.becomes { $0.told.statuses.map(\.cell) == [nil, 1] })
            #expect(
                try await stage.becomes {
                    $0.server.openSockets(of: "\(RemoteStage.deviceID)-2") == 0
                })
        }
    }

    @Test func manyDevicesAskNotMuchMoreThanOne() async throws {
        try await RemoteStage.run(.jellyfin12) { _ in
        } settings: {
            $0.healthCheck = .milliseconds(500)
        } _: { stage in
            for cell in [nil, 1, 2, 3, 4] as [Int?] { try await stage.signIn(cell) }
            #expect(try await stage.becomes { $0.server.openSockets() == 5 })
            @Sendable func asked(since time: Double) -> Int {
                stage.server.requestCounts(since: time)["GET /Sessions"] ?? 0
            }
            // The first two of each come soon after its socket.
            #expect(try await stage.becomes { _ in asked(since: 0) >= 10 })
            let from = stage.server.seconds
            #expect(try await stage.becomes { _ in asked(since: from) >= 16 })
            // 8 of the wall and 8 of the cells in 4 s, where each for itself would be 40.
            let took = stage.server.seconds - from
            #expect(took >= 3.2, "16 proofs in \(took) s")
        }
    }
}

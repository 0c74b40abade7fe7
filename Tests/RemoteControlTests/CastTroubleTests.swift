import FakeMediaServer
import RemoteControl
import Testing
import WallPolicy

/// What is wrong with what was sent: what is done of it, and what the journal hears.
struct CastTroubleTests {
    @Test func whatIsWrongWithACastStandsInTheJournal() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            for cell in [nil, 1] as [Int?] { try await stage.signIn(cell) }
            let id = RemoteStage.deviceID
            #expect(
                try await stage.becomes { stage in
                    stage.told.statuses.map(\.phase) == [.controllable, .controllable]
                })
            let server = stage.server
            server.sendPlay([server.itemID(1), "gone", server.itemID(2)], to: id)
            #expect(try await stage.becomes { $0.told.wishes.count == 1 })
            // Of a list of which one is left, that one is still of a list.
            server.sendPlay(["gone", server.itemID(2)], to: id)
            #expect(try await stage.becomes { $0.told.wishes.count == 2 })
            guard case .play(let play)? = stage.told.commands.last else {
                Issue.record("\(stage.told.commands)")
                return
            }
            #expect(play.items.count == 1 && play.isList == true && !play.isRest)
            server.sendPlay([server.itemID(2)], to: id)
            #expect(try await stage.becomes { $0.told.wishes.count == 3 })
            guard case .play(let single)? = stage.told.commands.last else {
                Issue.record("\(stage.told.commands)")
                return
            }
            #expect(single.isList == false)
            let many = (0..<1500).map { _ in server.itemID(3) }
            server.sendPlay(many, command: "PlayLast", to: id)
            let text = String(repeating: "tea ", count: 1000)
            server.sendCommand("DisplayMessage", ["Text": text], to: "\(id)-1")
            server.sendText("[1", to: "\(id)-1")
            let wanted = [
                "1 of 3 items that were cast are not there any more.",
                "1500 items were cast; the last 500 are left out.",
                "Cell 1: A message for whoever stands before the wall was too long, and was cut.",
                "Cell 1: The media server sent a message that is no JSON; it is ignored.",
            ]
            #expect(
                try await stage.becomes { stage in
                    let journal = stage.told.state.withLock { $0.journal }
                    return wanted.allSatisfy(journal.contains)
                })
        }
    }

    @Test func theJournalIsNotFlooded() async throws {
        try await RemoteStage.run(.jellyfin12) { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            for number in 0..<40 {
                stage.server.sendCommand("Nonsense\(number)", to: RemoteStage.deviceID)
            }
            stage.server.sendCommand("GoHome", to: RemoteStage.deviceID)
            #expect(try await stage.becomes { $0.told.commands == [.goHome] })
            let journal = stage.told.state.withLock { $0.journal }
            #expect(journal.count { $0.contains("Nonsense") } == 12)
            #expect(journal.contains("More of this kind is not written down for a minute."))
        }
    }

    @Test func aListThatIsLateIsNoFailure() async throws {
        try await RemoteStage.run(.jellyfin12) {
            $0.itemCount = 400
        } settings: {
            // Long enough that a busy machine brings the first part.
            $0.lookUpPatience = .seconds(5)
        } _: { stage in
            try await stage.signIn()
            #expect(try await stage.becomesControllable())
            // The first part comes, and then no other.
            let server = stage.server
            server.onRequest { request in
                if request.path == "/Items" { server.setFault(.hang, for: "/Items") }
            }
            server.sendPlay((1...250).map { server.itemID($0) }, to: RemoteStage.deviceID)
            #expect(
                try await stage.becomes { stage in
                    stage.told.lines.contains { $0.contains("Only a part of what was cast") }
                })
            #expect(stage.told.commands.count == 1)
            guard case .play? = stage.told.commands.first else {
                Issue.record("\(stage.told.commands)")
                return
            }
        }
    }
}

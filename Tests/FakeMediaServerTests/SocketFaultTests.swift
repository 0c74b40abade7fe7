import FakeMediaServer
import Foundation
import TestSupport
import Testing

/// What tests do to websockets.
@Suite(.timeLimit(.minutes(10)))
struct SocketFaultTests {
    /// Nil when nobody listens.
    private func opened(_ client: Client) async throws -> WebSocketClient? {
        try? await WebSocketClient.opened(client.server, client.socketPath, client.headers)
    }

    @Test(arguments: FakeAnnouncement.allCases)
    func itRestarts(announcement: FakeAnnouncement) async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(try await client.sayCapabilities() == 204)
            let session = server.sessionID(of: "wall-1")
            let began = ContinuousClock.now
            try await onThread { try server.restart(announcement, downFor: 2) }
            if announcement != .none {
                let said = try await socket.hearMessage()["MessageType"].text
                let wanted =
                    announcement == .restarting ? "ServerRestarting" : "ServerShuttingDown"
                #expect(said == wanted)
            }
            #expect(try await socket.hear() == .end)
            let again = try await soon(within: .seconds(60)) { try await opened(client) }
            #expect(began.duration(to: .now) >= .seconds(2))
            #expect(again?.status == 101)
            again?.close()
            // Whom it knew is forgotten, the token is not.
            let own = try await client.ask("GET", "/Sessions?deviceId=wall-1").json[0]
            #expect(own["Id"].text == session && own["SupportedCommands"].list.isEmpty)
        }
    }

    @Test func itIsAwayUntilItIsToldToComeBack() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            try server.restart(downFor: 0.05)
            // The former restart's end must not bring it back.
            try server.goAway()
            #expect(try await soon(within: .seconds(0.3)) { try await opened(client) } == nil)
            try server.comeBack()
            let socket = try #require(try await opened(client))
            socket.close()
            #expect(socket.status == 101)
        }
    }

    @Test func upgradesAreRefused() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            server.refuseUpgrades(502)
            let refused = try #require(try await opened(client))
            refused.close()
            #expect(refused.status == 502)
            // Nobody else is touched.
            #expect(server.sendPing(to: "wall-1"))
            #expect(try await socket.hear() == .frame(opcode: 9, [1, 2, 3]))
            #expect(try await client.ask("GET", "/System/Info").status == 200)
            server.refuseUpgrades(502, seconds: 0.1)
            let later = try await soon(within: .seconds(60)) { () -> Bool? in
                let socket = try await opened(client)
                socket?.close()
                return socket?.status == 101 ? true : nil
            }
            #expect(later == true)
        }
    }

    @Test func halfOpenSocketsAreSilent() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            server.halfOpenSockets()
            socket.send(9, [5])
            #expect(server.sendPing(to: "wall-1"))
            #expect(try await socket.hear(within: .seconds(0.3)) == .nothing)
            let new = try await WebSocketClient.opened(
                server, "/socket", client.headers, wait: .seconds(0.3))
            defer { new.close() }
            #expect(new.status == 0)
            // The server itself is there.
            #expect(try await client.ask("GET", "/System/Info").status == 200)
            server.halfOpenSockets(false)
            var heard = [try await socket.hear(), try await socket.hear()]
            heard.sort { "\($0)" < "\($1)" }
            #expect(heard == [.frame(opcode: 10, [5]), .frame(opcode: 9, [1, 2, 3])])
            // One that its client gave up is let go.
            server.halfOpenSockets()
            socket.close()
            #expect(await eventually { server.openSockets(of: "wall-1") <= 1 })
        }
    }

    @Test(arguments: FakeGarbage.allCases)
    func garbageIsSent(kind: FakeGarbage) async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(server.sendGarbage(kind, to: "wall-1"))
            let first = try await socket.hear(within: .seconds(kind == .oversize ? 0.2 : 30))
            switch (kind, first) {
            // It promises what will never come.
            case (.oversize, .nothing): break
            case (.binary, .frame(2, let bytes)): #expect(bytes.count == 256)
            case (.badOpcode, .frame(5, _)), (.masked, .frame(1, _)): break
            case (.brokenUTF8, .frame(1, let bytes)):
                #expect(String(validating: bytes, as: UTF8.self) == nil)
            case (_, .frame(1, let bytes)):
                let json = try? JSONSerialization.jsonObject(with: Data(bytes))
                #expect((json == nil) == (kind == .notJSON))
            default: Issue.record("\(kind) came as \(first)")
            }
            #expect(!server.sendGarbage(kind, to: "nobody"))
        }
    }

    @Test func messagesAreLong() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(server.sendLongMessage(to: "wall-1"))
            let text = try await socket.hearMessage()["Data"]["Arguments"]["Text"].text
            #expect(abs((text ?? "").utf8.count - 1 << 20) < 4)
            #expect(text?.contains("\u{1B}[2J") == true)
            let ids = (0..<10_000).map { server.itemID($0) }
            #expect(server.sendPlay(ids, to: "wall-1"))
            #expect(try await socket.hearMessage()["Data"]["ItemIds"].list.count == 10_000)
            #expect(server.sendText("{\"MessageType\":\"Test\"}", pieceBytes: 10, to: "wall-1"))
            guard case .frame(1, let piece) = try await socket.hear() else {
                Issue.record("no first piece")
                return
            }
            #expect(piece.count == 10)
            #expect(try await socket.hear() == .frame(opcode: 0, Array("ype\":\"Test".utf8)))
            #expect(try await socket.hear() == .frame(opcode: 0, Array("\"}".utf8)))
        }
    }

    @Test func socketsAreCut() async throws {
        try await withServer(.emby4, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            for code in [1001, nil] as [UInt16?] {
                let socket = try await client.socket()
                defer { socket.close() }
                server.cutSockets(of: "nobody")
                #expect(server.openSockets(of: "wall-1") == 1)
                server.cutSockets(code: code)
                if let code { #expect(try await socket.hearClose() == Int(code)) }
                #expect(try await socket.hear() == .end)
                #expect(await eventually { server.openSockets() == 0 })
            }
            // Who is signed out has no socket either.
            let socket = try await client.socket()
            defer { socket.close() }
            server.revokeTokens()
            #expect(try await socket.hear() == .end)
            let refused = try #require(try await opened(client))
            refused.close()
            #expect(refused.status == 401)
        }
    }

    @Test func manyFaultsLeaveNothing() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            for number in 0..<50 {
                let socket = try await client.socket()
                server.cutSockets(resets: number.isMultiple(of: 2))
                #expect(try await socket.hear() == .end)
                socket.close()
            }
            #expect(await eventually { server.openSockets() == 0 })
            #expect(await eventually { server.connections.connections == 0 })
            let record = server.remoteRecord(of: "wall-1")
            #expect(record.socketsEver == 50 && record.socketsOpen == 0)
            #expect(record.openingTimes.count == 50)
        }
    }

    @Test func requestsAreCounted() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            let since = server.seconds
            for _ in 0..<2 { _ = try await client.ask("GET", "/Sessions") }
            #expect(server.requestCounts(since: since) == ["GET /Sessions": 2])
            #expect(server.requestCounts()["GET /socket"] == 1)
        }
    }

    @Test func peopleDoItByURL() async throws {
        try await withServer(.jellyfin12, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            func go(_ path: String) async throws -> String {
                try await client.ask(
                    "POST", "http://127.0.0.1:\(server.port)/fake/\(path)", headers: []
                ).text
            }
            #expect(try await go("remote").hasPrefix("wall-1 controllable false sockets-open 1"))
            #expect(try await go("ping") == "Done.\n")
            #expect(try await socket.hear() == .frame(opcode: 9, [1, 2, 3]))
            #expect(try await go("garbage?kind=binary&device=wall-1") == "Done.\n")
            #expect(try await socket.hear() == .frame(opcode: 2, Array(0...255)))
            #expect(try await go("long-play?count=3") == "Done.\n")
            #expect(try await socket.hearMessage()["Data"]["ItemIds"].list.count == 3)
            #expect(try await go("favorite?id=\(server.itemID(1))") == "Done.\n")
            #expect(try await socket.hearMessage()["MessageType"].text == "UserDataChanged")
            #expect(try await go("library-changed") == "Done.\n")
            #expect(try await socket.hearMessage()["MessageType"].text == "LibraryChanged")
            #expect(try await go("counts-by-path").contains("1 GET /socket\n"))
            #expect(try await go("refuse-upgrades?status=500&seconds=60") == "Done.\n")
            let refused = try #require(try await opened(client))
            refused.close()
            #expect(refused.status == 500)
            #expect(try await go("restart?seconds=0.2&announced=shutting-down") == "Done.\n")
            #expect(try await socket.hearMessage()["MessageType"].text == "ServerShuttingDown")
            #expect(try await socket.hear() == .end)
        }
    }
}

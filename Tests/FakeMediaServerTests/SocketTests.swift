import FakeMediaServer
import TestSupport
import Testing

/// Websockets themselves: who gets one, what is said on it, and when it ends.
@Suite(.timeLimit(.minutes(10)))
struct SocketTests {
    private func status(
        _ client: Client, _ path: String, _ headers: [String],
        _ upgrade: [String] = WebSocketClient.upgrade
    ) async throws -> Int {
        let socket = try await WebSocketClient.opened(
            client.server, path, headers, upgrade: upgrade)
        socket.close()
        return socket.status
    }

    @Test(arguments: FakeDialect.allCases)
    func aTokenOpensIt(dialect: FakeDialect) async throws {
        try await withServer(dialect, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let token = client.token ?? ""
            let isOld = dialect != .jellyfin12
            let refused = dialect.isJellyfin ? 403 : 401
            let path = client.socketPath
            #expect(try await status(client, path, []) == refused)
            #expect(try await status(client, path, ["X-Emby-Token: wrong"]) == refused)
            #expect(try await status(client, path, client.headers) == 101)
            #expect(
                try await status(client, path, ["X-Emby-Token: \(token)"])
                    == (isOld ? 101 : refused))
            #expect(
                try await status(client, "\(path)?api_key=\(token)", []) == (isOld ? 101 : refused))
            #expect(
                try await status(client, "\(path)?ApiKey=\(token)", [])
                    == (dialect.isJellyfin ? 101 : refused))
            // Jellyfin takes it anywhere, Emby at the root, too.
            #expect(
                try await status(client, "/anything/else", client.headers)
                    == (dialect.isJellyfin ? 101 : 404))
            #expect(
                try await status(client, "/embywebsocket", client.headers) == 101)
            #expect(!server.requests.contains { "\($0)".contains(token) })
        }
    }

    @Test func theHandshakeIsLookedAt() async throws {
        try await withServer(.jellyfin11, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(socket.head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            for (index, wanted) in [400, 404, 426, 400].enumerated() {
                var lines = WebSocketClient.upgrade
                lines.remove(at: index)
                #expect(try await status(client, "/socket", client.headers, lines) == wanted)
            }
        }
    }

    @Test func embyMayRefuseTheHeader() async throws {
        try await withServer(.emby4, files: 0, { $0.socketTakesHeader = false }) {
            server, stranger in
            let client = try await stranger.signedIn()
            let path = client.socketPath
            #expect(try await status(client, path, client.headers) == 401)
            #expect(try await status(client, "\(path)?api_key=\(client.token ?? "")", []) == 101)
            #expect(server.illegal == [])
        }
    }

    @Test func silenceEndsIt() async throws {
        try await withServer(.jellyfin12, files: 0, { $0.keepAliveSeconds = 3 }) {
            server, stranger in
            let client = try await stranger.signedIn()
            let began = ContinuousClock.now
            let socket = try await WebSocketClient.opened(server, "/socket", client.headers)
            defer { socket.close() }
            // A ping is no sign of life.
            socket.send(9, [])
            let first = try await socket.hearMessage()
            #expect(first["MessageType"].text == "ForceKeepAlive")
            #expect(first["Data"].number == 3)
            #expect(first["MessageId"].text?.split(separator: "-").count == 5)
            #expect(try await socket.hearToEnd() == ["10", "ForceKeepAlive"])
            #expect(began.duration(to: .now) >= .seconds(3))
            #expect(server.remoteRecord(of: "wall-1").silences == 1)
        }
    }

    @Test func keepAlivesKeepItAlive() async throws {
        try await withServer(.jellyfin12, files: 0, { $0.keepAliveSeconds = 3 }) {
            server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(try await stays(socket) { $0.send("{\"MessageType\":\"keepalive\"}") })
            let record = server.remoteRecord(of: "wall-1")
            #expect(record.keepAlives > 2 && record.silences == 0)
        }
    }

    @Test func embyWantsPings() async throws {
        let change: (inout FakeMediaServer.Options) -> Void = {
            $0.keepAliveSeconds = 1
            $0.socketPingSeconds = 3
        }
        try await withServer(.emby4, files: 0, change) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            #expect(try await stays(socket) { $0.send(9, []) })
            let heard = try await socket.hearToEnd()
            #expect(heard.allSatisfy { $0 == "10" })
            #expect(server.remoteRecord(of: "wall-1").silences == 1)
        }
    }

    /// Whether a socket is open after one and a half of the three seconds for which a silent
    /// one may be, when it says something five times a second.
    private func stays(
        _ socket: WebSocketClient, _ speak: (WebSocketClient) -> Void
    ) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(4.5)
        while ContinuousClock.now < deadline {
            speak(socket)
            let next = ContinuousClock.now + .seconds(0.2)
            while ContinuousClock.now < next {
                let left = ContinuousClock.now.duration(to: next)
                if try await socket.hear(within: left) == .end { return false }
            }
        }
        return true
    }

    @Test func whatNoClientMayDoEndsIt() async throws {
        try await withServer(.jellyfin11, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let bad: [(code: Int, (WebSocketClient) -> Void)] = [
                (1002, { $0.send(1, [0x7B], isMasked: false) }), (1002, { $0.send(3, []) }),
                (1002, { $0.send(0, [0x7B]) }), (1002, { $0.send(9, [1], isFinal: false) }),
                (1002, { $0.send(0x41, [0x7B]) }), (1007, { $0.send(1, [0xE2, 0x82]) }),
                (1009, { $0.sendBytes([0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0]) }),
                (1009, { $0.sendBytes([0x81, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0]) }),
            ]
            for (number, (code, misbehave)) in bad.enumerated() {
                let socket = try await client.socket()
                defer { socket.close() }
                misbehave(socket)
                #expect(try await socket.hearClose() == code)
                #expect(try await socket.hear() == .end)
                #expect(server.illegal.count == number + 1)
            }
            let socket = try await client.socket()
            defer { socket.close() }
            for text in ["no JSON", "[]", "{\"MessageType\":7}", "{\"MessageType\":\"Play\"}"] {
                socket.send(text)
            }
            // It goes on all the same.
            socket.send("{\"MessageType\":\"KeepAlive\"}")
            #expect(try await socket.hearMessage()["MessageType"].text == "KeepAlive")
            #expect(server.illegal.count == bad.count + 4)
        }
    }

    @Test func piecesAreOneMessage() async throws {
        try await withServer(.jellyfin11, files: 0) { server, stranger in
            let client = try await stranger.signedIn()
            let socket = try await client.socket()
            defer { socket.close() }
            let text = String(repeating: "ä", count: 40_000)
            let long = "{\"MessageType\":\"KeepAlive\",\"Data\":\"\(text)\"}"
            let bytes = Array(long.utf8)
            socket.send(1, Array(bytes[..<35_001]), isFinal: false)
            socket.send(9, [4])
            socket.send(0, Array(bytes[35_001..<35_100]), isFinal: false)
            socket.send(0, Array(bytes[35_100...]))
            #expect(try await socket.hear() == .frame(opcode: 10, [4]))
            #expect(try await socket.hearMessage()["MessageType"].text == "KeepAlive")
            #expect(server.sendPing([9], to: "wall-1"))
            #expect(try await socket.hear() == .frame(opcode: 9, [9]))
            socket.send(10, [9])
            socket.send(8, [0x03, 0xE9])
            #expect(try await socket.hearClose() == 1001)
            #expect(try await socket.hear() == .end)
            let record = server.remoteRecord(of: "wall-1")
            #expect(record.pongs == 1 && record.pings == 1 && record.closeCode == 1001)
            #expect(record.messages.first?.hasPrefix("{\"MessageType\":\"KeepAlive\"") == true)
            #expect(server.illegal == [])
        }
    }
}

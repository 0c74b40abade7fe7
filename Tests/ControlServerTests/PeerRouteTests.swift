import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import Tunables
import WallPolicy

@testable import ControlServer

/// Other walls on this one's page: good ones, and what else may stand at an address.
@Suite struct PeerRouteTests {
    private static let token = "0123456789abcdef0123456789abcdef"

    /// What of the answer a page looks at.
    private struct Peer: Decodable {
        struct Cell: Decodable {
            var number: Int
            var state: String
            var title: String
        }
        var name: String
        var state: String
        var reason: String?
        var ageSeconds: Double
        var status: String?
        var problems: [String]
        var cells: [Cell]
    }
    private struct List: Decodable { var peers: [Peer] }

    private static func peer(_ name: String, port: UInt16, token: String? = nil) throws -> WallPeer
    {
        WallPeer(name: name, address: try WallAddress("127.0.0.1:\(port)"), tokenFile: token)
    }

    private static func peers(_ setting: ServerSetting) throws -> [Peer] {
        let answer = try #require(
            try setting.answer(to: "GET /api/v1/peers HTTP/1.1\r\nHost: w\r\n\r\n"))
        #expect(answer.status == 200)
        return try JSONDecoder().decode(List.self, from: Data(answer.body.utf8)).peers
    }

    private static func picture(_ setting: ServerSetting, _ name: String) throws -> Answer? {
        try setting.answer(
            to: "GET /api/v1/peers/\(name)/wall.jpg HTTP/1.1\r\nHost: w\r\n\r\n")
    }

    /// Runs `body` beside a real server with a token, whose file is given.
    private static func beside(
        _ wall: FakeWall,
        _ body: @escaping @Sendable (_ port: UInt16, _ file: String) throws -> Void
    ) async throws {
        let web = WebSettings(host: "127.0.0.1", port: 0, token: Array(token.utf8), machine: "")
        try await ServerSetting.run(wall: wall, web: web) { setting throws in
            let file = setting.folder.at("token")
            try Data(token.utf8).write(to: URL(fileURLWithPath: file))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            try body(setting.port, file)
        }
    }

    /// A started server that shows these peers.
    private static func showing(
        _ peers: [WallPeer], in folder: ScratchFolder, _ body: (ServerSetting) throws -> Void
    ) throws {
        let path = folder.at("page.sock")
        let server = ServerSetting.make(path, peers: PeerSettings(walls: peers))
        try server.start()
        defer { server.stop() }
        try body(ServerSetting(folder: folder, server: server, path: path))
    }

    @Test func withoutPeersThereAreNone() async throws {
        try await ServerSetting.run { setting throws in
            #expect(try Self.peers(setting).isEmpty)
            #expect(try Self.picture(setting, "bar")?.status == 404)
        }
    }

    @Test func anotherWallIsShownWithItsPicture() async throws {
        var state = FakeWall.lively
        state.cells[0].state = "playing"
        state.cells[0].title = "evil\u{1B}[2J\u{202E}" + String(repeating: "x", count: 5000)
        state.cells[0].darkSeconds = 1e18
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 1, 2, 3]
        let wall = FakeWall(state: state, picture: { _ in jpeg })
        try await Self.beside(wall) { port, file throws in
            let folder = try ScratchFolder()
            defer { folder.remove() }
            // On this machine, reading needs no token: only a wrong one is noticed.
            let peers = [try Self.peer("bar", port: port, token: file)]
            try Self.showing(peers, in: folder) { setting in
                let bar = try #require(try Self.peers(setting).first)
                #expect(bar.name == "bar" && bar.state == "answers" && bar.reason == nil)
                #expect(bar.status == "failing" && bar.problems.count == 1)
                #expect(bar.cells.map(\.number) == [1] && bar.cells[0].state == "playing")
                #expect(bar.cells[0].title.hasPrefix("evil\u{FFFD}[2J\u{FFFD}xxx"))
                #expect(bar.cells[0].title.unicodeScalars.count == 200)
                let picture = try Self.picture(setting, "bar")
                #expect(picture?.status == 200)
                #expect(picture?.head.contains("content-type: image/jpeg") == true)
                for name in ["foo", "BAR", "..", "bar%2f", "bar/..", ""] {
                    #expect(try Self.picture(setting, name)?.status == 404, "\(name)")
                }
            }
        }
    }

    @Test func theTokenFileIsReadAgainAndAWrongTokenIsShownOnce() async throws {
        try await Self.beside(FakeWall(state: FakeWall.lively)) { port, good throws in
            let folder = try ScratchFolder()
            defer { folder.remove() }
            let file = folder.at("token")
            func write(_ token: String, _ mode: Int) throws {
                try Data(token.utf8).write(to: URL(fileURLWithPath: file))
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            }
            try write("wrong-wrong-wrong-wrong", 0o600)
            try Self.showing([try Self.peer("bar", port: port, token: file)], in: folder) {
                setting in
                var bar = try Self.peers(setting).first
                #expect(bar?.state == "refused" && bar?.reason?.contains("token") == true)
                // More than the five that slow an address down.
                for _ in 0..<7 { _ = try Self.picture(setting, "bar") }
                try write(Self.token, 0o644)
                bar = try Self.soon(setting) { $0.reason?.contains("chmod 600") == true }
                #expect(bar?.state == "refused", "\(String(describing: bar))")
                try write(Self.token, 0o600)
                bar = try Self.soon(setting) { $0.state == "answers" }
                #expect(bar?.state == "answers", "\(String(describing: bar))")
            }
        }
    }

    /// Asks as a page does until a peer is as wanted, which takes the two seconds of an answer.
    private static func soon(
        _ setting: ServerSetting, _ isAsWanted: (Peer) -> Bool
    ) throws -> Peer? {
        var last: Peer?
        _ = try becomesTrue(within: .seconds(60)) {
            last = try peers(setting).first
            return last.map(isAsWanted) ?? false
        }
        return last
    }

    static let strangers: [(String, String, String)] = [
        (
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "refused", "on to another address"
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "refused", "no wall"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "refused", "no wall"),
        (
            "HTTP/1.1 200 OK\r\n\r\n{\"schema\":1,\"name\":\"w\",\"cells\":["
                + String(repeating: "[", count: 5000), "refused", "no wall"
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: (1 << 20) + 1), "refused",
            "no wall"
        ),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "refused", "no wall"),
        (
            "HTTP/1.1 403 Forbidden\r\n\r\n{\"status\":403,\"detail\":\"Not for\\u001b you.\"}",
            "refused", "Not for\u{FFFD} you."
        ),
        ("SSH-2.0-OpenSSH_9.2\r\n", "silent", "does not answer"),
        ("", "silent", "hung up"),
    ]

    @Test(arguments: strangers)
    func whoeverIsNoWallIsSaidToBe(reply: String, state: String, words: String) async throws {
        let asked = Mutex<[String]>([])
        let server = try ScriptedServer { client in
            let head = client.readHead()
            asked.withLock { $0.append(head) }
            client.send(reply)
            client.finishSending()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let peers = PeerSettings(walls: [try Self.peer("bar", port: server.port)])
        try await ServerSetting.run(peers: peers) { setting throws in
            let bar = try #require(try Self.peers(setting).first)
            #expect(bar.state == state && bar.cells.isEmpty && bar.status == nil)
            #expect(bar.reason?.contains(words) == true, "\(bar.reason ?? "-")")
            let picture = try Self.picture(setting, "bar")
            #expect([502, 504].contains(picture?.status) && picture?.isProblem == true)
        }
        // Who was no wall a moment ago is not asked again, and nobody asks it for its peers.
        #expect(asked.withLock { $0.count } == 1)
        #expect(asked.withLock { $0.first?.hasPrefix("GET /api/v1/status HTTP/1.1\r\n") } == true)
    }

    /// A wall whose main thread hangs looks well in its last snapshot, and knows better.
    @Test func aWallThatHangsIsFailing() async throws {
        var state = FakeWall.lively
        state.cells[0].state = "playing"
        try await Self.beside(FakeWall(state: state, ageSeconds: 60)) { port, _ throws in
            let folder = try ScratchFolder()
            defer { folder.remove() }
            try Self.showing([try Self.peer("bar", port: port)], in: folder) { setting in
                let bar = try #require(try Self.peers(setting).first)
                #expect(bar.state == "answers" && bar.status == "failing")
                #expect(bar.problems == ["The wall has not moved for 1 min."])
                #expect(bar.cells.count == 1)
            }
        }
    }

    /// Not every wall, or what stands before it, answers `/healthz`.
    @Test(arguments: [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answers", "playing"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "answers", "playing"),
        ("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", "answers", "playing"),
        ("", "silent", nil),
    ])
    func aWallThatDoesNotSayHowItIsIsJudged(
        reply: String, state: String, status: String?
    ) async throws {
        var wall = FakeWall.lively
        wall.cells[0].state = "playing"
        let body = String(decoding: try SnapshotJSON.encode(wall), as: UTF8.self)
        let server = try ScriptedServer { client in
            let isHealth = client.readHead().hasPrefix("GET /healthz ")
            client.send(isHealth ? reply : "HTTP/1.1 200 OK\r\n\r\n\(body)")
            client.finishSending()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let peers = PeerSettings(walls: [try Self.peer("bar", port: server.port)])
        try await ServerSetting.run(peers: peers) { setting throws in
            let bar = try #require(try Self.peers(setting).first)
            #expect(bar.state == state && bar.status == status, "\(bar)")
        }
    }

    @Test func aPeerThatCannotProveWhoItIsIsNotAsked() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let server = try await onThread { try TLSServer(in: folder) }
        defer { server.stop() }
        let peer = WallPeer(
            name: "bar", address: try WallAddress("https://localhost:\(server.port)"),
            tokenFile: nil)
        try await ServerSetting.run(peers: PeerSettings(walls: [peer])) { setting throws in
            let bar = try #require(try Self.peers(setting).first)
            #expect(bar.state == "refused" && bar.cells.isEmpty)
            #expect(bar.reason?.hasPrefix("Its certificate is self-signed") == true, "\(bar)")
            #expect(bar.reason?.contains("HYPERWALL_TLS_CA_FILE") == true)
        }
    }

    @Test func nobodyIsAskedUnlessSomebodyAsksAndThenOnce() async throws {
        let asked = Mutex(0)
        let server = try ScriptedServer { client in
            _ = client.readHead()
            asked.withLock { $0 += 1 }
            client.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        let peers = PeerSettings(walls: [try Self.peer("bar", port: server.port)])
        try await ServerSetting.run(peers: peers) { setting throws in
            let status = "GET /api/v1/status HTTP/1.1\r\nHost: w\r\n\r\n"
            #expect(try setting.answer(to: status)?.status == 200)
            #expect(asked.withLock { $0 } == 0)
            let began = ContinuousClock.now
            for _ in 0..<20 { _ = try Self.peers(setting) }
            // On a busy machine an answer grows old meanwhile.
            let seconds = began.duration(to: .now).seconds
            let most = 1 + Int(seconds / PeerLink.freshSeconds)
            #expect((1...most).contains(asked.withLock { $0 }), "within \(seconds) s")
        }
    }

    @Test func aSilentWallKeepsNobodyWaitingForLong() async throws {
        // It takes the connection, and says nothing for as long as it is asked.
        let server = try ScriptedServer { while $0.readToEnd() == nil {} }
        defer { server.stop() }
        let peers = PeerSettings(walls: [try Self.peer("bar", port: server.port)])
        try await ServerSetting.run(peers: peers) { setting throws in
            let client = UnixHTTPClient(socketPath: setting.path, timeout: .seconds(60))
            let began = ContinuousClock.now
            let first = String(decoding: try client.get("/api/v1/peers").body, as: UTF8.self)
            #expect(first.contains("\"silent\"") && first.contains("within 5 seconds"))
            // Else the gate would say, in other words, that there was no answer.
            #expect(ContinuousClock.now - began < GateLimits().answerTime)
            // What is known already is not waited for: that would be as long again.
            let again = ContinuousClock.now
            #expect(try Self.peers(setting).first?.state == "silent")
            #expect(ContinuousClock.now - again < PeerQuestion.time)
        }
    }
}

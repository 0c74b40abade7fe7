import ControlServer
import Foundation
import TestSupport
import Testing
import WallPolicy

/// The API over TCP, as a stranger tries it.
@Suite struct WebTests {
    private static let token = "0123456789abcdef0123456789abcdef"
    private static func web(_ token: String? = token) -> WebSettings {
        WebSettings(
            host: "127.0.0.1", port: 0, token: token.map { Array($0.utf8) }, machine: "lobby")
    }
    private static func get(_ path: String, _ headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)\r\n"
    }
    private static func post(_ path: String, _ headers: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\(headers)\r\n"
    }
    private static let mark = "Hyperwall-Request: 1\r\n"
    private static let bearer = "Authorization: Bearer \(token)\r\n"

    @Test func aProgramOfThisMachineMay() async throws {
        try await ServerSetting.run(web: Self.web(nil)) { setting throws in
            #expect(try setting.webAnswer(to: Self.get("/api/v1/status"))?.status == 200)
            #expect(try setting.webAnswer(to: Self.get("/api/status"))?.status == 200)
            let next = Self.post("/api/v1/cells/1/next", Self.mark)
            #expect(try setting.webAnswer(to: next)?.status == 200)
        }
    }

    static let refused: [(String, Int)] = [
        (post("/api/v1/cells/1/next"), 403), (post("/api/v1/shutdown", mark), 401),
        (post("/api/v1/cells/1/play", mark), 401), (post("/api/v1/session", mark), 401),
        (post("/api/v1/pause", mark + "Origin: http://evil.example\r\n"), 403),
        (get("/api/v1/status", "Origin: null\r\n"), 403),
        (get("/api/v1/status", "Sec-Fetch-Site: cross-site\r\n"), 403),
        (get("/api/v1/status", "Authorization: Bearer wrong\r\n"), 401),
        (get("/api/v1/status", "X-Forwarded-For: 10.0.0.9\r\n"), 401),
        (get("/api/v1/status?token=\(token)"), 400),
        ("GET /api/v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n", 401),
        (get("/../../etc/passwd"), 404), (get("/api/v1/%2e%2e/status"), 404),
        (get("/api/v1/status/..%2f..%2fetc"), 404),
        (get("/", "A: \(String(repeating: "x", count: 1 << 20))\r\n"), 431),
        (post("/api/v1/pause", mark + "Transfer-Encoding: chunked\r\n"), 400),
    ]

    @Test(arguments: refused)
    func aStrangerMayNot(request: String, status: Int) async throws {
        try await ServerSetting.run(web: Self.web()) { setting throws in
            let answer = try setting.webAnswer(to: request)
            #expect(answer?.status == status && answer?.isProblem == true, "\(answer?.body ?? "-")")
            #expect(try setting.webAnswer(to: Self.get("/api/v1/status"))?.status == 200)
        }
    }

    @Test func aForeignNameWithoutATokenIsMisdirected() async throws {
        try await ServerSetting.run(web: Self.web(nil)) { setting throws in
            let answer = try setting.webAnswer(
                to: "GET /api/v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(answer?.status == 421)
        }
    }

    @Test func theTokenOpensAndASessionLasts() async throws {
        try await ServerSetting.run(web: Self.web()) { setting throws in
            let signIn = try setting.webAnswer(
                to: Self.post("/api/v1/session", Self.mark + Self.bearer))
            let head = try #require(signIn?.head)
            #expect(signIn?.status == 200)
            for part in ["httponly", "samesite=strict", "max-age=43200", "path=/"] {
                #expect(head.contains(part))
            }
            #expect(!head.contains(Self.token) && !head.contains("secure"))
            let cookie = try #require(head.firstMatch(of: /set-cookie: ([^;]+)/)?.1)
            let shutdown = Self.mark + "Cookie: other=1; \(cookie)\r\n"
            #expect(
                try setting.webAnswer(to: Self.post("/api/v1/shutdown", shutdown))?.status == 200)
            let bare = Self.post("/api/v1/shutdown", "Cookie: \(cookie)\r\n")
            #expect(try setting.webAnswer(to: bare)?.status == 403, "the header is still needed")
            let out =
                "DELETE /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.mark)Cookie: \(cookie)\r\n\r\n"
            #expect(try setting.webAnswer(to: out)?.status == 200)
            #expect(
                try setting.webAnswer(to: Self.post("/api/v1/shutdown", shutdown))?.status == 401)
        }
    }

    @Test func whoTriesTokensIsSlowedDown() async throws {
        try await ServerSetting.run(web: Self.web()) { setting throws in
            let wrong = Self.get("/api/v1/status", "Authorization: Bearer 1234\r\n")
            for _ in 0..<5 { #expect(try setting.webAnswer(to: wrong)?.status == 401) }
            let right = Self.get("/api/v1/status", Self.bearer)
            let answer = try setting.webAnswer(to: right)
            #expect(answer?.status == 429 && answer?.head.contains("retry-after: ") == true)
            #expect(try setting.webAnswer(to: Self.get("/api/v1/status"))?.status == 200)
        }
    }

    @Test func theAddressMustBeGuarded() {
        for host in ["0.0.0.0", "*", "::", "192.168.1.4", "::ffff:10.0.0.1", "no address"] {
            let web = WebSettings(host: host, port: 8585, token: nil, machine: "")
            #expect(throws: WebTokenProblem.self) { try web.checkToken() }
        }
        for host in ["127.0.0.1", "127.8.8.8", "::1", "localhost", "::ffff:127.0.0.1"] {
            let web = WebSettings(host: host, port: 8585, token: nil, machine: "")
            #expect(throws: Never.self) { try web.checkToken() }
        }
    }

    @Test func aTakenPortIsSaidAndTheSocketGoesOn() async throws {
        try await ServerSetting.run(web: Self.web()) { first throws in
            let web = WebSettings(host: "127.0.0.1", port: first.port, token: nil, machine: "")
            let path = first.folder.at("second.sock")
            let server = ServerSetting.make(path, web: web)
            try server.start()
            defer { server.stop() }
            let error = #expect(throws: ControlServerError.self) { try server.startWeb() }
            #expect("\(try #require(error))".contains("127.0.0.1:\(first.port)"))
            let second = ServerSetting(folder: first.folder, server: server, path: path)
            #expect(try second.answer(to: Self.get("/api/v1/status"))?.status == 200)
        }
    }

    @Test func theTokenFileIsLookedAt() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("token")
        func write(_ text: String, _ mode: Int) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        try write("  \(Self.token)\n", 0o600)
        #expect(try WebToken.read(path) == Array(Self.token.utf8))
        for (text, mode) in [
            (Self.token, 0o644), (Self.token, 0o602), (Self.token, 0o620), ("short", 0o600),
            ("", 0o600), ("two words of a token", 0o600),
            (String(repeating: "x", count: 513), 0o600), ("ümläüt-ümläüt-ümläüt", 0o600),
        ] {
            try write(text, mode)
            let error = #expect(throws: WebTokenProblem.self) { try WebToken.read(path) }
            #expect(error?.description.contains(path) == true)
            let isWritable = mode & 0o022 != 0
            #expect(error?.description.contains("others may write") == isWritable)
        }
        try write(Self.token, 0o640)
        #expect(try WebToken.read(path) == Array(Self.token.utf8), "its group may be the wall's")
        #expect(throws: WebTokenProblem.self) { try WebToken.read(folder.at("none")) }
        #expect(throws: WebTokenProblem.self) { try WebToken.read("/dev/zero") }
    }
}

/// Whose the file of a token may be.
@Suite struct TokenOwnerTests {
    @Test(.enabled(if: geteuid() == 0, "only root may give a file away"))
    func anotherUsersFileIsRefused() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let path = folder.at("token")
        try Data("0123456789abcdef".utf8).write(to: URL(fileURLWithPath: path))
        #expect(chmod(path, 0o600) == 0 && chown(path, 65534, 65534) == 0)
        let error = #expect(throws: WebTokenProblem.self) { try WebToken.read(path) }
        #expect(error?.description.contains("belongs to another user") == true)
        #expect(try WebToken.read(path, visits: true).count == 16, "root looks after a kiosk's")
    }
}

/// What the kernel keeps for somebody who does not read.
@Suite struct UnreadAnswerTests {
    @Test func ofAnAnswerThatNobodyReadsLittleIsKept() async throws {
        let begun = FakeWall(picture: { _ in [UInt8](repeating: 7, count: 32 << 20) })
        let web = WebSettings(host: "127.0.0.1", port: 0, token: nil, machine: "")
        var limits = GateLimits()
        limits.idleTime = .milliseconds(300)
        limits.connectionsMax = 1
        try await ServerSetting.run(wall: begun, limits: limits, web: web) { setting throws in
            let client = try TestSocket.connected(port: setting.port)
            defer { client.close() }
            var small: Int32 = 64 * 1024
            setsockopt(
                client.descriptor, SOL_SOCKET, SO_RCVBUF, &small,
                socklen_t(MemoryLayout<Int32>.size))
            client.send("GET /api/v1/wall.png HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            // Nothing is read until the wall has given up, and has a place for another; what is
            // left is what was kept.
            let status = "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            let isOver = try becomesTrue(within: .seconds(60)) {
                try setting.webAnswer(to: status)?.status == 200
            }
            #expect(isOver)
            let kept = client.readToEnd()?.count ?? 0
            #expect((1...1 << 20).contains(kept), "\(kept) bytes")
        }
    }
}

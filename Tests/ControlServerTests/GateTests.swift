import ControlServer
import Foundation
import Synchronization
import TestSupport
import Testing

/// What the gate does not let in, and that the wall is there for everyone else
/// afterwards.
@Suite struct GateTests {
    private static let good = "GET /api/v1/status HTTP/1.1\r\nHost: w\r\n\r\n"

    private static func post(_ headers: String) -> String {
        "POST /api/v1/status HTTP/1.1\r\nHost: w\r\nHyperwall-Request: 1\r\n\(headers)\r\n\r\n"
    }

    private static let bad: [(String, Int)] = [
        (post("Content-Length: -1"), 400), (post("Content-Length: -9223372036854775808"), 400),
        (post("Content-Length: +5"), 400), (post("Content-Length: 5x"), 400),
        (post("Content-Length: "), 400), (post("Content-Length: 5, 5"), 400),
        (post("Content-Length: 5\r\nContent-Length: 6"), 400),
        (post("Content-Length: 5\r\nTransfer-Encoding: chunked"), 400),
        (post("Transfer-Encoding: chunked"), 411), (post("Content-Length: 65537"), 413),
        (post("Content-Length: 99999999999999999999999"), 413), (post("Expect: tea"), 417),
        (post("Content-Length : 5"), 400), (post("A: b\r\n folded"), 400), (post("no colon"), 400),
        (post(": empty name"), 400), (post("Host: second"), 400),
        ("GET /api/v1/status HTTP/1.1\r\n\r\n", 400), ("GET /x HTTP/2.0\r\nHost: w\r\n\r\n", 505),
        ("GET /x\r\n\r\n", 400), ("GET  /x HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("BREW /x HTTP/1.1\r\nHost: w\r\n\r\n", 501), ("TRACE /x HTTP/1.1\r\nHost: w\r\n\r\n", 501),
        ("get /x HTTP/1.1\r\nHost: w\r\n\r\n", 400), ("GET x HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("GET http://w/x HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("GET /x HTTP/1.1\nHost: w\n\n", 400), ("GET /x HTTP/1.1\r\nA: b\rc\r\n\r\n", 400),
        ("GET /\(String(repeating: "x", count: 2048)) HTTP/1.1\r\nHost: w\r\n\r\n", 414),
        (post("Accept: \(String(repeating: "x", count: 5000))"), 431),
        (post("Cookie: \(String(repeating: "x", count: 15_000))"), 405), ("\r\n\r\n", 400),
        ("GET /\u{0} HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("GET /ä HTTP/1.1\r\nHost: w\r\n\r\n", 400),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", 400),
    ]

    @Test(arguments: bad)
    func badRequestsAreRefused(request: String, status: Int) async throws {
        try await ServerSetting.run { setting throws in
            let answer = try #require(try setting.answer(to: request))
            #expect(answer.status == status && answer.isProblem)
            #expect(answer.head.contains("connection: close"))
            let after = try setting.answer(to: Self.good)
            #expect(after?.status == 200, "\(after?.body ?? "no answer")")
        }
    }

    @Test func rubbishIsRefusedAtOnce() async throws {
        try await ServerSetting.run { setting throws in
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<50 {
                let bytes = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &generator) }
                #expect(try setting.answer(to: bytes)?.status == 400)
            }
            #expect(try setting.answer(to: Self.good)?.status == 200)
        }
    }

    @Test func aHeadOf20KiBIsRefusedAndOneOf16IsNot() async throws {
        @Sendable func request(padding: Int) -> String {
            "GET /api/v1/status HTTP/1.1\r\nHost: w\r\nX: "
                + String(repeating: "x", count: padding) + "\r\n\r\n"
        }
        try await ServerSetting.run { setting throws in
            let large = try setting.answer(to: request(padding: 20 * 1024))
            #expect(large?.status == 431 && large?.isProblem == true)
            let most = 16 * 1024 - request(padding: 0).utf8.count
            let largest = try setting.answer(to: request(padding: most))
            #expect(largest?.status == 200, "\(largest?.body ?? "none")")
            #expect(try setting.answer(to: request(padding: most + 1))?.status == 431)
            let many = (0...100).map { "A\($0): b\r\n" }.joined()
            #expect(
                try setting.answer(to: "GET / HTTP/1.1\r\nHost: w\r\n\(many)\r\n")?.status == 431)
        }
    }

    @Test func aSlowHeadAndASlowBodyEndInTime() async throws {
        var limits = GateLimits()
        limits.headTime = .milliseconds(150)
        limits.bodyTime = .milliseconds(150)
        try await ServerSetting.run(limits: limits) { setting throws in
            #expect(try setting.answer(to: "GET /api/v1/sta")?.status == 408)
            #expect(try setting.answer(to: Self.post("Content-Length: 5") + "abc")?.status == 408)
            // Who says nothing at all is sent away without a word.
            let silent = try TestSocket.connected(unix: setting.path)
            defer { silent.close() }
            #expect(silent.readToEnd() == [])
        }
    }

    @Test func aRequestThatEndsEarlyIsRefused() async throws {
        try await ServerSetting.run { setting throws in
            #expect(try setting.answer(to: "GET /api", finishing: true)?.status == 400)
            #expect(try setting.answer(to: Self.good, finishing: true)?.status == 200)
        }
    }

    @Test func aRequestInSinglePiecesIsUnderstood() async throws {
        try await ServerSetting.run { setting throws in
            let client = try TestSocket.connected(unix: setting.path)
            defer { client.close() }
            for byte in Self.good.utf8 { client.send([byte]) }
            #expect(client.readToEnd().flatMap(Answer.init)?.status == 200)
        }
    }

    @Test func onlyOneRequestPassesOnAConnection() async throws {
        try await ServerSetting.run { setting throws in
            let bad = Self.post("Content-Length: -5")
            let keeping = Self.good.replacingOccurrences(
                of: "\r\n\r\n", with: "\r\nConnection: keep-alive\r\n\r\n")
            let answer = try #require(try setting.answer(to: keeping + bad + Self.good))
            #expect(answer.status == 200 && answer.count == 1)
            #expect(answer.head.contains("connection: close"))
        }
    }

    @Test func theSixtyFifthConnectionIsToldSo() async throws {
        var limits = GateLimits()
        limits.yieldTime = .seconds(60)
        try await ServerSetting.run(limits: limits) { setting throws in
            var idle = try (0..<64).map { _ in try TestSocket.connected(unix: setting.path) }
            defer { for client in idle { client.close() } }
            let answer = try #require(try setting.answer(to: Self.good))
            #expect(answer.status == 503 && answer.isProblem)
            idle.removeLast().close()
            #expect(
                try becomesTrue(within: .seconds(60)) {
                    try setting.answer(to: Self.good)?.status == 200
                })
        }
    }

    @Test func aStormOfConnectionsLeavesTheWallAnswering() async throws {
        try await ServerSetting.run { setting throws in
            let storm = try (0..<500).map { _ in try TestSocket.connected(unix: setting.path) }
            for client in storm { client.close() }
            #expect(
                try becomesTrue(within: .seconds(60)) {
                    try setting.answer(to: Self.good)?.status == 200
                })
        }
    }

    private static let picture = "GET /api/v1/wall.png HTTP/1.1\r\nHost: w\r\n\r\n"

    /// Waits for something that never comes, until it is cancelled.
    private static func hangs() async throws -> [UInt8] {
        for await _ in AsyncStream<Void>.makeStream().stream {}
        throw CancellationError()
    }

    @Test func aRouteThatHangsIsReported() async throws {
        var limits = GateLimits()
        limits.answerTime = .milliseconds(200)
        let wall = FakeWall(picture: { _ in try await Self.hangs() })
        try await ServerSetting.run(wall: wall, limits: limits) { setting throws in
            let answer = try #require(try setting.answer(to: Self.picture))
            #expect(answer.isProblem && [500, 503, 504].contains(answer.status))
        }
    }

    @Test func stopDoesNotWaitForARouteThatHangs() async throws {
        var limits = GateLimits()
        limits.answerTime = .seconds(60)
        let isAsked = Mutex(false)
        let wall = FakeWall(picture: { _ in
            isAsked.withLock { $0 = true }
            return try await Self.hangs()
        })
        try await ServerSetting.run(wall: wall, limits: limits) { setting throws in
            let time = try shortest(under: .seconds(1)) {
                // Started already the first time.
                try setting.server.start()
                isAsked.withLock { $0 = false }
                let client = try TestSocket.connected(unix: setting.path)
                defer { client.close() }
                client.send(Self.picture)
                #expect(becomesTrue(within: .seconds(60)) { isAsked.withLock { $0 } })
                let began = ContinuousClock.now
                setting.server.stop()
                let time = ContinuousClock.now - began
                #expect(client.readToEnd() != nil)
                return time
            }
            #expect(time < .seconds(1))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can take another user's place"))
    func anotherUserIsNotLetIn() async throws {
        try await ServerSetting.run { setting throws in
            func asNobody() throws -> ProgramRun {
                try ProgramRun.of(
                    "setpriv",
                    [
                        "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-sS",
                        "--max-time", "5", "--unix-socket", setting.path,
                        "http://wall/api/v1/status",
                    ])
            }
            // The folder's mode keeps everyone out…
            let outside = try asNobody()
            #expect(outside.status == 7 && outside.output.isEmpty)
            // …and so does the socket's…
            #expect(chmod(setting.folder.path, 0o755) == 0)
            #expect(try asNobody().status == 7)
            // …and where somebody opened both, the gate does.
            #expect(chmod(setting.path, 0o666) == 0)
            let refused = try asNobody()
            // Which error curl names depends on how soon it notices the hang-up.
            #expect(refused.status != 0)
            #expect(refused.output.isEmpty)
            #expect(try setting.answer(to: Self.good)?.status == 200)
        }
    }
}

import FaultyServer
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What is asked arrives, and what is answered comes back whole or not at all.
struct ClientReplyTests {
    @Test func statusHeadersAndBody() async throws {
        try await ClientStage.with { stage in
            let reply = try await stage.client.send(stage.request("/x?a=1"))
            #expect(reply.status == 200 && reply.body == Array("hi".utf8))
            #expect(reply.header("x-colour") == "blue")
            #expect(reply.url == stage.server.url("/x?a=1") && reply.redirect == nil)
            let missing = try await stage.client.send(stage.request("/missing"))
            #expect(missing.status == 404 && missing.body == Array("no".utf8))
            #expect(stage.server.requests.first?.headers["user-agent"] == "Hyperwall")
        }
    }

    @Test func aBusyServerSaysUntilWhen() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.busy(retryAfterSeconds: 7), for: "/x")
            let reply = try await stage.client.send(stage.request("/x"))
            #expect(reply.status == 503 && reply.retryAfter == 7)
        }
    }

    @Test func bodiesAreSent() async throws {
        try await ClientStage.with { stage in
            for body in [[], [0, 1, 0, 255], [UInt8](repeating: 7, count: 300_000)] as [[UInt8]] {
                var request = stage.request("/echo", .post)
                request.body = body
                let reply = try await stage.client.send(request)
                #expect(reply.body == Array("POST ".utf8) + body)
            }
            let reply = try await stage.client.send(stage.request("/echo", .delete))
            #expect(reply.body == Array("DELETE ".utf8))
            let head = try await stage.client.send(stage.request("/echo", .head))
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test func aReplyIsBounded() async throws {
        try await ClientStage.with { stage in
            var request = stage.request("/large")
            request.replyBytesMax = 100_000
            let other = try await stage.client.send(request)
            #expect(other.body.count == 100_000)
            request.replyBytesMax = 99_999
            #expect(await stage.client.failure(request) == .tooLarge(bytesMax: 99_999))
            request.url = stage.server.url("/endless")
            #expect(await stage.client.failure(request) == .tooLarge(bytesMax: 99_999))
            #expect(await stage.losesConnections())
        }
    }

    @Test(.enabled(if: Tool.gzip.isThere, "gzip is not installed"))
    func compressedRepliesAreOpened() async throws {
        let zipped = try Tool.gzip(bytes: 4 << 20)
        #expect(zipped.count < 50_000)
        try await ClientStage.with(zipped: zipped) { stage in
            var request = stage.request("/zip")
            let reply = try await stage.client.send(request)
            #expect(reply.body.count == 4 << 20 && reply.body.last == 0)
            // Small on the way, large here.
            request.replyBytesMax = 1 << 20
            #expect(await stage.client.failure(request) == .tooLarge(bytesMax: 1 << 20))
        }
        // Nothing of the kind, and a broken middle. One that only ends too early is taken by
        // libcurl as it is: a cut transfer shows in its length.
        var broken = zipped
        for place in broken.indices.dropFirst(20).prefix(200) { broken[place] ^= 0x5A }
        for zipped in [Array("no gzip".utf8), broken] {
            try await ClientStage.with(zipped: zipped) { stage in
                let failure = await stage.client.failure(stage.request("/zip"))
                #expect(
                    failure == .unreachable(detail: "the server's answer is compressed wrongly"))
            }
        }
    }

    @Test func theHeadAloneEndsTheTransfer() async throws {
        try await ClientStage.with { stage in
            var request = stage.request("/endless")
            request.headOnly = true
            let reply = try await stage.client.send(request)
            #expect(reply.status == 200 && reply.body.isEmpty)
            #expect(reply.header("content-type") == "video/mp2t")
            #expect(stage.server.requests.first?.headers["range"] == "bytes=0-0")
            #expect(await stage.losesConnections())
        }
    }

    @Test func aConnectionIsKept() async throws {
        try await ClientStage.with { stage in
            for path in ["/a", "/b", "/large", "/c"] {
                _ = try await stage.client.send(stage.request(path))
            }
            #expect(stage.server.connectionsEver == 1)
        }
    }

    @Test func whatMayNotBeAskedIsNotAsked() async throws {
        try await ClientStage.with { stage in
            var bad: [HTTPRequest] = ["file:///etc/passwd", "ftp://127.0.0.1/", "", "http://"]
                .map { HTTPRequest(url: $0) }
            for header in [
                HTTPHeader("A", "b\r\nEvil: 1"), HTTPHeader("A b", "c"), HTTPHeader("", "c"),
                HTTPHeader("Content-Length", "3"), HTTPHeader("Transfer-Encoding", "chunked"),
            ] {
                var request = stage.request("/x")
                request.headers = [header]
                bad.append(request)
            }
            var body = stage.request("/x")
            body.body = [1]
            for request in bad + [body] {
                guard case .notAsked? = await stage.client.failure(request) else {
                    Issue.record("\(request.url) \(request.headers)")
                    continue
                }
            }
            #expect(stage.server.connectionsEver == 0)
        }
    }

    @Test(.enabled(if: TestSocket.hasIPv6Loopback, "this machine has no IPv6 loopback"))
    func serversOnIPv6() async throws {
        let server = try ScriptedServer.onIPv6 { client in
            _ = client.readHead()
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nv6")
            client.finishSending()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let client = HTTPClient()
        defer { client.close() }
        let reply = try await client.send(HTTPRequest(url: "http://[::1]:\(server.port)/"))
        #expect(reply.body == Array("v6".utf8))
    }

    @Test func aProxyIsHonoured() async {
        // The environment belongs to the whole process: this one has its own.
        await #expect(processExitsWith: .success) {
            let proxy = try ScriptedServer { client in
                let isAsked = client.readHead().hasPrefix("GET http://nobody.invalid/x HTTP/1.1")
                client.send("HTTP/1.1 \(isAsked ? 200 : 500) OK\r\nContent-Length: 0\r\n\r\n")
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { proxy.stop() }
            setenv("http_proxy", "http://127.0.0.1:\(proxy.port)", 1)
            let client = HTTPClient()
            defer { client.close() }
            let reply = try await client.send(HTTPRequest(url: "http://nobody.invalid/x"))
            #expect(reply.status == 200)
        }
    }
}

/// A program that a test needs.
enum Tool: String {
    case gzip, openssl

    /// Whether it is installed.
    var isThere: Bool {
        (try? ProgramRun.of(rawValue, ["--help"])).map { $0.status != 127 } ?? false
    }

    /// So many zeros, compressed.
    static func gzip(bytes: Int) throws -> [UInt8] {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try Data(count: bytes).write(to: URL(fileURLWithPath: folder.at("zeros")))
        return try ProgramRun.of("gzip", ["-c", folder.at("zeros")]).output
    }
}

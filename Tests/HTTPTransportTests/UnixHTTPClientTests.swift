import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What `hyperwall status` and `hyperwall snapshot` meet at the socket.
@Suite struct UnixHTTPClientTests {
    private func get(
        answer: String, target: String = "/x", timeout: Duration = .seconds(60),
        replyBytesMax: Int = 1000
    ) async throws -> Result<UnixHTTPReply, UnixHTTPError> {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let server = try ScriptedServer(unix: folder.at("s")) { client in
            _ = client.readHead()
            client.send(answer)
            client.finishSending()
            if !answer.isEmpty { _ = client.readToEnd() }
        }
        defer { server.stop() }
        let client = UnixHTTPClient(
            socketPath: folder.at("s"), timeout: timeout, replyBytesMax: replyBytesMax)
        return try await ask(client, target)
    }

    private func ask(
        _ client: UnixHTTPClient, _ target: String
    ) async throws -> Result<UnixHTTPReply, UnixHTTPError> {
        try await onThread {
            Result { () throws(UnixHTTPError) in try client.get(target) }
        }
    }

    @Test func anAnswerArrivesWhole() async throws {
        let reply = try await get(
            answer: "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n\r\nhallo")
        let answer = try reply.get()
        #expect(answer.status == 200)
        #expect(answer.contentType == "text/x")
        #expect(answer.body == Array("hallo".utf8))
    }

    @Test func anErrorStatusBringsItsText() async throws {
        let reply = try await get(
            answer: "HTTP/1.1 503 No\r\nContent-Length: 6\r\n\r\nlater.")
        #expect(reply == .failure(.status(code: 503, text: "later.")))
    }

    @Test func aBodyBeyondTheLimitIsCut() async throws {
        let reply = try await get(
            answer: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2000))
        #expect(reply == .failure(.tooLarge(limitBytes: 1000)))
    }

    @Test func aHangUpIsNoWall() async throws {
        guard case .failure(.broken) = try await get(answer: "") else {
            Issue.record("an empty answer was taken")
            return
        }
    }

    @Test func silenceEndsInTime() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let server = try ScriptedServer(unix: folder.at("s")) { _ = $0.readToEnd() }
        defer { server.stop() }
        let client = UnixHTTPClient(socketPath: folder.at("s"), timeout: .milliseconds(200))
        #expect(try await ask(client, "/x") == .failure(.timedOut))
    }

    @Test func noSocketAndADeadOneMeanNoWall() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let missing = UnixHTTPClient(socketPath: folder.at("missing"))
        #expect(try await ask(missing, "/x") == .failure(.noSocket))
        try TestSocket.listening(unix: folder.at("dead")).close()
        let dead = UnixHTTPClient(socketPath: folder.at("dead"))
        #expect(try await ask(dead, "/x") == .failure(.refused))
        #expect(UnixHTTPError.noSocket.meansNoWall && UnixHTTPError.refused.meansNoWall)
        let long = UnixHTTPClient(socketPath: "/tmp/" + String(repeating: "a", count: 103))
        #expect(try await ask(long, "/x") == .failure(.pathTooLong))
    }

    @Test(.enabled(if: geteuid() != 0, "root may enter every folder and trusts every owner"))
    func aClosedFolderIsNotOurs() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(
            atPath: folder.at("d"), withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0])
        let client = UnixHTTPClient(socketPath: folder.at("d/s"))
        #expect(try await ask(client, "/x") == .failure(.notOurs))
    }
}

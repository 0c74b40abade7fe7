import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// Server-sent events, and answers without end.
@Suite struct EventStreamTests {
    private func events(_ text: String, step: Int = 1) -> [ServerSentEvent] {
        var parser = EventStreamParser()
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: step).flatMap {
            parser.take(bytes[$0..<min($0 + step, bytes.count)])
        }
    }

    @Test(arguments: [1, 2, 3, 7, 1000], ["\n", "\r", "\r\n"])
    func messagesAreReadHoweverTheyCome(step: Int, end: String) {
        let lines = [
            ": heartbeat", "", "retry: 2000", "", "id: a-1", "event: cell", "data: {\"é\":",
            "data:1}",
            "", "data: x", "", "id: b c", "data", "", "event: lost", "data: not whole",
        ]
        #expect(
            events(lines.joined(separator: end) + end, step: step) == [
                ServerSentEvent(name: "cell", data: "{\"é\":\n1}", id: "a-1"),
                ServerSentEvent(name: "message", data: "x", id: "a-1"),
                ServerSentEvent(name: "message", data: "", id: "a-1"),
            ])
    }

    @Test func whatIsTooLongIsLeftOutAndTheRestIsRead() {
        let long = String(repeating: "x", count: EventStreamParser.messageBytesMax + 1)
        let many = String(repeating: "data: \(String(repeating: "y", count: 65_536))\n", count: 70)
        let text = "data: \(long)\n\ndata: 1\n\n\(many)\ndata: 2\n\n"
        #expect(events(text, step: 100_000).map(\.data) == ["1", "2"])
    }

    @Test func aNewConnectionKeepsTheIdAndNothingElse() {
        var parser = EventStreamParser()
        #expect(parser.take(Array("id: a-7\nevent: cell\ndata: hal".utf8)).isEmpty)
        parser.beginAnew()
        #expect(parser.lastID == "a-7")
        #expect(
            parser.take(Array("data: 1\n\n".utf8))
                == [ServerSentEvent(name: "message", data: "1", id: "a-7")])
    }

    /// What a follower got, and how often it was asked whether to go on.
    private final class Got: Sendable {
        let state = Mutex((bytes: [UInt8](), goesOn: true))
    }

    @Test func anAnswerIsHandedOverAsItComes() async throws {
        try await onThread {
            let got = Got()
            let server = try ScriptedServer { client in
                _ = client.readHead()
                client.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nfirst")
                // Only what arrived at the other end lets this one go on.
                while got.state.withLock({ $0.bytes.isEmpty }) {}
                client.send(" second")
            }
            defer { server.stop() }
            let url = "http://127.0.0.1:\(server.port)/"
            let reply = try HTTPStream.follow(HTTPRequest(url: url), goesOn: { true }) { bytes in
                got.state.withLock { $0.bytes += bytes }
                return true
            }
            #expect(reply.status == 200 && reply.body.isEmpty)
            #expect(
                got.state.withLock { String(decoding: $0.bytes, as: UTF8.self) } == "first second")
        }
    }

    @Test func silenceAndWhoeverHasEnoughEndIt() async throws {
        try await onThread {
            let server = try ScriptedServer { client in
                _ = client.readHead()
                client.send("HTTP/1.1 200 OK\r\n\r\nfirst")
                _ = client.readToEnd()
            }
            defer { server.stop() }
            let request = HTTPRequest(url: "http://127.0.0.1:\(server.port)/")
            var settings = HTTPClientSettings()
            settings.silence = .milliseconds(500)
            let silent = Result { () throws(HTTPFailure) in
                try HTTPStream.follow(request, settings, goesOn: { true }, take: { _ in true })
            }
            guard case .failure(.timedOut) = silent else {
                Issue.record("\(silent)")
                return
            }
            let enough = try HTTPStream.follow(request, goesOn: { true }, take: { _ in false })
            #expect(enough.status == 200)
            let gone = Result { () throws(HTTPFailure) in
                try HTTPStream.follow(request, goesOn: { false }, take: { _ in true })
            }
            guard case .failure(.cancelled) = gone else {
                Issue.record("\(gone)")
                return
            }
        }
    }

    @Test func aNoIsAReply() async throws {
        try await onThread {
            let server = try ScriptedServer.answering(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nno!")
            defer { server.stop() }
            let reply = try HTTPStream.follow(
                HTTPRequest(url: "http://127.0.0.1:\(server.port)/"), goesOn: { true },
                take: { _ in
                    Issue.record("a refusal was followed")
                    return true
                })
            #expect(reply.status == 401 && reply.body == Array("no!".utf8))
        }
    }
}

import Dispatch
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

    /// A message that was cut off never came: it must be asked for again.
    @Test func aNewConnectionKeepsTheIdOfTheLastWholeMessageAndNothingElse() {
        var parser = EventStreamParser()
        #expect(parser.take(Array("id: a-7\ndata: first, and cut o".utf8)).isEmpty)
        parser.beginAnew()
        #expect(parser.lastID.isEmpty)
        #expect(parser.take(Array("id: a-7\ndata: 1\n\n".utf8)).count == 1)
        #expect(parser.take(Array("id: a-8\nevent: cell\ndata: hal".utf8)).isEmpty)
        #expect(parser.lastID == "a-7")
        parser.beginAnew()
        #expect(parser.lastID == "a-7")
        #expect(
            parser.take(Array("data: 1\n\n".utf8))
                == [ServerSentEvent(name: "message", data: "1", id: "a-7")])
    }

    /// What was left out is not skipped in silence: the next connection begins without an id.
    @Test func afterAMessageThatIsTooLongItBeginsAtTheBeginning() {
        let line = String(repeating: "y", count: 65_536)
        let many = String(repeating: "data: \(line)\n", count: 70)
        for long in ["id: a-2\n\(many)\n", String(repeating: line, count: 65)] {
            var parser = EventStreamParser()
            #expect(parser.take(Array("id: a-1\ndata: 1\n\n".utf8)).count == 1)
            #expect(!parser.hasLost)
            #expect(parser.take(Array(long.utf8)).isEmpty)
            #expect(parser.hasLost && parser.lastID == "a-1")
            parser.beginAnew()
            #expect(!parser.hasLost && parser.lastID.isEmpty)
        }
    }

    /// What a follower got, and how often it was asked whether to go on.
    private final class Got: Sendable {
        let state = Mutex((bytes: [UInt8](), goesOn: true))
    }

    @Test func anAnswerIsHandedOverAsItComes() async throws {
        try await onThread {
            let got = Got()
            let arrived = DispatchSemaphore(value: 0)
            let server = try ScriptedServer { client in
                _ = client.readHead()
                client.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nfirst")
                // Only what arrived at the other end lets this one go on.
                arrived.wait()
                client.send(" second")
            }
            defer { server.stop() }
            let url = "http://127.0.0.1:\(server.port)/"
            let reply = try HTTPStream.follow(HTTPRequest(url: url), goesOn: { true }) { bytes in
                got.state.withLock { $0.bytes += bytes }
                arrived.signal()
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
            let silent = Result { () throws(HTTPFailure) in
                try HTTPStream.follow(
                    request, silence: .milliseconds(500), goesOn: { true }, take: { _ in true })
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

    /// The wall's sign of life comes every 15 seconds, and one of them may be lost.
    @Test func aStreamWaitsForMoreThanTwoSignsOfLife() async throws {
        #expect(HTTPStream.silence > .seconds(2 * 15))
        try await onThread {
            let server = try ScriptedServer { client in
                _ = client.readHead()
                client.send("HTTP/1.1 200 OK\r\n\r\nfirst")
                _ = client.readToEnd()
            }
            defer { server.stop() }
            var settings = HTTPClientSettings()
            settings.silence = .milliseconds(1)
            let began = ContinuousClock.now
            let result = Result { () throws(HTTPFailure) in
                // What holds for answers that have an end does not hold here.
                try HTTPStream.follow(
                    HTTPRequest(url: "http://127.0.0.1:\(server.port)/"), settings,
                    goesOn: { began.duration(to: .now) < .seconds(1) }, take: { _ in true })
            }
            #expect(began.duration(to: .now) >= .seconds(1))
            guard case .failure(.cancelled) = result else {
                Issue.record("\(result)")
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

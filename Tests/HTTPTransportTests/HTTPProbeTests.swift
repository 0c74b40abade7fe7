import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What a URL does, in the words that a card shows.
@Suite struct HTTPProbeTests {
    private func ask(
        _ url: String, limits: ProbeLimits = ProbeLimits()
    ) async -> ProbeOutcome {
        let probe = HTTPProbe(limits: limits)
        let outcome = await withCheckedContinuation { continuation in
            probe.probe(url: url) { continuation.resume(returning: $0) }
        }
        probe.close()
        return outcome
    }

    private func ask(answer: String) async throws -> ProbeOutcome {
        let server = try ScriptedServer.answering(answer)
        defer { server.stop() }
        return await ask("http://user:secret@127.0.0.1:\(server.port)/a?token=hush")
    }

    @Test(arguments: [
        ("200 OK", ProbeOutcome.answered), ("206 Partial Content", .answered),
        ("416 Range Not Satisfiable", .answered), ("404 Not Found", .status(code: 404)),
        ("401 Unauthorized", .status(code: 401)), ("503 Nope", .status(code: 503)),
    ])
    func statusesAreTold(line: String, expected: ProbeOutcome) async throws {
        let outcome = try await ask(answer: "HTTP/1.1 \(line)\r\nContent-Length: 2\r\n\r\nhi")
        #expect(outcome == expected)
    }

    /// A server that is too busy may say for how long, in either of the two ways (RFC 9110).
    @Test func theTimeToWaitIsTold() async throws {
        func answer(_ lines: String) -> String {
            "HTTP/1.1 503 Busy\r\n\(lines)Content-Length: 0\r\n\r\n"
        }
        #expect(
            try await ask(answer: answer("Retry-After: 7\r\n"))
                == .status(code: 503, retryAfter: 7))
        #expect(
            try await ask(answer: answer("Retry-After: soon\r\n")) == .status(code: 503))
        #expect(
            try await ask(answer: answer("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"))
                == .status(code: 503))
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = format.string(from: Date(timeIntervalSinceNow: 120))
        guard
            case .status(503, let seconds?) = try await ask(
                answer: answer("Retry-After: \(date)\r\n"))
        else {
            Issue.record("a date was not understood: \(date)")
            return
        }
        #expect((100...121).contains(seconds), "\(seconds)")
    }

    @Test func aRedirectIsReportedAndNotFollowed() async throws {
        let outcome = try await ask(
            answer: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/b?api_key=hush\r\n"
                + "Content-Length: 0\r\n\r\n")
        let target = RedirectTarget(url: "http://127.0.0.1:1/b?api_key=hush")
        #expect(outcome == .redirected(code: 302, target: target))
        #expect(!"\(outcome)".contains("hush"))
        #expect(!"\(target)".contains("hush") && !String(reflecting: outcome).contains("hush"))
    }

    @Test func aBodyWithoutEndIsNotRead() async throws {
        let server = try ScriptedServer { client in
            _ = client.readHead()
            client.send("HTTP/1.1 200 OK\r\n\r\n")
            for _ in 0..<4096 { client.send([UInt8](repeating: 120, count: 65536)) }
        }
        defer { server.stop() }
        #expect(await ask("http://127.0.0.1:\(server.port)/") == .answered)
    }

    @Test func aHeadWithoutEndIsCut() async throws {
        let server = try ScriptedServer { client in
            _ = client.readHead()
            client.send("HTTP/1.1 200 OK\r\n")
            for index in 0..<4096 { client.send("X-\(index): " + "y".repeated(1000) + "\r\n") }
        }
        defer { server.stop() }
        let outcome = await ask("http://127.0.0.1:\(server.port)/")
        #expect(outcome == .unreachable(detail: "the server's answer has no end"))
    }

    @Test func whatIsNoWebServerIsCalledSo() async throws {
        let outcome = try await ask(answer: "SSH-2.0-OpenSSH_9.2p1\r\n")
        #expect(outcome == .unreachable(detail: "what answers there is no web server"))
    }

    @Test func aHangUpIsTold() async throws {
        let outcome = try await ask(answer: "")
        #expect(outcome == .unreachable(detail: "the server hung up without an answer"))
    }

    @Test func silenceEndsInTime() async throws {
        let server = try ScriptedServer { client in _ = client.readToEnd() }
        defer { server.stop() }
        let limits = ProbeLimits(connect: .seconds(5), total: .milliseconds(200))
        #expect(await ask("http://127.0.0.1:\(server.port)/", limits: limits) == .timedOut)
    }

    @Test func aClosedPortRefuses() async throws {
        let (socket, port) = try TestSocket.listeningOnLoopback()
        socket.close()
        #expect(await ask("http://127.0.0.1:\(port)/") == .refused)
    }

    @Test func anUnknownNameIsTold() async {
        // Too long for a name: nobody is asked, so that this needs no network.
        let long = String(repeating: "n", count: 70)
        #expect(await ask("http://\(long).invalid/") == .nameNotFound)
        // RFC 6761: no name server knows a name in this domain.
        let limits = ProbeLimits(connect: .seconds(60), total: .seconds(60))
        let outcome = await ask("http://nothing-here.invalid/", limits: limits)
        // A machine without a network may wait in vain for whom it asks.
        #expect(outcome == .nameNotFound || outcome == .timedOut)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "rtsp://127.0.0.1/", "", "http"])
    func onlyWebAddressesAreAsked(url: String) async {
        guard case .notAsked = await ask(url) else {
            Issue.record("\(url) was asked")
            return
        }
    }

    @Test func cancellingEndsAQuestionInTheAir() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { client in
            _ = client.readHead()
            arrived.yield()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let probe = HTTPProbe(limits: ProbeLimits(connect: .seconds(60), total: .seconds(60)))
        let (outcomes, report) = AsyncStream.makeStream(of: ProbeOutcome.self)
        let ticket = probe.probe(url: "http://127.0.0.1:\(server.port)/") { report.yield($0) }
        for await _ in arrivals { break }
        let began = ContinuousClock.now
        ticket.cancel()
        for await outcome in outcomes {
            #expect(outcome == .cancelled)
            break
        }
        #expect(ContinuousClock.now - began < .seconds(30))
        probe.close()
    }

    @Test func closingAnswersEveryQuestionAndTheQueueIsBounded() async throws {
        let server = try ScriptedServer { client in _ = client.readToEnd() }
        defer { server.stop() }
        let probe = HTTPProbe()
        let count = HTTPProbe.runningMax + HTTPProbe.waitingMax + 3
        let (outcomes, report) = AsyncStream.makeStream(of: ProbeOutcome.self)
        for _ in 0..<count {
            probe.probe(url: "http://127.0.0.1:\(server.port)/") { report.yield($0) }
        }
        probe.close()
        probe.probe(url: "http://127.0.0.1:\(server.port)/") { report.yield($0) }
        var tally: [ProbeOutcome: Int] = [:]
        for await outcome in outcomes {
            tally[outcome, default: 0] += 1
            if tally.values.reduce(0, +) == count + 1 { break }
        }
        #expect(tally[.cancelled] == count - 3 + 1)
        #expect(tally[.notAsked(detail: "too many addresses are being asked already")] == 3)
    }

    @Test func theVersionNamesCurlAndItsTLS() {
        #expect(CurlLibrary.version.hasPrefix("libcurl/"))
        #expect(CurlLibrary.version.contains(" "))
    }
}

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}

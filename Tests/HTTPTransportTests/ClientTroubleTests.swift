import FaultyServer
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Servers that are not there, stop in the middle, or send elsewhere.
struct ClientTroubleTests {
    @Test func nothingListens() async throws {
        try await ClientStage.with { stage in
            try stage.server.setMood(.refuses)
            #expect(await stage.client.failure(stage.request("/x")) == .refused)
        }
    }

    @Test func nobodyHasTheName() async throws {
        try await ClientStage.with { stage in
            var request = HTTPRequest(url: "http://nobody.invalid/x")
            request.total = .seconds(60)
            let failure = await stage.client.failure(request)
            // A machine without a network may wait in vain for whom it asks.
            #expect(failure == .nameNotFound || failure == .timedOut)
        }
    }

    @Test func noAnswerInTime() async throws {
        try await ClientStage.with { stage in
            for fault in [Fault.hang, .stall(afterBytes: 10), .trickle(bytesPerSecond: 100)] {
                stage.server.setFault(fault, for: "/large")
                var request = stage.request("/large")
                request.total = .milliseconds(400)
                #expect(await stage.client.failure(request) == .timedOut, "\(fault)")
                #expect(await stage.losesConnections(), "\(fault)")
            }
        }
    }

    @Test func aSilentServerIsGivenUp() async throws {
        var settings = HTTPClientSettings()
        settings.silence = .seconds(1)
        try await ClientStage.with(settings) { stage in
            stage.server.setFault(.stall(afterBytes: 10), for: "/large")
            #expect(await stage.client.failure(stage.request("/large")) == .timedOut)
        }
    }

    @Test(arguments: [Fault.cut(percent: 50), .reset(afterBytes: 0), .reset(afterBytes: 70_000)])
    func aCutReplyIsNone(fault: Fault) async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(fault, for: "/large")
            let failure = await stage.client.failure(stage.request("/large"))
            guard case .unreachable? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            // The next one has nothing to do with it.
            let other = try await stage.client.send(stage.request("/x"))
            #expect(other.status == 200)
        }
    }

    @Test func aHeadWithoutAnEnd() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.endlessHeaders, for: "/x")
            #expect(
                await stage.client.failure(stage.request("/x"))
                    == .unreachable(detail: "the server's answer has no end"))
            #expect(await stage.losesConnections())
        }
    }

    @Test func whatAnswersIsNoWebServer() async throws {
        let server = try ScriptedServer { client in
            client.send("220 mail.example ESMTP\r\n")
            client.finishSending()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let client = HTTPClient()
        defer { client.close() }
        let failure = await client.failure(HTTPRequest(url: "http://127.0.0.1:\(server.port)/"))
        #expect(failure == .unreachable(detail: "what answers there is no web server"))
    }

    // MARK: Redirects

    @Test func aRedirectWithinTheOriginIsFollowed() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.redirectSame, for: "/x")
            var request = stage.request("/x")
            request.headers = [HTTPHeader("Authorization", "Secret 1")]
            let reply = try await stage.client.send(request)
            #expect(reply.status == 200 && reply.url == stage.server.url("/plain/x"))
            let told = stage.server.requests.map { $0.headers["authorization"] }
            #expect(told == ["Secret 1", "Secret 1"])
            request.redirects = .none
            let first = try await stage.client.send(request)
            #expect(first.status / 100 == 3 && first.redirect == stage.server.url("/plain/x"))
            #expect(stage.server.requests.count == 3)
        }
    }

    @Test func nothingIsSentToAnotherOrigin() async throws {
        let other = try FaultyServer(site: ClientSite())
        defer { other.stop() }
        try await ClientStage.with { stage in
            stage.server.setForeign(other)
            stage.server.setFault(.redirectForeign, for: "/x")
            var request = stage.request("/x")
            request.headers = [HTTPHeader("Authorization", "Secret 1")]
            let reply = try await stage.client.send(request)
            #expect(reply.status / 100 == 3 && reply.redirect == other.url("/x"))
            #expect(reply.url == request.url)
            #expect(other.connectionsEver == 0)
        }
    }

    @Test func circlesEnd() async throws {
        try await ClientStage.with { stage in
            stage.server.setFault(.redirectLoop, for: "/x")
            #expect(await stage.client.failure(stage.request("/x")) == .tooManyRedirects)
            #expect(stage.server.requests.count == 6)
        }
    }
}

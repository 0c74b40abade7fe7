import FaultyServer
import HTTPTransport
import TestSupport
import Testing

/// One question on the calling thread.
struct BlockingHTTPTests {
    @Test func itAsksOnceAndFollowsNothing() async throws {
        try await ClientStage.with { stage in
            let (request, timeout) = (stage.request("/x"), Duration.milliseconds(300))
            let reply = try await onThread { try BlockingHTTP.send(request) }
            #expect(reply.status == 200 && reply.body == Array("hi".utf8))
            #expect(reply.redirect == nil)

            stage.server.setFault(.redirectSame, for: "/x")
            let sent = try await onThread { try BlockingHTTP.send(request) }
            #expect(300..<400 ~= sent.status && sent.redirect != nil)
            #expect(stage.server.requests.count == 2)

            stage.server.setFault(.hang, for: "/x")
            var hasty = request
            hasty.total = timeout
            let start = ContinuousClock.now
            await #expect(throws: HTTPFailure.timedOut) {
                try await onThread { [hasty] in try BlockingHTTP.send(hasty) }
            }
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test func whatIsNoAddressIsNotAsked() {
        #expect(throws: HTTPFailure.notAsked(detail: "the address is no http or https address")) {
            try BlockingHTTP.send(HTTPRequest(url: "file:///etc/passwd"))
        }
        #expect(throws: HTTPFailure.notAsked(detail: "the address is no smtp or smtps address")) {
            try SMTPMail.send(
                [], from: "a@b", to: ["c@d"], url: "http://x", timeout: .seconds(1))
        }
    }
}

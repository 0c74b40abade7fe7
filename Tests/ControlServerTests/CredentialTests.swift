import Testing

@testable import ControlServer

/// What is a token, a wrong one, or a cookie of the wall's own, and what is none of its business.
@Suite struct CredentialTests {
    @Test func whereThereIsNoTokenNothingIsAWrongOne() async throws {
        let web = WebSettings(host: "127.0.0.1", port: 0, token: nil, machine: "lobby")
        try await ServerSetting.run(web: web) { setting throws in
            let request = WebAsk.request(
                "GET", "/api/v1/status", ["Authorization: Bearer of-another-wall"])
            for _ in 0...TokenThrottle.wrongMax {
                #expect(try setting.webAnswer(to: request)?.status == 200)
            }
        }
    }

    @Test func aWrongTokenIsToldSo() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let wrong = try setting.webAnswer(
                to: WebAsk.request("GET", "/api/v1/status", ["Authorization: Bearer wrong"]))
            #expect(wrong?.body.contains("That is not the wall's token.") == true)
            #expect(wrong?.head.contains("www-authenticate: bearer") == true)
            let none = try setting.webAnswer(
                to: WebAsk.request("POST", "/api/v1/shutdown", ["Hyperwall-Request: 1"]))
            #expect(none?.body.contains("wants its token") == true)
        }
    }

    @Test func cookiesOfOtherProgramsPassUnread() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let signIn = try setting.webAnswer(
                to: WebAsk.request(
                    "POST", "/api/v1/session",
                    ["Hyperwall-Request: 1", "Authorization: Bearer \(WebAsk.token)"]))
            let cookie = try #require(signIn?.head.firstMatch(of: /set-cookie: ([^;]+)/)?.1)
            let others = (0..<100).map { "app\($0)=\(String(repeating: "x", count: 100))" }
            let cookies = (others + [String(cookie)] + others.prefix(20)).joined(separator: "; ")
            let answer = try setting.webAnswer(
                to: WebAsk.request(
                    "GET", "/healthz", ["X-Real-IP: 10.0.0.9", "Cookie: \(cookies)"]))
            #expect([200, 503].contains(answer?.status), "\(answer?.body ?? "")")
        }
    }

    @Test func onlyTheWallsOwnCookieGoesOn() {
        var head = RequestHead(
            method: "GET", target: "/", version: "HTTP/1.1",
            fields: [.init(name: "cookie", value: "secret=of-another-program")], bodyBytes: 0,
            expectsContinue: false)
        #expect(!String(decoding: head.encoded, as: UTF8.self).contains("cookie"))
        head.sessionCookies = "hyperwall-w=1"
        #expect(
            String(decoding: head.encoded, as: UTF8.self).contains("cookie: hyperwall-w=1\r\n"))
    }
}

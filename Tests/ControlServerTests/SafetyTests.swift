import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer

/// What two readers could understand differently, and what could mean more than was meant.
@Suite struct SafetyTests {
    @Test(arguments: [
        ["Origin: http://127.0.0.1", "Origin: http://evil.example"],
        ["Authorization: Bearer a", "authorization: Bearer b"],
        ["Cookie: a=1", "Cookie: b=2"], ["Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"],
        ["Hyperwall-Request: 1", "Hyperwall-Request: 1"],
    ])
    func whatDecidesWhoMayComesOnce(headers: [String]) async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let answer = try setting.webAnswer(to: WebAsk.request("GET", "/api/v1/status", headers))
            #expect(answer?.status == 400 && answer?.isProblem == true)
        }
    }

    @Test(arguments: [
        "item=%zz", "item=%2", "item=%ff", "item=a%00b", "item=a%0d%0ab", "item=a&item=b",
        "itme=a", "item=", "item", "?", "%69tem=%f0%28%8c%28",
    ])
    func aQueryThatCannotBeReadClearsNothing(query: String) async throws {
        let cleared = Mutex(0)
        let wall = FakeWall(clear: { _ in
            cleared.withLock { $0 += 1 }; return 1
        })
        try await ServerSetting.run(wall: wall, web: WebAsk.settings) { setting throws in
            let answer = try setting.webAnswer(
                to: WebAsk.request(
                    "DELETE", "/api/v1/quarantine?\(query)", ["Hyperwall-Request: 1"]))
            #expect(answer?.status == 400 && answer?.isProblem == true)
            #expect(cleared.withLock { $0 } == 0)
        }
    }

    @Test(arguments: [("item=a%7cb", "a|b"), ("item=a|b", "a|b"), ("item=%C3%A4+%2B", "ä++")])
    func aQueryIsDecoded(query: String, expected: String) throws {
        let fields = try #require(QueryString.fields(query))
        #expect(fields.map(\.name) == ["item"] && fields.map(\.value) == [expected])
    }

    @Test func theStatusIsWhatItWasAMomentAgo() async throws {
        let name = Mutex("one")
        let wall = FakeWall(changing: {
            var state = FakeWall.lively
            state.name = name.withLock { $0 }
            return state
        })
        try await ServerSetting.run(wall: wall, web: WebAsk.settings) { setting throws in
            for expected in ["one", "one", "two"] {
                name.withLock { $0 = expected }
                let answer = try setting.webAnswer(to: WebAsk.request("GET", "/api/status?a=b", []))
                let text = try #require(answer?.body)
                #expect(answer?.status == 200 && text.contains("\"name\":\"\(expected)\""))
                #expect(answer?.head.contains("content-length: \(text.utf8.count)") == true)
                #expect(answer?.head.contains("cache-control: no-store") == true)
            }
            let unreadable = WebAsk.request("GET", "/api/v1/status?%zz", [])
            #expect(try setting.webAnswer(to: unreadable)?.status == 400)
            let posted = WebAsk.request("POST", "/api/v1/status", ["Hyperwall-Request: 1"])
            #expect(try setting.webAnswer(to: posted)?.status == 405)
        }
    }

    static let bodies: [[UInt8]] = [
        Array(String(repeating: "[", count: 65_000).utf8),
        Array(#"{"seconds":"#.utf8) + Array(String(repeating: #"{"a":"#, count: 10_000).utf8),
        Array(#"{"seconds":1e999,"columns":1e999,"rows":1,"cell":1e999,"item":1e999}"#.utf8),
        Array(#"{"seconds":-1e400,"columns":-1,"rows":1e400,"on":1e5,"cell":1.5}"#.utf8),
        Array(#"{"seconds":"nan","columns":null,"rows":[],"on":"yes","cell":{},"filter":7}"#.utf8),
        [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0xEF, 0xBB, 0xBF, 0x5B], [0x00, 0x00, 0x00, 0x7B],
        Array(#"{"item":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8),
        Array(#"{"filter":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#"","url":7}"#.utf8),
        Array("null".utf8), Array("{".utf8), Array("\u{0}".utf8), Array("{}{}".utf8),
    ]

    @Test(arguments: bodies)
    func aBodyThatIsNoneIsRefused(body: [UInt8]) async throws {
        let wishes = Mutex(0)
        let wall = FakeWall(
            clear: { _ in
                wishes.withLock { $0 += 1 }; return 0
            },
            held: { _, _ in
                wishes.withLock { $0 += 1 }; return 0
            },
            wished: { _ in wishes.withLock { $0 += 1 } })
        try await ServerSetting.run(wall: wall) { setting throws in
            for path in [
                "grid", "focus", "filter", "hold", "quarantine/clear", "cells/1/seek",
                "cells/1/play",
            ] {
                let head = WebAsk.request(
                    "POST", "/api/v1/\(path)",
                    ["Hyperwall-Request: 1", "Content-Length: \(body.count)"])
                let answer = try setting.answer(to: Array(head.utf8) + body)
                #expect(answer?.status == 400 && answer?.isProblem == true, "\(path)")
            }
            #expect(wishes.withLock { $0 } == 0)
        }
    }

    @Test func nothingFollowsTheHeadOfAnAnswerToHEAD() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            for (path, status) in [("/api/v1/pause", 405), ("/nothing", 404)] {
                let answer = try setting.webAnswer(to: WebAsk.request("HEAD", path, []))
                #expect(answer?.status == status && answer?.body == "")
            }
            let foreign = WebAsk.request("HEAD", "/api/v1/status", ["Origin: http://evil.example"])
            #expect(try setting.webAnswer(to: foreign)?.body == "", "the gate's own answer")
        }
    }

    @Test func noOtherSiteMayShowThePicture() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            for path in ["/api/v1/wall.jpg", "/api/v1/status", "/nothing", "/healthz?token=x"] {
                let head = try setting.webAnswer(to: WebAsk.request("GET", path, []))?.head
                #expect(head?.contains("cross-origin-resource-policy: same-origin") == true)
                #expect(head?.contains("x-content-type-options: nosniff") == true)
                #expect(head?.contains("access-control") == false)
            }
        }
    }

    // MARK: - Tokens

    @Test func whoGuessesBehindAProxyKeepsNobodyElseOut() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            func status(_ token: String, for address: String) throws -> Int? {
                try setting.webAnswer(
                    to: WebAsk.request(
                        "GET", "/api/v1/status",
                        ["X-Forwarded-For: \(address)", "Authorization: Bearer \(token)"])
                )?.status
            }
            // What the guesser wrote itself comes before what the proxy adds.
            for number in 0..<5 {
                #expect(try status("wrong", for: "1.1.1.\(number), 203.0.113.9") == 401)
            }
            #expect(try status(WebAsk.token, for: "203.0.113.9") == 429)
            #expect(try status(WebAsk.token, for: "203.0.113.10") == 200)
            for number in 0..<5 {
                #expect(try status("wrong", for: "2001:db8::\(number)") == 401)
            }
            #expect(try status(WebAsk.token, for: "2001:db8::ffff") == 429, "one machine's /64")
            #expect(try status(WebAsk.token, for: "2001:db8:1::1") == 200)
            // Ten were wrong by now. With an address for each try, a guesser has sixty a minute.
            for number in 10..<TokenThrottle.wrongTogetherMax {
                #expect(try status("wrong", for: "10.1.\(number).1") == 401)
            }
            #expect(try status("wrong", for: "10.2.0.1") == 429)
        }
    }

    @Test func aProxysOwnPasswordIsNoGuess() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let basic = "Authorization: Basic YTpi"
            for _ in 0..<9 {
                let answer = try setting.webAnswer(
                    to: WebAsk.request("GET", "/api/v1/status", [basic]))
                #expect(answer?.status == 200, "of this machine, without a token")
            }
            let proxied = WebAsk.request(
                "GET", "/api/v1/status", [basic, "X-Forwarded-Proto: https"])
            #expect(try setting.webAnswer(to: proxied)?.status == 401)
        }
    }

    @Test func aForeignCookieOfOurNameKeepsNobodyOut() async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let signIn = try setting.webAnswer(
                to: WebAsk.request(
                    "POST", "/api/v1/session",
                    ["Hyperwall-Request: 1", "Authorization: Bearer \(WebAsk.token)"]))
            let cookie = try #require(
                signIn?.head.firstMatch(of: /set-cookie: (hyperwall-wall)=([^;]+)/))
            let key = cookie.2
            let cookies = "Cookie: hyperwall-wall=junk; hyperwall-wall=\(key)"
            let answer = try setting.webAnswer(
                to: WebAsk.request("GET", "/api/v1/status", ["X-Real-IP: 10.0.0.9", cookies]))
            #expect(answer?.status == 200)
        }
    }

    @Test(arguments: ["%74oken", "TOKEN", "api_key", "a=1&access_token"])
    func aTokenInTheAddressIsRefusedHoweverItIsWritten(name: String) async throws {
        try await ServerSetting.run(web: WebAsk.settings) { setting throws in
            let path = "/api/v1/status?\(name)=\(WebAsk.token)"
            #expect(try setting.webAnswer(to: WebAsk.request("GET", path, []))?.status == 400)
        }
    }
}

import ControlServer
import Foundation
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer

/// The control page as the wall serves it, and what its files may hold.
@Suite struct PageTests {
    private static let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = share.appendingPathComponent(PageRoutes.folder)
    private static let token = "0123456789abcdef0123456789abcdef"
    private static let mark = "Hyperwall-Request: 1\r\n"

    private static func web(_ token: String?) -> WebSettings {
        WebSettings(
            host: "127.0.0.1", port: 0, token: token.map { Array($0.utf8) }, machine: "lobby")
    }

    private static func get(_ path: String, _ headers: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)\r\n"
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    private static let sources = [PageRoutes.index] + PageRoutes.files

    @Test func theListIsTheFolder() throws {
        let there = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(there) == Set(Self.sources))
        #expect(Set(PageRoutes.files).count == PageRoutes.files.count)
    }

    /// What a file asks for besides itself: `src`, `href`, `import`.
    private static func references(in name: String) throws -> [String] {
        let text = try text(name)
        let attributes = text.matches(of: /(?:src|href)="([^"#]+)"/).map { String($0.1) }
        let imports = text.matches(of: /(?:from|import) "([^"]+)"/).map { String($0.1) }
        return attributes + imports
    }

    @Test func whatAFileAsksForIsServedAndNothingLiesIdle() throws {
        let served = Set(PageRoutes.files)
        var asked: Set<String> = []
        for name in Self.sources {
            for reference in try Self.references(in: name) where reference != "/api/v1/wall.jpg" {
                let parts = reference.split(separator: "/").map(String.init)
                #expect(
                    reference.hasPrefix("./") || reference.hasPrefix("/page/"), "\(reference)")
                let file = try #require(parts.last)
                #expect(parts.count == 2 && served.contains(file), "\(name) asks for \(reference)")
                asked.insert(file)
            }
        }
        #expect(served.subtracting(asked) == [], "nobody asks for it")
    }

    @Test(arguments: sources) func aFileHoldsNothingThatThePolicyForbids(name: String) throws {
        let text = try Self.text(name)
        // The name of SVG's elements is no address that anybody asks.
        let foreign = text.replacing("http://www.w3.org/2000/svg", with: "")
        #expect(foreign.firstMatch(of: /https?:\/\/[a-z0-9]/) == nil)
        for word in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
            "new Function", "localStorage", "sessionStorage", "document.cookie", " style=\"",
            "javascript:", "@import", "url(",
        ] {
            #expect(!text.contains(word), "\(word)")
        }
        guard name == PageRoutes.index else { return }
        #expect(text.firstMatch(of: /\son[a-z]+=/) == nil, "an event in the markup")
        #expect(!text.contains("<style"))
        for script in text.matches(of: /<script([^>]*)>([^<]*)</) {
            #expect(script.1.contains("src=") && script.2.isEmpty)
        }
    }

    @Test func eachFileHasItsTypeAndThePolicy() async throws {
        let types = [
            "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
            "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        ]
        let sizes = try Self.sources.map { ($0, try Self.text($0).utf8.count) }
        try await ServerSetting.run(web: Self.web(Self.token), share: Self.share.path) {
            setting throws in
            for (name, size) in sizes {
                let path = name == PageRoutes.index ? "/" : "/page/\(name)"
                let answer = try #require(try setting.webAnswer(to: Self.get(path)))
                #expect(answer.status == 200 && answer.body.utf8.count == size, "\(name)")
                let type = try #require(types[String(name.split(separator: ".").last ?? "")])
                for line in [
                    "content-type: \(type)", "x-content-type-options: nosniff",
                    "referrer-policy: no-referrer", "cache-control: no-store",
                    "cross-origin-opener-policy: same-origin",
                    "cross-origin-resource-policy: same-origin",
                    "content-security-policy: \(PageRoutes.contentSecurityPolicy)",
                ] {
                    #expect(answer.head.contains(line), "\(name): \(line)")
                }
            }
        }
    }

    @Test func nothingElseIsServed() async throws {
        try await ServerSetting.run(web: Self.web(nil), share: Self.share.path) { setting throws in
            for path in [
                "/page/", "/page", "/page/../API/openapi.json", "/page/%2e%2e/README.md",
                "/page/..%2fREADME.md", "/page/index.html", "/page//etc/passwd", "/page/app.js/",
                "/page/app.js%00.css", "/index.html", "//", "/page/.git", "/Page/app.js",
            ] {
                let answer = try setting.webAnswer(to: Self.get(path))
                #expect(answer?.status == 404 && answer?.isProblem == true, "\(path)")
            }
        }
    }

    @Test func aWallWithoutThePageSaysSo() async throws {
        try await ServerSetting.run(web: Self.web(nil)) { setting throws in
            let answer = try setting.webAnswer(to: Self.get("/"))
            #expect(answer?.status == 404 && answer?.isProblem == true)
            #expect(answer?.body.contains("scripts/install") == true)
        }
    }

    /// Token, headers of the request; what the answer says.
    static let rights: [(String?, String, [String: Bool])] = [
        (
            nil, "",
            ["hasToken": false, "needsToken": false, "signedIn": false, "mayPlay": false]
        ),
        (token, "", ["hasToken": true, "needsToken": false, "signedIn": false, "mayPlay": false]),
        (
            token, "Authorization: Bearer \(token)\r\n",
            ["hasToken": true, "needsToken": false, "signedIn": true, "mayPlay": true]
        ),
        // What a proxy passes on comes from another machine.
        (
            token, "X-Forwarded-For: 10.0.0.9\r\n",
            ["hasToken": true, "needsToken": true, "signedIn": false, "mayPlay": false]
        ),
        // Nobody says of themselves what they may.
        (
            token, "Hyperwall-Asker: token signed-in reads guarded\r\n",
            ["hasToken": true, "needsToken": false, "signedIn": false, "mayPlay": false]
        ),
    ]

    @Test(arguments: rights)
    func whoAsksLearnsWhatTheyMay(
        token: String?, headers: String, expected: [String: Bool]
    ) async throws {
        try await ServerSetting.run(wall: FakeWall(state: FakeWall.lively), web: Self.web(token)) {
            setting throws in
            let request = Self.get("/api/v1/session", headers)
            let answer = try #require(try setting.webAnswer(to: request))
            try Self.check(answer, expected)
        }
    }

    private static func check(_ answer: Answer, _ expected: [String: Bool]) throws {
        #expect(answer.status == 200)
        let json = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        let rights = try #require(json as? [String: Any])
        for (name, value) in expected { #expect(rights[name] as? Bool == value, "\(name)") }
        #expect(rights["mayShutDown"] as? Bool == expected["mayPlay"])
        #expect(rights["wall"] as? String == (expected["needsToken"] == true ? nil : "lobby"))
    }

    @Test func aSessionMayAndTheSocketMay() async throws {
        try await ServerSetting.run(
            wall: FakeWall(state: FakeWall.lively), web: Self.web(Self.token)
        ) { setting throws in
            let signIn = try setting.webAnswer(
                to: "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
                    + Self.mark + "Authorization: Bearer \(Self.token)\r\n\r\n")
            let cookie = try #require(signIn?.head.firstMatch(of: /set-cookie: ([^;]+)/)?.1)
            let request = Self.get("/api/v1/session", "Cookie: \(cookie)\r\n")
            try Self.check(
                try #require(try setting.webAnswer(to: request)),
                ["hasToken": true, "needsToken": false, "signedIn": true, "mayPlay": true])
            try Self.check(
                try #require(try setting.answer(to: Self.get("/api/v1/session"))),
                ["hasToken": true, "needsToken": false, "signedIn": false, "mayPlay": true])
        }
    }
}

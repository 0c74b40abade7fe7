import Foundation
import TestSupport
import Testing
import WallPolicy

extension ProgramTests {
    /// A wall behind the examples for nginx and Caddy: what a browser somewhere else gets.
    @Suite(.alone) struct ProxyTests {
        private static let token = "0123456789abcdef0123456789abcdef"

        @Test(.enabled(if: ReverseProxy.nginx.isThere, "nginx is not installed."))
        func behindNginx() async throws { try await behind(.nginx) }

        @Test(.enabled(if: ReverseProxy.caddy.isThere, "caddy is not installed."))
        func behindCaddy() async throws { try await behind(.caddy) }

        private func behind(_ proxy: ReverseProxy) async throws {
            try await WallStage.with(videos: 2) { stage in
                let file = stage.folder.at("token")
                try Data(Self.token.utf8).write(to: URL(fileURLWithPath: file))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: file)
                let own = [
                    "HYPERWALL_HTTP": "127.0.0.1:0", "HYPERWALL_HTTP_TOKEN_FILE": file,
                ]
                try await stage.wall(["--grid", "1x1", stage.videos], environment: own) { wall in
                    let page = try #require(try await wall.plays(1).page)
                    let port = try #require(URL(string: page.address)?.port.map(UInt16.init))
                    try await proxy.with(wall: port, on: stage) { port, folder in
                        let browser = Browser(port: port, folder: folder)
                        try await aStrangerSeesNothing(browser)
                        try signsIn(browser)
                        try await eventsAreLive(browser, proxy.program)
                        try onlyItsOwnPageChangesAnything(browser)
                        nothingLeaks(folder)
                    }
                }
            }
        }

        private func aStrangerSeesNothing(_ browser: Browser) async throws {
            // Its certificate may take a moment.
            let isThere = try await soon {
                try browser.ask("/").status != 0 ? true : nil
            }
            #expect(isThere == true)
            for claim in [
                [], ["-H", "X-Forwarded-For: 127.0.0.1"], ["-H", "Forwarded: for=127.0.0.1"],
                ["-H", "X-Real-IP: 127.0.0.1"],
            ] {
                let answer = try browser.ask("/api/v1/status", claim)
                #expect(answer.status == 401, "\(claim) \(answer)")
            }
        }

        private func signsIn(_ browser: Browser) throws {
            let bearer = ["-H", "Authorization: Bearer \(Self.token)"]
            let signIn = try browser.ask(
                "/api/v1/session", bearer + Browser.mark + ["-X", "POST", "-i"])
            #expect(signIn.status == 200)
            let cookie = signIn.text.lowercased().split(whereSeparator: \.isNewline).first {
                $0.hasPrefix("set-cookie:")
            }
            for part in ["secure", "httponly", "samesite=strict"] {
                #expect(cookie?.contains(part) == true, "\(cookie ?? "no cookie")")
            }
            #expect(try browser.ask("/api/v1/status").text.contains(#""schema":1"#))
            let page = try browser.ask("/", ["-i"])
            #expect(page.status == 200 && page.text.contains("<html"))
            #expect(page.text.lowercased().contains("content-security-policy: default-src 'none'"))
            #expect(page.text.lowercased().contains("strict-transport-security: "))
            #expect(try browser.ask("/page/app.js").status == 200)
            #expect(try browser.ask("/metrics").status == 200)
        }

        /// Each change within 250 ms, and a bit for the machine that tests.
        private func eventsAreLive(_ browser: Browser, _ name: String) async throws {
            let stream = try browser.stream("/api/v1/events")
            do {
                let begun = await soon {
                    stream.text().contains("event:") || stream.text().contains("data:") ? true : nil
                }
                #expect(begun == true, "the stream does not begin: \(stream.text())")
                for on in [true, false] {
                    let before = stream.text().count
                    let askedAt = ContinuousClock.now
                    let pause = try browser.ask(
                        "/api/v1/pause",
                        Browser.mark + browser.origin
                            + ["--json", #"{"on":\#(on)}"#])
                    #expect(pause.status == 200, "\(pause.text)")
                    let answeredAt = ContinuousClock.now
                    let seen = await soon {
                        stream.text().dropFirst(before).contains(#""paused":\#(on)"#) ? true : nil
                    }
                    let late = (ContinuousClock.now - answeredAt).inSeconds
                    // A question with its answer takes a few hundredths of a second.
                    let slack = max(0.25, (answeredAt - askedAt).inSeconds * 5)
                    Measured.say("\(name): an event came \(late) s after the answer")
                    #expect(seen == true && late < 0.25 + slack)
                }
                await stream.child.stop()
            } catch {
                await stream.child.stop()
                throw error
            }
        }

        private func onlyItsOwnPageChangesAnything(_ browser: Browser) throws {
            func next(_ headers: [String]) throws -> Int {
                try browser.ask("/api/v1/cells/1/next", headers + ["-X", "POST"]).status
            }
            #expect(try next(Browser.mark + browser.origin) == 200)
            #expect(try next(browser.origin) == 403, "without the header")
            #expect(try next(Browser.mark + ["-H", "Origin: https://evil.example"]) == 403)
            #expect(try next(Browser.mark + ["-H", "Origin: https://wall.example:1"]) == 403)
            #expect(
                try next(Browser.mark + browser.origin + ["-H", "Sec-Fetch-Site: cross-site"])
                    == 403)
            let long = browser.folder + "/long"
            try Data(count: 70_000).write(to: URL(fileURLWithPath: long))
            let body = ["--data-binary", "@\(long)"]
            let tooLong = try browser.ask(
                "/api/v1/pause", Browser.mark + browser.origin + body)
            // The wall answers before it has the body; Caddy, still sending, loses that answer now
            // and then and says 502 in its place.
            #expect([413, 502].contains(tooLong.status), "\(tooLong)")
        }

        private func nothingLeaks(_ folder: String) {
            for name in ["access.log", "error.log", "run.log"] {
                let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
                #expect(!text.contains(Self.token), "\(name)")
                if name == "access.log" { #expect(text.contains("/api/v1/pause")) }
            }
        }
    }
}

/// A browser somewhere else, as curl can be one.
private struct Browser {
    static let mark = ["-H", "Hyperwall-Request: 1"]
    let port: UInt16
    let folder: String

    var origin: [String] { ["-H", "Origin: https://wall.example:\(port)"] }

    private var common: [String] {
        [
            "-s", "-k", "--resolve", "wall.example:\(port):127.0.0.1", "-b", "\(folder)/cookies",
        ]
    }

    func ask(_ path: String, _ arguments: [String] = []) throws -> (status: Int, text: String) {
        let run = try ProgramRun.of(
            "curl",
            common + ["-c", "\(folder)/cookies", "-m", "15", "-w", "\n%{http_code}"] + arguments
                + ["https://wall.example:\(port)\(path)"])
        return (Int(run.text.suffix(3)) ?? 0, run.text)
    }

    struct Stream {
        let child: ChildProcess
        let path: String
        func text() -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    }

    /// A stream that goes on until it is stopped.
    func stream(_ path: String) throws -> Stream {
        let file = folder + "/stream"
        let child = try ChildProcess(
            ["curl", "-N"] + common + ["https://wall.example:\(port)\(path)"],
            files: [1: file, 2: folder + "/stream.err"])
        return Stream(child: child, path: file)
    }
}

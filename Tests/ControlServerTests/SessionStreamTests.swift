import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import ControlServer

/// What is followed with a session ends with it.
@Suite struct SessionStreamTests {
    private static let token = "0123456789abcdef0123456789abcdef"
    private static let proxied = "X-Forwarded-For: 10.0.0.9\r\n"
    private static let bearer = "Authorization: Bearer \(token)\r\n"

    private static func request(_ line: String, _ headers: String) -> String {
        "\(line) HTTP/1.1\r\nHost: 127.0.0.1\r\nHyperwall-Request: 1\r\n\(headers)\r\n"
    }

    private static func signIn(_ setting: ServerSetting) throws -> String {
        let answer = try setting.webAnswer(to: request("POST /api/v1/session", bearer))
        let cookie = try #require(answer?.head.firstMatch(of: /set-cookie: ([^;]+)/)?.1)
        return "Cookie: other=1; \(cookie)\r\n"
    }

    private static func follow(_ setting: ServerSetting, _ headers: String) throws -> TestSocket {
        let client = try TestSocket.connected(port: setting.port)
        client.send(request("GET /api/v1/events", headers + proxied))
        let begin = read(client, until: "event: snapshot")
        #expect(begin.hasPrefix("HTTP/1.1 200"))
        return client
    }

    private static func read(_ client: TestSocket, until text: String) -> String {
        var all = ""
        while !all.contains(text), let more = client.read(atMost: 65536), !more.isEmpty {
            all += String(decoding: more, as: UTF8.self)
        }
        return all
    }

    @Test func aStreamEndsWithItsSessionAndOthersGoOn() async throws {
        let title = Mutex("before")
        let wall = FakeWall(changing: {
            var state = FakeWall.lively
            state.cells[0].title = title.withLock { $0 }
            return state
        })
        let web = WebSettings(
            host: "127.0.0.1", port: 0, token: Array(Self.token.utf8), machine: "lobby")
        try await ServerSetting.run(wall: wall, web: web) { setting throws in
            let second = try Self.signIn(setting)
            let going = [
                try Self.follow(setting, second), try Self.follow(setting, Self.bearer),
            ]
            defer { for client in going { client.close() } }
            var first = ""
            let time = try shortest(under: .seconds(2)) {
                first = try Self.signIn(setting)
                let ending = try Self.follow(setting, first)
                defer { ending.close() }
                let out = try setting.webAnswer(
                    to: Self.request("DELETE /api/v1/session", first))
                #expect(out?.status == 200)
                let began = ContinuousClock.now
                #expect(ending.readToEnd() != nil, "it ends")
                return ContinuousClock.now - began
            }
            #expect(time < .seconds(2))
            title.withLock { $0 = "afterwards" }
            for client in going {
                #expect(Self.read(client, until: "afterwards").contains("event: cell"))
            }
            let again = try setting.webAnswer(
                to: Self.request("GET /api/v1/events", first + Self.proxied))
            #expect(again?.status == 401)
        }
    }

    @Test func aSessionThatIsOverHoldsNothing() {
        let door = Doorkeeper(
            wall: "w", token: Array(Self.token.utf8), names: HostNames(machine: "lobby"))
        let cookie = String(door.beginSession(isEncrypted: false).prefix { $0 != ";" })
        let head = RequestHead(
            method: "GET", target: "/", version: "HTTP/1.1",
            fields: [.init(name: "cookie", value: "hyperwall-w=junk; a=b; \(cookie)")],
            bodyBytes: 0, expectsContinue: false)
        #expect(door.sessionCookies(of: head) == cookie && !door.isSignedOut(cookie))
        _ = door.endSession(cookies: cookie, isEncrypted: false)
        #expect(door.sessionCookies(of: head) == nil && door.isSignedOut(cookie))
    }
}

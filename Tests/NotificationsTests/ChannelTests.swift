import Foundation
import Host
import Synchronization
import TestSupport
import Testing
@testable import WatchdogPolicy

@testable import Notifications

/// Exactly what each service gets, at a sink of our own.
@Suite struct ChannelTests {
    static let text = "⚠️ \"Emby\" & co\nline two 🎬 \\ 100% $(id)"

    static func message(_ kind: EventKind = .restartTriggered) -> WatchdogMessage {
        WatchdogMessage(
            kind: kind, service: "emby", app: "Emby", text: text, wall: 1_700_000_000,
            thread: .init(id: "emby-1", stage: .opened, downS: 0))
    }

    private static func sent(
        _ channel: Channel, _ kind: EventKind = .restartTriggered,
        _ settings: (RequestSink) -> ChannelSettings
    ) throws -> RequestSink.Request {
        let sink = try RequestSink()
        defer { sink.stop() }
        let courier = Courier(settings(sink), hostName: "host.example")
        #expect(courier.send(message(kind), to: channel) == nil)
        #expect(sink.requests.count == 1)
        return try #require(sink.requests.first)
    }

    private static func object(_ request: RequestSink.Request) throws -> NSDictionary {
        try #require(
            try JSONSerialization.jsonObject(with: Data(request.body)) as? NSDictionary)
    }

    @Test(arguments: [
        (EventKind.restartSucceeded, 3_066_993), (.restartTriggered, 16_776_960),
        (.maximumReached, 15_158_332),
    ])
    func discordGetsAnEmbed(_ kind: EventKind, _ colour: Int) throws {
        let request = try Self.sent(.discord, kind) { sink in
            var settings = ChannelSettings()
            settings.discordWebhook = sink.url("/api/webhooks/1/token?wait=1")
            return settings
        }
        #expect(request.method == "POST")
        #expect(request.path == "/api/webhooks/1/token?wait=1")
        #expect(request.headers["content-type"] == "application/json")
        #expect(
            try Self.object(request) == [
                "embeds": [
                    [
                        "title": "Emby: incident opened", "description": Self.text,
                        "color": colour, "timestamp": "2023-11-14T22:13:20Z",
                    ]
                ]
            ])
    }

    @Test(arguments: [
        (EventKind.restartSucceeded, "-1"), (.restartTriggered, "0"), (.restartFailed, "1"),
    ])
    func pushoverGetsAForm(_ kind: EventKind, _ priority: String) throws {
        let request = try Self.sent(.pushover, kind) { sink in
            var settings = ChannelSettings()
            settings.pushover = .init(user: "u&1", token: "t=2", url: sink.url("/1/messages.json"))
            return settings
        }
        #expect(request.path == "/1/messages.json")
        #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
        var parts = URLComponents()
        parts.percentEncodedQuery = request.text
        let fields = (parts.queryItems ?? []).map { "\($0.name)=\($0.value ?? "")" }
        #expect(
            fields == [
                "token=t=2", "user=u&1", "title=Emby: incident opened", "message=\(Self.text)",
                "priority=\(priority)",
            ])
    }

    @Test func notifiarrGetsAPassthrough() throws {
        let request = try Self.sent(.notifiarr) { sink in
            var settings = ChannelSettings()
            settings.notifiarr = .init(
                key: "k3y", url: sink.url("/api/v1/notification/passthrough"))
            return settings
        }
        #expect(request.method == "POST")
        #expect(request.path == "/api/v1/notification/passthrough")
        #expect(request.headers["x-api-key"] == "k3y")
        #expect(request.headers["content-type"] == "application/json")
        #expect(
            try Self.object(request) == [
                "event": "warning", "title": "Emby: incident opened", "message": Self.text,
            ])
    }

    @Test func ntfyGetsText() throws {
        let request = try Self.sent(.ntfy, .restartFailed) { sink in
            var settings = ChannelSettings()
            settings.ntfy = .init(url: sink.url("/topic"), token: "tk")
            return settings
        }
        #expect(request.path == "/topic")
        #expect(request.text == Self.text)
        #expect(request.headers["title"] == "Emby: incident opened")
        #expect(request.headers["priority"] == "5")
        #expect(request.headers["tags"] == "error")
        #expect(request.headers["authorization"] == "Bearer tk")
    }

    @Test func aWebhookGetsEverything() throws {
        let request = try Self.sent(.webhook) { sink in
            var settings = ChannelSettings()
            settings.webhookURL = sink.url("/hook")
            return settings
        }
        #expect(request.headers["content-type"] == "application/json")
        #expect(
            try Self.object(request) == [
                "schema": 1, "event": "restart-triggered", "level": "warning", "service": "emby",
                "app": "Emby", "title": "Emby: incident opened", "message": Self.text,
                "timestamp": "2023-11-14T22:13:20Z",
                "incident": ["id": "emby-1", "stage": "opened", "down_seconds": 0],
            ])
    }

    @Test func sendmailGetsAMailOnItsInput() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let program = folder.at("sendmail")
        try Data(
            "#!/bin/sh\necho \"$@\" >\(folder.at("args"))\nenv >\(folder.at("env"))\ncat >\(folder.at("mail"))\n"
                .utf8
        )
        .write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        var settings = ChannelSettings()
        settings.email = .init(
            to: ["a@b.example", "c@d.example"], from: nil, smtpURL: "smtp://u:p@127.0.0.1:1",
            sendmail: program)
        #expect(Courier(settings, hostName: "h.example").send(Self.message(), to: .email) == nil)
        let mail = try String(contentsOfFile: folder.at("mail"), encoding: .utf8)
        #expect(mail.contains("To: a@b.example, c@d.example\n"))
        #expect(mail.contains("From: service-watchdog@h.example\n"))
        let body = try #require(mail.components(separatedBy: "\n\n").dropFirst().first)
        let text = Data(base64Encoded: body, options: .ignoreUnknownCharacters)
        #expect(String(decoding: text ?? Data(), as: UTF8.self).contains("line two 🎬"))
        #expect(try String(contentsOfFile: folder.at("args"), encoding: .utf8) == "-t -i\n")
        let environment = try String(contentsOfFile: folder.at("env"), encoding: .utf8)
        #expect(!environment.contains("HOME="))
    }

    @Test func withoutSendmailAServerGetsIt() throws {
        let lines = Lines()
        let server = try ScriptedServer { client in
            client.send("220 sink\r\n")
            var isData = false
            var rest = ""
            while let more = client.read(), !more.isEmpty {
                rest += String(decoding: more, as: UTF8.self)
                while let end = rest.range(of: "\r\n") {
                    let line = String(rest[..<end.lowerBound])
                    rest = String(rest[end.upperBound...])
                    lines.add(line)
                    if isData {
                        guard line == "." else { continue }
                        isData = false
                        client.send("250 taken\r\n")
                    } else if line.hasPrefix("DATA") {
                        isData = true
                        client.send("354 go on\r\n")
                    } else if line.hasPrefix("QUIT") {
                        client.send("221 bye\r\n")
                        return
                    } else {
                        client.send("250 ok\r\n")
                    }
                }
            }
        }
        defer { server.stop() }
        var settings = ChannelSettings()
        settings.email = .init(
            to: ["a@b.example"], from: "w@h.example", smtpURL: "smtp://127.0.0.1:\(server.port)",
            sendmail: "/nowhere/sendmail")
        #expect(Courier(settings, hostName: "h").send(Self.message(), to: .email) == nil)
        #expect(lines.all.contains("MAIL FROM:<w@h.example>"))
        #expect(lines.all.contains("RCPT TO:<a@b.example>"))
        #expect(lines.all.contains { $0.hasPrefix("Subject: ") })
    }

    @Test func aRefusalIsAWordWithoutASecret() throws {
        let sink = try RequestSink(reply: "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
        defer { sink.stop() }
        var settings = ChannelSettings()
        settings.discordWebhook = sink.url("/s3cr3t")
        let courier = Courier(settings, hostName: "h")
        #expect(courier.send(Self.message(), to: .discord) == "it answered with HTTP 401")
        settings.discordWebhook = "http://127.0.0.1:1/s3cr3t"
        let why = try #require(Courier(settings, hostName: "h").send(Self.message(), to: .discord))
        #expect(!why.contains("s3cr3t"))
        #expect("\(settings)" == "discord")
    }
}

/// Lines that another thread adds to.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

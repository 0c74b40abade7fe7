import Foundation
import Host
import Synchronization
import TestSupport
import Testing
@testable import WatchdogPolicy

@testable import Notifications

/// Nothing is lost, nothing is late by more than ten seconds.
@Suite struct OutboxTests {
    private static let wall = 1_700_000_000

    private static func message(_ text: String, wall: Int = wall) -> WatchdogMessage {
        WatchdogMessage(
            kind: .restartTriggered, service: "emby", app: "Emby", text: text, wall: wall)
    }

    private static func texts(_ sink: RequestSink) -> [String] {
        sink.requests.compactMap { request in
            (try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])?[
                "message"]
                as? String
        }
    }

    @Test func whatOneChannelRefusesWaitsForIt() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let sink = try RequestSink()
        defer { sink.stop() }
        let outbox = Outbox(folder: folder.at("box"))
        var settings = ChannelSettings()
        settings.webhookURL = sink.url("/hook")
        settings.discordWebhook = "http://127.0.0.1:1/x"
        for text in ["one", "two"] {
            try outbox.keep(Self.message(text), for: settings.channels)
        }
        let first = Courier(settings, hostName: "h")
            .deliver(outbox, isUrgent: true, wall: Self.wall)
        #expect(Self.texts(sink) == ["one", "two"])
        #expect(
            first.contains(.failed(.discord, why: "nothing listens at this address")), "\(first)")
        #expect(try ScratchFolder.names(folder.at("box")).count == 2)
        // It comes back: both arrive, in order.
        let back = try RequestSink()
        defer { back.stop() }
        settings.discordWebhook = back.url("/x")
        let second = Courier(settings, hostName: "h")
            .deliver(outbox, isUrgent: false, wall: Self.wall + 60)
        #expect(second.count == 2)
        #expect(back.requests.count == 2)
        #expect(back.requests.first?.text.contains("one") == true)
        #expect(outbox.isEmpty)
        #expect(sink.requests.count == 2)
    }

    /// A message that was refused is not overtaken by the one behind it.
    @Test func theOrderIsKept() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let asked = Mutex(0)
        let server = try ScriptedServer { client in
            _ = client.readHead()
            let isFirst = asked.withLock { count in
                count += 1
                return count == 1
            }
            client.send("HTTP/1.1 \(isFirst ? 500 : 204) X\r\nContent-Length: 0\r\n\r\n")
            client.finishSending()
            _ = client.readToEnd()
        }
        defer { server.stop() }
        let outbox = Outbox(folder: folder.at("box"))
        var settings = ChannelSettings()
        settings.webhookURL = "http://127.0.0.1:\(server.port)/"
        for text in ["one", "two"] {
            try outbox.keep(Self.message(text), for: settings.channels)
        }
        let courier = Courier(settings, hostName: "h")
        #expect(
            courier.deliver(outbox, isUrgent: true, wall: Self.wall)
                == [.failed(.webhook, why: "it answered with HTTP 500")])
        #expect(
            courier.deliver(outbox, isUrgent: true, wall: Self.wall)
                == [.sent(.webhook, text: "one"), .sent(.webhook, text: "two")])
    }

    @Test func sinksThatHangDelayARunByTenSecondsAtMost() throws {
        let took = try shortest(under: .seconds(10), tries: 3) { try Self.deliverBesideSilence() }
        #expect(took < .seconds(10))
    }

    /// - Returns: how long it took.
    private static func deliverBesideSilence() throws -> Duration {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let hanging = try RequestSink(reply: nil)
        defer { hanging.stop() }
        let good = try RequestSink()
        defer { good.stop() }
        let outbox = Outbox(folder: folder.at("box"))
        var settings = ChannelSettings()
        settings.discordWebhook = hanging.url("/x")
        settings.ntfy = .init(url: hanging.url("/y"), token: nil)
        settings.webhookURL = good.url("/z")
        for text in ["one", "two", "three"] {
            try outbox.keep(Self.message(text), for: settings.channels)
        }
        let clock = ContinuousClock()
        let took = clock.measure {
            _ = Courier(settings, hostName: "h").deliver(outbox, isUrgent: true, wall: Self.wall)
        }
        #expect(Self.texts(good) == ["one", "two", "three"])
        #expect(try ScratchFolder.names(folder.at("box")).count == 6)
        return took
    }

    @Test func whatIsOldOrTooMuchOrBrokenIsNamedAndGoes() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let outbox = Outbox(folder: folder.at("box"))
        try outbox.keep(Self.message("old", wall: Self.wall - 90_000), for: [.webhook])
        for index in 0..<Outbox.filesMax {
            try outbox.keep(Self.message("m\(index)"), for: [.webhook])
        }
        try Data("rubbish".utf8).write(
            to: URL(fileURLWithPath: folder.at("box/9999999999999999.webhook")))
        let (messages, dropped) = outbox.waiting(wall: Self.wall)
        #expect(messages.count == Outbox.filesMax - 1)
        #expect(dropped.count == 3, "\(dropped)")
        #expect(dropped.contains { $0.contains("“old”") })
        #expect(messages.last?.message.text == "m199")
    }

    @Test func noSecretIsInTheOutbox() throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let outbox = Outbox(folder: folder.at("box"))
        try outbox.keep(Self.message("x"), for: [.discord])
        let name = try #require(try ScratchFolder.names(folder.at("box")).first)
        let file = try FileContents(folder.at("box/\(name)"), bytesMax: 1 << 16)
        #expect(file.mode == 0o600)
        #expect(!String(decoding: file.bytes, as: UTF8.self).contains("http"))
    }
}

extension ScratchFolder {
    /// Names in any folder.
    static func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}

import Foundation
import Synchronization
import TestSupport
import Testing

/// Before a restart the walls of the machine are told; none of them can delay it.
@Suite(
    .serialized, .enabled(if: ServiceManager.missing == nil, "\(ServiceManager.missing ?? "")"))
struct WallTests {
    @Test func aWallIsToldAndAnotherThatHangsDelaysNothing() async throws {
        try await WatchdogStage.with("STARTUP_GRACE=0") { stage in
            let folder = "\(stage.root)/run/hyperwall"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let heard = Heard()
            let wall = try ScriptedServer(unix: "\(folder)/wall.sock") { client in
                var text = ""
                while !text.contains("}"), let more = client.read(), !more.isEmpty {
                    text += String(decoding: more, as: UTF8.self)
                }
                heard.set(text)
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                client.finishSending()
                _ = client.readToEnd()
            }
            defer { wall.stop() }
            let deaf = try ScriptedServer(unix: "\(folder)/deaf.sock") { _ = $0.readToEnd() }
            defer { deaf.stop() }
            try stage.service.healAtStart(true)
            let time = try await shortest(under: .seconds(7), tries: 3) {
                try await stage.killService()
                let start = ContinuousClock.now
                #expect(try await stage.check() == 0)
                return ContinuousClock.now - start
            }
            // Two seconds to wait whether the restart helped, and one for the deaf wall.
            #expect(time < .seconds(7))
            #expect(heard.text.hasPrefix("POST /api/v1/hold HTTP/1.1\r\n"))
            #expect(heard.text.hasSuffix(#"{"seconds":30,"reason":"Media is restarting"}"#))
            #expect(stage.log.contains("told 1 of 2 walls to hold"))
        }
    }
}

private final class Heard: Sendable {
    private let kept = Mutex("")
    var text: String { kept.withLock { $0 } }
    func set(_ text: String) { kept.withLock { $0 = text } }
}

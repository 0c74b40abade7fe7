import Dispatch
import Display
import Foundation
import Synchronization
import TestSupport
import Testing
import WallPolicy

@testable import WallRuntime

/// Whether a source is there: one answer for each question, whatever it does.
@Suite struct SourceProbeTests {
    /// A probe, its mailbox, and what came of it.
    private final class Stage: Sendable {
        private let wakeUp: WakeUp
        private let mailbox: Mailbox
        let probe: SourceProbe

        init(
            lookSeconds: Double = 5, answerSeconds: Double = 9.5,
            canBeListed: @escaping @Sendable (String) -> Bool = SourceProbe.listsFolder
        ) throws {
            wakeUp = try WakeUp()
            mailbox = Mailbox(wakeUp: wakeUp)
            probe = SourceProbe(
                mailbox: mailbox, lookSeconds: lookSeconds, answerSeconds: answerSeconds,
                canBeListed: canBeListed)
        }

        func ask(_ item: MediaItem, asksItem: Bool = false) {
            probe.ask(item.source, item, asksItem: asksItem)
        }

        /// The answers, once there are so many; what comes later is found by a second call.
        func answers(_ count: Int, within time: Duration = .seconds(60)) -> [Bool] {
            let deadline = ContinuousClock.now + time
            var all: [Bool] = []
            while all.count < count, ContinuousClock.now < deadline {
                wakeUp.wait(seconds: 0.1, input: -1, hearsWakeUps: true)
                for case .probed(_, let alive) in mailbox.takeAll() { all.append(alive) }
            }
            return all
        }
    }

    private func item(_ url: String) -> MediaItem {
        MediaItem(
            id: ItemID(rawValue: "url:1"), title: "x", location: .url(url), isLive: false,
            source: OpenRules.origin(of: url))
    }

    private func file(mount: String) -> MediaItem {
        MediaItem(
            id: ItemID(rawValue: "file:1"), title: "x", location: .file(path: "\(mount)/x.mkv"),
            isLive: false, source: SourceID(rawValue: "mount:\(mount)"))
    }

    @Test(arguments: [
        ("200 OK", true), ("206 Partial Content", true), ("302 Found\r\nLocation: /b", true),
        ("401 Unauthorized", true), ("403 Forbidden", true), ("404 Not Found", true),
        ("500 Oh", true), ("502 Bad Gateway", false), ("503 Busy", false), ("504 Late", false),
    ])
    func anyAnswerIsLifeButAGatewaysForADeadServer(line: String, isAlive: Bool) async throws {
        try await onThread {
            let server = try ScriptedServer.answering(
                "HTTP/1.1 \(line)\r\nContent-Length: 0\r\n\r\n")
            defer { server.stop() }
            let stage = try Stage()
            defer { stage.probe.close() }
            stage.ask(item("http://127.0.0.1:\(server.port)/a.mkv"))
            #expect(stage.answers(1) == [isAlive])
        }
    }

    /// A server's root is asked without credentials, an item as it would be opened.
    @Test(arguments: [false, true]) func theQuestionHoldsNoMoreThanItMust(
        asksItem: Bool
    ) async throws {
        try await onThread {
            let heads = Mutex<[String]>([])
            let server = try ScriptedServer { client in
                let head = client.readHead()
                heads.withLock { $0.append(head) }
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
            defer { server.stop() }
            let stage = try Stage()
            defer { stage.probe.close() }
            stage.ask(
                item("http://user:secret@127.0.0.1:\(server.port)/dir/a.mkv?key=hush"),
                asksItem: asksItem)
            #expect(stage.answers(1) == [true])
            let head = heads.withLock { $0.first ?? "" }
            #expect(head.contains(asksItem ? "GET /dir/a.mkv?key=hush " : "GET / "), "\(head)")
            #expect(head.contains("Authorization:") == asksItem)
            #expect(head.contains("Range: bytes=0-0"))
        }
    }

    @Test func nobodyThereIsDead() async throws {
        try await onThread {
            let (socket, port) = try TestSocket.listeningOnLoopback()
            let stage = try Stage(answerSeconds: 0.3)
            defer { stage.probe.close() }
            // Taken by the system, answered by nobody.
            stage.ask(item("http://127.0.0.1:\(port)/a.mkv"))
            #expect(stage.answers(1) == [false])
            // A camera is asked no more than whether it takes the connection.
            let patient = try Stage()
            defer { patient.probe.close() }
            patient.ask(item("rtsp://127.0.0.1:\(port)/a"))
            #expect(patient.answers(1) == [true])
            socket.close()
            stage.ask(item("rtsp://127.0.0.1:\(port)/a"))
            stage.ask(item("http://127.0.0.1:\(port)/a.mkv"))
            #expect(stage.answers(2) == [false, false])
            #expect(stage.answers(1, within: .milliseconds(500)) == [], "one answer each")
        }
    }

    /// Many servers that hang do not make anybody wait for an answer.
    @Test func everyQuestionIsAnsweredInTime() async throws {
        try await onThread {
            let (socket, port) = try TestSocket.listeningOnLoopback()
            defer { socket.close() }
            let stage = try Stage(answerSeconds: 0.5)
            defer { stage.probe.close() }
            let time = shortest(under: .seconds(4)) {
                let began = ContinuousClock.now
                for _ in 0..<80 { stage.ask(item("http://127.0.0.1:\(port)/a.mkv")) }
                #expect(stage.answers(80) == Array(repeating: false, count: 80))
                return ContinuousClock.now - began
            }
            #expect(time < .seconds(4))
            #expect(stage.answers(1, within: .seconds(2)) == [], "one answer each")
        }
    }

    @Test func aMountIsThereWhenItIsMountedAndCanBeListed() async throws {
        try await onThread {
            let folder = try ScratchFolder()
            defer { folder.remove() }
            let stage = try Stage()
            defer { stage.probe.close() }
            stage.ask(file(mount: "/"))
            #expect(stage.answers(1) == [true])
            // A folder that is there, but nothing is mounted on it any more.
            stage.ask(file(mount: folder.path))
            #expect(stage.answers(1) == [false])
            stage.ask(file(mount: "/nonexistent"))
            #expect(stage.answers(1) == [false])
            let broken = try Stage(canBeListed: { _ in false })
            defer { broken.probe.close() }
            broken.ask(file(mount: "/"))
            #expect(broken.answers(1) == [false])
        }
    }

    /// A dead network share holds whoever looks at it, for minutes.
    @Test func aMountThatHangsIsDeadAndHoldsFewThreads() async throws {
        try await onThread {
            let hangs = DispatchSemaphore(value: 0)
            let held = Atomic<Int>(0)
            let stage = try Stage(
                lookSeconds: 0.3,
                canBeListed: { _ in
                    held.wrappingAdd(1, ordering: .relaxed)
                    hangs.wait()
                    return true
                })
            defer { stage.probe.close() }
            let count = SourceProbe.looksMax * 3
            for _ in 0..<count { stage.ask(file(mount: "/")) }
            #expect(stage.answers(count) == Array(repeating: false, count: count))
            #expect(held.load(ordering: .relaxed) <= SourceProbe.looksMax)
            // The share comes back: late words count no more, new questions do.
            for _ in 0..<1000 { hangs.signal() }
            #expect(stage.answers(1, within: .milliseconds(300)) == [])
            // One look may take a busy machine longer than this stage's patience.
            #expect(
                becomesTrue(within: .seconds(60)) {
                    stage.ask(file(mount: "/"))
                    return stage.answers(1) == [true]
                })
        }
    }

    @Test func nothingIsAnsweredAfterTheEnd() async throws {
        try await onThread {
            let (socket, port) = try TestSocket.listeningOnLoopback()
            defer { socket.close() }
            let stage = try Stage(answerSeconds: 0.2)
            stage.ask(item("http://127.0.0.1:\(port)/a.mkv"))
            stage.probe.close()
            #expect(stage.answers(1, within: .seconds(2)) == [])
        }
    }
}

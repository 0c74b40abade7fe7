import Foundation
import Synchronization
import TestSupport
import Testing
import WebSocketTransport

/// What we end ourselves, and what is left of it.
struct ClosingTests {
    @Test func nothingIsToldAfterwards() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let (socket, told) = client.record(peer.polite("/echo"))
                #expect(await told.tells(.opened))
                socket.close()
                socket.close()
                #expect(!socket.send(text: "x"))
                // While it connects, and at once.
                let (early, nothing) = client.record(peer.rude("/never"))
                early.close()
                // The next one works, and by its echo the thread has seen to the others.
                let (next, heard) = client.record(peer.polite("/echo"))
                #expect(await heard.tells(.opened))
                #expect(next.send(text: "me"))
                #expect(await heard.tells(.text(Array("me".utf8))))
                #expect(told.events == [.opened] && nothing.events.isEmpty)
            }
        }
    }

    @Test func itMayBeClosedFromWithin() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let told = Recorder()
                let own = Mutex<WebSocket?>(nil)
                // Held until it is known: the first text may be there before `open` returns.
                own.withLock { socket in
                    socket = client.open(peer.polite("/fragments")) { event in
                        told.take(event)
                        if case .text = event { own.withLock { $0 }?.close() }
                    }
                }
                #expect(await told.hasTexts(1))
                let (_, other) = client.record(peer.polite("/fragments"))
                #expect(await other.hasTexts(3))
                #expect(told.events.count == 2)
                own.withLock { $0 = nil }
            }
        }
    }

    @Test func theServerIsToldThatWeGo() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let (socket, told) = client.record(peer.polite("/echo"))
                #expect(await told.tells(.opened))
                socket.close()
                let code = await soon(within: .seconds(60)) { () -> String? in
                    let (asker, answer) = client.record(peer.polite("/codes"))
                    _ = await answer.hasTexts(1)
                    asker.close()
                    return answer.texts.first.flatMap { $0.contains("10") ? $0 : nil }
                }
                #expect(code?.hasPrefix("[1000") == true)
            }
        }
    }

    @Test func aClientEndsInItsTime() async throws {
        let time = try await shortest(under: .seconds(2), tries: 3) {
            try await Peer.with { peer in
                let client = try WebSocketClient()
                let (_, told) = client.record(peer.polite("/echo"))
                #expect(await told.tells(.opened))
                let waiting = (0..<20).map { number in
                    client.record(number % 2 == 0 ? peer.rude("/never") : peer.rude("/slow")).told
                }
                peer.process.send(SIGSTOP)
                let began = ContinuousClock.now
                client.close(atMost: .seconds(60))
                let time = ContinuousClock.now - began
                client.close(atMost: .seconds(60))
                #expect(told.events == [.opened])
                #expect(waiting.allSatisfy { $0.events.isEmpty })
                let (late, nothing) = client.record(peer.polite("/echo"))
                late.close()
                #expect(!late.send(text: "x") && nothing.events.isEmpty)
                return time
            }
        }
        #expect(time < .seconds(2))
    }

    @Test func aClientMayBeEndedFromWithin() async throws {
        try await Peer.with { peer in
            let client = try WebSocketClient()
            let isOver = Mutex(false)
            _ = client.open(peer.polite("/echo")) { _ in
                client.close(atMost: .seconds(30))
                isOver.withLock { $0 = true }
            }
            let ended = await soon(within: .seconds(60)) { isOver.withLock { $0 } ? true : nil }
            #expect(ended == true)
        }
    }

    @Test func aThousandLeaveNothing() async {
        // Descriptors and threads belong to the whole process: this one has its own.
        await #expect(processExitsWith: .success) {
            try await Peer.with { peer in
                let client = try WebSocketClient()
                func round() async {
                    let sockets = (0..<25).map { number -> (socket: WebSocket, told: Recorder) in
                        switch number % 5 {
                        case 0: client.record(WebSocketRequest(url: "ws://127.0.0.1:1/"))
                        case 1: client.record(peer.polite("/401"))
                        case 2: client.record(peer.rude("/reset"))
                        default: client.record(peer.polite("/echo"))
                        }
                    }
                    // Some are closed while they connect, some when they are open.
                    for (number, each) in sockets.enumerated() where number % 5 == 4 {
                        each.socket.close()
                    }
                    let isDone = await soon(within: .seconds(60)) {
                        sockets.enumerated().allSatisfy { number, each in
                            switch number % 5 {
                            case 0, 1, 2: each.told.events.last?.isLast ?? false
                            case 3: each.told.events.contains(.opened)
                            default: true
                            }
                        } ? true : nil
                    }
                    #expect(isDone == true)
                    for each in sockets { each.socket.close() }
                }
                for _ in 0..<3 { await round() }
                let before = try ProcessResources.now()
                // A sanitizer keeps what was freed.
                let isSanitized = ProcessInfo.processInfo.environment["WALL_TEST_SANITIZED"] != nil
                let growthMax = isSanitized ? 256 << 20 : 8 << 20
                for _ in 0..<40 { await round() }
                let after = try await Self.settled { now in
                    now.descriptors <= before.descriptors
                        && now.threads.count <= before.threads.count
                        && now.memory < before.memory + growthMax
                }
                let last = try ProcessResources.now()
                #expect(after != nil, "\(before) became \(last)")
                client.close(atMost: .seconds(30))
                // A thread's last steps are taken after whoever waited for it went on.
                let ended = try await Self.settled { !$0.threads.contains("websockets") }
                #expect(ended != nil)
            }
        }
    }

    @Test func twoHundredAtOnceAndManyClients() async {
        await #expect(processExitsWith: .success) {
            // A proxy where nothing listens: none is to be used.
            setenv("http_proxy", "http://me:secret@127.0.0.1:1", 1)
            try await Peer.with { peer in
                func wave() async throws {
                    let client = try WebSocketClient()
                    let all = (0..<200).map { _ in client.record(peer.polite("/echo")) }
                    let areOpen = await soon(within: .seconds(60)) {
                        all.allSatisfy { $0.told.events.contains(.opened) } ? true : nil
                    }
                    #expect(areOpen == true)
                    client.close(atMost: .seconds(30))
                    for each in all { #expect(each.told.events == [.opened]) }
                }
                try await wave()
                let before = try ProcessResources.now()
                try await wave()
                for _ in 0..<50 { try WebSocketClient().close(atMost: .seconds(30)) }
                let after = try await Self.settled { now in
                    now.descriptors <= before.descriptors
                        && now.threads.count <= before.threads.count
                }
                let last = try ProcessResources.now()
                #expect(after != nil, "\(before) became \(last)")
            }
        }
    }

    @Test func aTokenIsNotWritten() async throws {
        let result = await #expect(
            processExitsWith: .success,
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            try await Peer.with { peer in
                let client = try WebSocketClient()
                let ends = [
                    peer.polite("/echo"), peer.polite("/401"), peer.rude("/lie"),
                    peer.rude("/opcode"), peer.rude("/longping"), peer.rude("/reset"),
                    WebSocketRequest(url: "wss://127.0.0.1:\(peer.ports.plain)/"),
                    WebSocketRequest(url: "ws://127.0.0.1:1/"),
                    WebSocketRequest(url: "ws://nobody.invalid/"),
                ].map { plain -> Recorder in
                    var request = plain
                    request.url += "?api_key=hush-hush"
                    request.connectTimeout = .seconds(5)
                    request.headers = [WebSocketHeader("Authorization", "hush-hush")]
                    return client.record(request).told
                }
                for told in ends.dropFirst() {
                    let last = await told.last()
                    #expect(!"\(String(describing: last))".contains("hush"))
                }
                client.close(atMost: .seconds(30))
            }
        }
        let written = (result?.standardErrorContent ?? []) + (result?.standardOutputContent ?? [])
        let text = String(decoding: written, as: UTF8.self)
        #expect(!text.contains("hush"))
        // Not a line of the library's, whatever stands in it: they look like
        // "[2026/11/21 15:04:05:1234] W: lws_client_ws_upgrade: …".
        #expect(!text.contains(#/\] [A-Z]: /#), "\(text)")
    }

    /// What the process holds once it is as wanted; nil when it never is.
    private static func settled(
        _ isWanted: (ProcessResources) -> Bool
    ) async throws -> ProcessResources? {
        try await soon(within: .seconds(60)) {
            let now = try ProcessResources.now()
            return isWanted(now) ? now : nil
        }
    }
}

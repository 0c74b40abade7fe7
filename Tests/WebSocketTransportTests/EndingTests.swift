import Foundation
import Synchronization
import TestSupport
import Testing
import WebSocketTransport

/// How sockets do not begin, and how they end.
struct EndingTests {
    @Test func aRefusedUpgradeHasItsStatus() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for (status, wait) in [(401, nil), (403, nil), (503, 7), (429, nil), (302, nil)] {
                    let (_, told) = client.record(peer.polite("/\(status)?api_key=secret"))
                    _ = await told.last()
                    #expect(told.events == [.refused(status: status, retryAfter: wait)])
                }
            }
        }
    }

    @Test func nobodyIsThere() async throws {
        let (socket, port) = try TestSocket.listeningOnLoopback()
        socket.close()
        try await WebSocketClient.with { client in
            let refused = await client.last(WebSocketRequest(url: "ws://127.0.0.1:\(port)/"))
            #expect(refused == .failed(.connectionRefused))
            // A network for examples, into which no way leads; but one may lead nowhere.
            var nowhere = WebSocketRequest(url: "ws://[2001:db8::1]/")
            nowhere.connectTimeout = .seconds(1)
            let far = await client.last(nowhere)
            #expect(
                far == .failed(.unreachable(detail: "there is no way into that network"))
                    || far == .failed(.timedOut), "\(String(describing: far))")
            // Every address of the name.
            let named = await client.last(WebSocketRequest(url: "ws://localhost:\(port)/"))
            #expect(named == .failed(.connectionRefused))
            let unknown = await client.last(WebSocketRequest(url: "wss://nobody.invalid/x"))
            // A machine without a network may wait in vain for whom it asks.
            guard case .failed(let failure)? = unknown else {
                Issue.record("\(String(describing: unknown))")
                return
            }
            #expect(
                failure == .nameNotFound || failure == .timedOut
                    || failure == .unreachable(detail: "no name service answers"))
        }
    }

    @Test func aNameLeadsThere() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                // ::1 comes first where there is one, and nothing listens there.
                let request = WebSocketRequest(url: "http://LocalHost:\(peer.ports.plain)/echo")
                #expect(await client.record(request).told.tells(.opened))
            }
        }
    }

    @Test(arguments: [
        "", "media.example", "ftp://media.example/", "ws://", "ws://me:secret@media.example/",
        "ws://media.example:0/", "ws://media.example:99999/", "ws://media example/",
        "ws://media.example/a b", "ws://media.example/\r\nX-Evil: 1", "ws://[::1/",
        "ws://[media]/", "ws://\(String(repeating: "a", count: 200))/",
        "ws://media.example/\(String(repeating: "a", count: 3000))",
    ])
    func whatIsNoAddressIsNotAsked(url: String) async throws {
        try await WebSocketClient.with { client in
            guard
                case .failed(.notAsked(let words))? = await client.last(WebSocketRequest(url: url))
            else {
                Issue.record("\(url) was asked")
                return
            }
            #expect(!words.contains("secret") && !words.isEmpty)
        }
    }

    @Test func aHeaderCannotBecomeTwo() async throws {
        try await WebSocketClient.with { client in
            for header in [
                WebSocketHeader("X", "a\r\nY: b"), WebSocketHeader("X\r\nY", "b"),
                WebSocketHeader("", "b"), WebSocketHeader("Host", "b"),
                WebSocketHeader("sec-websocket-key", "b"),
                WebSocketHeader("X", String(repeating: "b", count: 20_000)),
            ] {
                let request = WebSocketRequest(url: "ws://127.0.0.1:1/", headers: [header])
                guard case .failed(.notAsked)? = await client.last(request) else {
                    Issue.record("\(header.name.debugDescription) was sent")
                    continue
                }
            }
        }
    }

    @Test func theServerCloses() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for code in [1000, 1001, 1011, 4003] {
                    let (_, told) = client.record(peer.polite("/close/\(code)"))
                    _ = await told.last()
                    #expect(
                        told.events == [.opened, .closed(code: code, reason: "good night")])
                }
                #expect(
                    await client.last(peer.rude("/closeless")) == .closed(code: 1005, reason: ""))
            }
        }
    }

    @Test func theServerVanishes() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for path in ["/reset", "/eof"] {
                    let (_, told) = client.record(peer.rude(path))
                    _ = await told.last()
                    #expect(told.events == [.opened, .failed(.connectionLost)], "\(path)")
                }
                #expect(await client.last(peer.rude("/hangup")) == .failed(.connectionLost))
                let (_, told) = client.record(peer.polite("/echo"))
                #expect(await told.tells(.opened))
                peer.process.send(SIGKILL)
                #expect(await told.last() == .failed(.connectionLost))
            }
        }
    }

    @Test func rulesAreKept() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for path in [
                    "/opcode", "/rsv", "/longping", "/utf8", "/cututf8", "/orphan", "/lie",
                    "/endless",
                ] {
                    let last = await client.last(peer.rude(path))
                    guard case .failed(.protocolError)? = last else {
                        Issue.record("\(path): \(String(describing: last))")
                        continue
                    }
                }
                #expect(await client.last(peer.rude("/mail")) == .failed(.connectionLost))
                #expect(await client.last(peer.rude("/badcode")) == .closed(code: 1002, reason: ""))
            }
        }
    }

    @Test func aStoppedServerIsNoticed() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                var request = peer.polite("/echo")
                request.pingInterval = .milliseconds(300)
                // Long enough for a busy machine's peer.
                request.pingPatience = .milliseconds(2500)
                let (socket, told) = client.record(request)
                #expect(await told.tells(.opened))
                // It answers pings for as long as it lives.
                let quiet = await soon(within: .seconds(4)) { told.events.count > 1 ? true : nil }
                #expect(quiet == nil)
                peer.process.send(SIGSTOP)
                _ = socket.send(text: "are you there?")
                #expect(await told.last(within: .seconds(60)) == .failed(.peerSilent))
                peer.process.send(SIGCONT)
            }
        }
    }

    @Test func anUpgradeHasItsTime() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for path in ["/never", "/slow"] {
                    var request = peer.rude(path)
                    request.connectTimeout = .milliseconds(600)
                    let began = ContinuousClock.now
                    #expect(await client.last(request) == .failed(.timedOut), "\(path)")
                    #expect(ContinuousClock.now - began < .seconds(60), "\(path)")
                }
            }
        }
    }
}

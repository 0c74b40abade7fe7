import Foundation
import Synchronization
import TestSupport
import Testing
import WebSocketTransport

/// Messages both ways, with a server by another library.
struct MessageTests {
    @Test func wordsGoBothWays() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let (socket, told) = client.record(peer.polite("/echo"))
                #expect(!socket.send(text: "too early") || told.events.contains(.opened))
                #expect(await told.tells(.opened))
                for text in ["hello", "", "Grüße 🎬", String(repeating: "w", count: 100_000)] {
                    #expect(socket.send(text: text))
                    #expect(await told.tells(.text(Array(text.utf8))))
                }
            }
        }
    }

    @Test func headersAndPathArrive() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                var request = peer.polite("/headers")
                request.headers = [
                    WebSocketHeader("Authorization", "MediaBrowser Token=\"abc\""),
                    WebSocketHeader("User-Agent", "Hyperwall/1"),
                ]
                let (_, told) = client.record(request)
                #expect(await told.hasTexts(1))
                let text = try #require(told.texts.first)
                let headers = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
                #expect(headers["authorization"] == "MediaBrowser Token=\"abc\"")
                #expect(headers["user-agent"] == "Hyperwall/1")
                #expect(headers["host"] == "127.0.0.1:\(peer.ports.plain)")
                let (_, path) = client.record(peer.polite("/path?deviceId=a%20b&x=1"))
                #expect(await path.tells(.text(Array("/path?deviceId=a%20b&x=1".utf8))))
            }
        }
    }

    @Test func fragmentsAreOneMessageAndPingsAreAnswered() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let (_, told) = client.record(peer.polite("/fragments"))
                #expect(await told.hasTexts(3))
                #expect(told.texts == ["one zwölf three", "", "ponged"])
            }
        }
    }

    @Test func aMessageOfTheLimitAndOneBeyond() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let limit = 1 << 20
                let (_, told) = client.record(peer.polite("/bytes/\(limit)"))
                #expect(await told.hasTexts(1))
                #expect(told.texts.first?.utf8.count == limit)
                let beyond = await client.last(peer.polite("/bytes/\(limit + 1)"))
                #expect(beyond == .failed(.tooLarge(bytesMax: limit)))
                #expect(!told.events.contains { $0.isLast })
            }
        }
    }

    @Test func endlessMessagesAreNotKept() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                for path in ["/huge", "/manyfragments"] {
                    let last = await client.last(peer.rude(path))
                    #expect(last == .failed(.tooLarge(bytesMax: 1 << 20)), "\(path)")
                }
            }
        }
    }

    @Test func theLineOfMessagesIsBounded() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                let (socket, told) = client.record(peer.polite("/deaf"))
                #expect(await told.tells(.opened))
                peer.process.send(SIGSTOP)
                let message = String(repeating: "m", count: 200 << 10)
                // The system's buffers take some of them, megabytes at most.
                let taken = await soon(within: .seconds(20)) { () -> Bool? in
                    for _ in 0..<20 where !socket.send(text: message) { return true }
                    return nil
                }
                #expect(taken == true)
                #expect(!socket.send(text: String(repeating: "m", count: 257 << 10)))
                peer.process.send(SIGCONT)
                socket.close()
                #expect(!socket.send(text: "after the end"))
            }
        }
    }
}

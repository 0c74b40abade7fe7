import Foundation
import Synchronization
import TestSupport
import Testing
import WebSocketTransport

/// The other side, in a process of its own.
struct Peer {
    /// Where it listens.
    struct Ports: Decodable {
        let plain: Int
        let rude: Int
        let tls: Int?
        let tls6: Int?
    }

    let ports: Ports
    let process: ChildProcess

    /// Runs a test with it.
    /// - Parameter certificate: paths of a certificate and its key; nil for no TLS.
    static func with<Result>(
        certificate: (String, String)? = nil, _ body: (Peer) async throws -> Result
    ) async throws -> Result {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let script = folder.at("peer.py")
        try peerScript.write(toFile: script, atomically: true, encoding: .utf8)
        let arguments = certificate.map { [$0.0, $0.1] } ?? []
        let process = try ChildProcess(
            // Debian's own, for its library: the first in PATH may be another one.
            ["/usr/bin/python3", script] + arguments,
            files: [1: folder.at("output"), 2: folder.at("errors")])
        defer { process.send(SIGKILL) }
        let ports = await soon(within: .seconds(60)) { () -> Ports?? in
            if process.exitStatus != nil { return .some(nil) }
            let text = (try? String(contentsOfFile: folder.at("output"), encoding: .utf8)) ?? ""
            return (try? JSONDecoder().decode(Ports.self, from: Data(text.utf8))).map { .some($0) }
        }
        let errors = (try? String(contentsOfFile: folder.at("errors"), encoding: .utf8)) ?? ""
        let peer = Peer(ports: try #require(ports ?? nil, "\(errors)"), process: process)
        let result = try await body(peer)
        process.send(SIGKILL)
        _ = await process.end(within: .seconds(5))
        return result
    }

    /// An address at the server that behaves.
    func polite(_ path: String) -> WebSocketRequest {
        WebSocketRequest(url: "ws://127.0.0.1:\(ports.plain)\(path)")
    }

    /// An address at the other one.
    func rude(_ path: String) -> WebSocketRequest {
        WebSocketRequest(url: "http://127.0.0.1:\(ports.rude)\(path)")
    }
}

/// What a socket told.
final class Recorder: Sendable {
    private let told = Mutex<[WebSocketEvent]>([])

    /// What there is so far.
    var events: [WebSocketEvent] { told.withLock { $0 } }

    /// Takes an event.
    func take(_ event: WebSocketEvent) { told.withLock { $0.append(event) } }

    /// The texts among the events.
    var texts: [String] {
        events.compactMap { event in
            if case .text(let bytes) = event { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }

    /// Waits until something was told.
    func tells(_ event: WebSocketEvent, within time: Duration = .seconds(60)) async -> Bool {
        await soon(within: time) { events.contains(event) ? true : nil } ?? false
    }

    /// Waits until so many texts came.
    func hasTexts(_ count: Int) async -> Bool {
        await soon(within: .seconds(60)) { texts.count >= count ? true : nil } ?? false
    }

    /// Waits for the last event.
    func last(within time: Duration = .seconds(120)) async -> WebSocketEvent? {
        await soon(within: time) { events.last.flatMap { $0.isLast ? $0 : nil } }
    }
}

extension WebSocketClient {
    /// Runs a test with a client, and ends it.
    static func with<Result>(_ body: (WebSocketClient) async throws -> Result) async throws
        -> Result
    {
        let client = try WebSocketClient()
        defer { client.close(atMost: .seconds(30)) }
        return try await body(client)
    }

    /// Opens a socket that is recorded.
    func record(_ request: WebSocketRequest) -> (socket: WebSocket, told: Recorder) {
        let recorder = Recorder()
        return (open(request, deliver: recorder.take), recorder)
    }

    /// The last event of a socket that is left alone.
    func last(_ request: WebSocketRequest) async -> WebSocketEvent? {
        await record(request).told.last()
    }
}

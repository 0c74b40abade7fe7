import Foundation
import TestSupport
import Testing
import WebSocketTransport

/// Servers that prove who they are, and others.
struct CertificateTests {
    @Test func onlyWhoIsTrustedIs() async throws {
        try await Self.withAuthority { folder, certificate in
            try await Peer.with(certificate: certificate) { peer in
                try await WebSocketClient.with { client in
                    let port = try #require(peer.ports.tls)
                    var request = WebSocketRequest(url: "wss://127.0.0.1:\(port)/echo")
                    // Without its authority.
                    expectRefused(await client.last(request), "authority")
                    // With it, in the same client and at the same time.
                    request.caFile = folder.at("ca.pem")
                    let (socket, told) = client.record(request)
                    #expect(await told.tells(.opened))
                    #expect(socket.send(text: "over TLS"))
                    #expect(await told.tells(.text(Array("over TLS".utf8))))
                    // It has that authority, but is another one's certificate.
                    request.url = "https://localhost:\(port)/echo"
                    expectRefused(await client.last(request), "another name")
                    // Nobody asks.
                    request.caFile = nil
                    request.verifiesCertificate = false
                    #expect(await client.record(request).told.tells(.opened))
                    // What was trusted for one socket is not for the next.
                    request.verifiesCertificate = true
                    expectRefused(await client.last(request), "authority")
                    #expect(!told.events.contains { $0.isLast })
                }
            }
        }
    }

    @Test func anExpiredCertificateIsNone() async throws {
        try await Self.withAuthority(days: -1) { folder, certificate in
            try await Peer.with(certificate: certificate) { peer in
                try await WebSocketClient.with { client in
                    let port = try #require(peer.ports.tls)
                    var request = WebSocketRequest(url: "wss://127.0.0.1:\(port)/echo")
                    request.caFile = folder.at("ca.pem")
                    expectRefused(await client.last(request), "expired")
                    request.verifiesCertificate = false
                    #expect(await client.record(request).told.tells(.opened))
                }
            }
        }
    }

    @Test(.enabled(if: TestSocket.hasIPv6Loopback, "there is no ::1"), arguments: [true, false])
    func anIPv6AddressIsCompared(isNamed: Bool) async throws {
        try await Self.withAuthority(names: isNamed ? "IP:::1" : "IP:127.0.0.1,IP:::2") {
            folder, certificate in
            try await Peer.with(certificate: certificate) { peer in
                try await WebSocketClient.with { client in
                    let port = try #require(peer.ports.tls6)
                    var request = WebSocketRequest(url: "wss://[::1]:\(port)/echo")
                    request.caFile = folder.at("ca.pem")
                    if isNamed {
                        #expect(await client.record(request).told.tells(.opened))
                    } else {
                        expectRefused(await client.last(request), "another name")
                    }
                }
            }
        }
    }

    @Test func whatIsNoTLSSaysSo() async throws {
        try await Peer.with { peer in
            try await WebSocketClient.with { client in
                var request = WebSocketRequest(url: "wss://127.0.0.1:\(peer.ports.plain)/echo")
                guard case .failed(.tls)? = await client.last(request) else {
                    Issue.record("a server without TLS was taken for one with it")
                    return
                }
                request.caFile = "/nowhere/ca.pem"
                let missing = await client.last(request)
                guard case .failed(.tls(let words))? = missing else {
                    Issue.record("\(String(describing: missing))")
                    return
                }
                #expect(words.contains("certificate authorities"))
            }
        }
    }

    private func expectRefused(
        _ event: WebSocketEvent?, _ words: String, at place: SourceLocation = #_sourceLocation
    ) {
        guard case .failed(.certificate(let reason))? = event else {
            Issue.record("\(String(describing: event))", sourceLocation: place)
            return
        }
        #expect(reason.contains(words), "\(reason)", sourceLocation: place)
    }

    /// An authority of our own, and a server's certificate by it.
    private static func withAuthority(
        days: Int = 2, names: String = "IP:127.0.0.1",
        _ body: (ScratchFolder, (String, String)) async throws -> Void
    ) async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try await onThread {
            let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            try openssl(
                ["req", "-x509", "-days", "2", "-subj", "/CN=Our own authority"] + key
                    + ["-keyout", folder.at("ca.key"), "-out", folder.at("ca.pem")])
            try openssl(
                ["req", "-new", "-subj", "/CN=server"] + key
                    + ["-keyout", folder.at("key.pem"), "-out", folder.at("request.pem")])
            try "subjectAltName=\(names)".write(
                toFile: folder.at("names"), atomically: true, encoding: .utf8)
            try openssl([
                "x509", "-req", "-days", "\(days)", "-in", folder.at("request.pem"), "-CA",
                folder.at("ca.pem"), "-CAkey", folder.at("ca.key"), "-CAcreateserial", "-extfile",
                folder.at("names"), "-out", folder.at("server.pem"),
            ])
        }
        try await body(folder, (folder.at("server.pem"), folder.at("key.pem")))
    }

    private static func openssl(_ arguments: [String]) throws {
        let run = try ProgramRun.of("openssl", arguments)
        try #require(run.status == 0, "\(run.errors)")
    }
}

import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Certificates that do not verify, against `openssl s_server`.
@Suite struct CertificateTests {
    @Test func aSelfSignedCertificateIsNamed() async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let server = try await onThread { try TLSServer(in: folder) }
        defer { server.stop() }
        let probe = HTTPProbe()
        let outcome = await withCheckedContinuation { continuation in
            probe.probe(url: "https://localhost:\(server.port)/") {
                continuation.resume(returning: $0)
            }
        }
        probe.close()
        #expect(outcome == .certificate(reason: "is self-signed"))
    }
}

/// `openssl s_server` with a certificate made for the occasion.
private final class TLSServer: Sendable {
    let port: UInt16
    private let process: Process

    init(in folder: ScratchFolder) throws {
        let made = try ProgramRun.of(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout",
                folder.at("key.pem"), "-out", folder.at("cert.pem"),
            ])
        try #require(made.status == 0, "\(made.errors)")
        // A port that was free a moment ago; openssl cannot tell which one it took.
        let (socket, port) = try TestSocket.listeningOnLoopback()
        socket.close()
        self.port = port
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_server", "-accept", "localhost:\(port)", "-www", "-key",
            folder.at("key.pem"), "-cert", folder.at("cert.pem"),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says ACCEPT when it listens.
        var text = ""
        while !text.contains("ACCEPT") {
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "openssl s_server ended: \(text)")
            text += String(decoding: more, as: UTF8.self)
        }
    }

    func stop() {
        // A child inherits the signals that its starter's thread blocks, SIGTERM
        // among them.
        _ = kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

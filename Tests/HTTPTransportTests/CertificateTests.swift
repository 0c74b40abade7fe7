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

import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Servers that prove who they are, and others.
@Suite(.enabled(if: Tool.openssl.isThere, "openssl is not installed"))
struct ClientCertificateTests {
    @Test func anUnknownAuthorityIsNotTrusted() async throws {
        try await Self.withServer(until: "20491231235959Z") { url, _ in
            let failure = await Self.ask(url, HTTPClientSettings())
            guard case .certificate(let reason)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(!reason.isEmpty && !reason.contains("expired"))
        }
    }

    @Test func anAuthorityOfOnesOwnIs() async throws {
        try await Self.withServer(until: "20491231235959Z") { url, certificate in
            var settings = HTTPClientSettings()
            settings.caFile = certificate
            #expect(await Self.ask(url, settings) == nil)
            // It is this machine's certificate and no other name's.
            let other = url.replacingOccurrences(of: "127.0.0.1", with: "localhost")
            guard case .certificate? = await Self.ask(other, settings) else {
                Issue.record("a certificate of another name was accepted")
                return
            }
        }
    }

    @Test func anExpiredCertificateIsNone() async throws {
        try await Self.withServer(until: "20200201000000Z") { url, certificate in
            var settings = HTTPClientSettings()
            settings.caFile = certificate
            let failure = await Self.ask(url, settings)
            guard case .certificate(let reason)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(reason.contains("expired"), "\(reason)")
            settings.verifiesCertificates = false
            #expect(await Self.ask(url, settings) == nil)
        }
    }

    @Test func aListOfAuthoritiesThatIsMissingSaysSo() async throws {
        try await Self.withServer(until: "20491231235959Z") { url, certificate in
            var settings = HTTPClientSettings()
            settings.caFile = certificate + ".missing"
            guard case .notAsked(let detail)? = await Self.ask(url, settings) else {
                Issue.record("accepted")
                return
            }
            #expect(detail.contains("certificate authorities"))
        }
    }

    private static func ask(_ url: String, _ settings: HTTPClientSettings) async -> HTTPFailure? {
        let client = HTTPClient(settings)
        defer { client.close() }
        return await client.failure(HTTPRequest(url: url))
    }

    /// A TLS server on loopback with a certificate of its own making.
    /// - Parameter until: when that ends.
    private static func withServer(
        until: String, _ body: (_ url: String, _ certificate: String) async throws -> Void
    ) async throws {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let certificate = folder.at("certificate.pem")
        try await onThread { try makeCertificate(folder, until: until) }
        let server = try ChildProcess(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate,
                "-key", folder.at("key.pem"),
            ], files: [1: folder.at("output"), 2: folder.at("errors")])
        let port = await soon(within: .seconds(60)) { () -> Int? in
            let text = (try? String(contentsOfFile: folder.at("output"), encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
            return line?.split(separator: ":").last.flatMap { Int($0) }
        }
        do {
            try await body("https://127.0.0.1:\(try #require(port))/", certificate)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// `openssl ca`, because `openssl req` cannot make a certificate that has expired.
    private static func makeCertificate(_ folder: ScratchFolder, until: String) throws {
        let configuration = """
            [ca]
            default_ca = own
            [own]
            database = \(folder.at("index"))
            new_certs_dir = \(folder.path)
            default_md = sha256
            rand_serial = yes
            policy = any
            x509_extensions = extensions
            [any]
            commonName = supplied
            [extensions]
            subjectAltName = IP:127.0.0.1
            basicConstraints = critical,CA:TRUE
            [req]
            distinguished_name = name
            [name]
            """
        try configuration.write(toFile: folder.at("ca.conf"), atomically: true, encoding: .utf8)
        try "".write(toFile: folder.at("index"), atomically: true, encoding: .utf8)
        let key = folder.at("key.pem")
        try openssl([
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/CN=wall",
            "-out", folder.at("request.pem"), "-config", folder.at("ca.conf"),
        ])
        try openssl([
            "ca", "-batch", "-notext", "-selfsign", "-config", folder.at("ca.conf"), "-keyfile",
            key, "-in", folder.at("request.pem"), "-out", folder.at("certificate.pem"),
            "-startdate", "20200101000000Z", "-enddate", until,
        ])
    }

    private static func openssl(_ arguments: [String]) throws {
        let run = try ProgramRun.of("openssl", arguments)
        try #require(run.status == 0, "\(run.errors)")
    }
}

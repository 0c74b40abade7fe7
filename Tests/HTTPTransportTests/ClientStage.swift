import FaultyServer
import Foundation
import HTTPTransport
import TestSupport

/// What the client's tests ask for.
struct ClientSite: FaultySite {
    /// The body of `/zip`, compressed.
    var zipped: [UInt8] = []

    let headers: [String] = []

    func name(of path: String) -> String { path }

    func received(_: SiteRequest) {}

    func answer(_ request: SiteRequest) -> SiteAnswer {
        switch request.path {
        case "/echo":
            let body = Array("\(request.method) ".utf8) + request.body
            return SiteAnswer(type: "text/plain", body: .bytes(body))
        case "/zip":
            return SiteAnswer(
                type: "text/plain", headers: ["Content-Encoding: gzip"], body: .bytes(zipped))
        case "/large":
            return SiteAnswer(
                type: "text/plain", body: .bytes([UInt8](repeating: 65, count: 100_000)))
        case "/endless":
            return SiteAnswer(
                type: "video/mp2t",
                body: .poured { send in
                    let piece = [UInt8](repeating: 66, count: 65_536)
                    while piece.withUnsafeBytes(send) {}
                })
        case "/missing":
            return SiteAnswer(status: 404, type: "text/plain", body: .bytes(Array("no".utf8)))
        default:
            return SiteAnswer(
                type: "text/plain", headers: ["X-Colour:  blue "], body: .bytes(Array("hi".utf8)))
        }
    }
}

/// A server and a client that are ended with the test.
struct ClientStage {
    /// The server.
    let server: FaultyServer
    /// The client.
    let client: HTTPClient

    /// Runs a test with both.
    static func with(
        _ settings: HTTPClientSettings = HTTPClientSettings(), zipped: [UInt8] = [],
        _ body: (ClientStage) async throws -> Void
    ) async throws {
        let server = try FaultyServer(site: ClientSite(zipped: zipped))
        defer { server.stop() }
        let client = HTTPClient(settings)
        defer { client.close() }
        try await body(ClientStage(server: server, client: client))
    }

    /// A request for a path of the server.
    func request(_ path: String, _ method: HTTPRequest.Method = .get) -> HTTPRequest {
        HTTPRequest(method, url: server.url(path))
    }

    /// Waits until so many requests have come.
    func hasRequests(_ count: Int) async -> Bool {
        await soon(within: .seconds(60)) { server.requests.count >= count ? true : nil } ?? false
    }

    /// Waits until no connection is open any more.
    func losesConnections() async -> Bool {
        await soon(within: .seconds(60)) { server.connections == 0 ? true : nil } ?? false
    }
}

extension HTTPClient {
    /// Why there is no reply; nil when there is one.
    func failure(_ request: HTTPRequest) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}

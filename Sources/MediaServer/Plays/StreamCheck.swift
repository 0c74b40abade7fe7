import HTTPTransport
import MediaServerAPI

/// Asks once for what a player is to open, before the player does: follows no redirect with the
/// token to another host, and learns why something cannot be opened.
struct StreamCheck: Sendable {
    /// What a player may open.
    struct Place: Sendable {
        /// The address, free of the server's token.
        let url: String
        /// Whether it is the media server's own: only then the token goes along.
        let isServers: Bool
    }

    /// Redirects within the server.
    static let hopsMax = 5

    let caller: ServerCaller

    /// Where a stream really is.
    /// - Parameters:
    ///   - url: on the server.
    ///   - header: that lets a player in.
    func place(
        of url: String, header: CallHeader, root: ServerAddress
    ) async throws(ServerTrouble) -> Place {
        var url = url
        for _ in 0...Self.hopsMax {
            var request = HTTPRequest(url: url)
            request.headers = [HTTPHeader(header.name, header.value)]
            request.headOnly = true
            request.redirects = .none
            request.total = .seconds(20)
            let reply = try await caller.send(request)
            guard (300..<400).contains(reply.status), let target = reply.redirect else {
                _ = try caller.check(reply)
                return Place(url: url, isServers: true)
            }
            let clean = TranscodingAddress.withoutToken(target)
            guard TranscodingAddress.isOnServer(clean, root) else {
                return Place(url: clean, isServers: false)
            }
            url = clean
        }
        throw .unreachable(why: "it sends in circles")
    }
}

import WallPolicy

/// The other walls: `GET /api/v1/peers` and `GET /api/v1/peers/{name}/wall.jpg`.
///
/// Nothing else of theirs is passed on, and nothing that changes one.
enum PeerRoutes {
    private struct List: Encodable {
        var schema = 1
        var peers: [PeerReport]
    }

    /// `GET /api/v1/peers` and `GET /api/v1/peers/{name}/wall.jpg`.
    static func make(_ peers: Peers) -> [Route] {
        [
            Route(method: .GET, path: "/api/v1/peers") { _ in
                try Answer.json(List(peers: await peers.reports()))
            },
            Route(method: .GET, path: "/api/v1/peers/{name}/wall.jpg") { request in
                guard let link = peers.link(request.name ?? "") else {
                    throw Problem(404, "No wall of that name stands in HYPERWALL_PEERS.")
                }
                do throws(PeerQuestion.Trouble) {
                    return Answer.bytes(
                        try await link.currentPicture(), PictureFormat.jpeg.mediaType)
                } catch {
                    throw Problem(error.state == .silent ? 504 : 502, error.reason)
                }
            },
        ]
    }
}

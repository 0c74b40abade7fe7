import FaultyServer

extension FakeSite {
    /// What people do to the server by URLs below `/fake/`: the same as tests do in Swift.
    ///
    /// `FaultyServer` itself answers `/fake/fault?path=&fault=`, `clear`, `drop`, `stall-now`,
    /// `reset-now`, `refuse?seconds=`, `silent?seconds=` and `well`.
    func control(_ request: SiteRequest) -> SiteAnswer {
        let query = RequestQuery(request.query)
        guard let server = outside.withLock({ $0.server }) else { return Answers.notFound }
        let name = String(request.path.dropFirst("/fake/".count))
        if let lines = controlRemote(name, request, query, server) { return Self.lines(lines) }
        switch name {
        case "illegal": return Self.lines(server.illegal)
        case "requests": return Self.lines(server.requests.map { "\($0.method) \($0.path)" })
        case "open-sessions": return Self.lines(server.openSessions.map { "\($0)" })
        case "encodings": return Self.lines(server.runningEncodings.map { "\($0)" })
        case "live-streams": return Self.lines(server.openLiveStreams)
        case "all-user-data":
            return Self.lines(server.itemIDs.map { "\($0) \(server.userData(of: $0))" })
        case "mark":
            // What somebody else has seen of them, and likes.
            for (number, id) in server.itemIDs.enumerated() where number % 3 == 0 {
                var data = server.userData(of: id)
                data.positionTicks = Int64(query.number("seconds") ?? 2) * 10_000_000
                data.isFavorite = number % 2 == 0
                server.setUserData(data, of: id)
            }
        case "user-data": return Self.lines(["\(server.userData(of: query["id"] ?? ""))"])
        case "authorize":
            let code = query["code"] ?? server.waitingCode ?? ""
            return Self.lines([server.confirmCode(code) ? "Done." : "There is no such code."])
        case "revoke": server.revokeTokens()
        case "expire":
            guard let what = FakeExpiry(rawValue: query["what"] ?? "") else {
                return Self.lines(["?what= is one of: \(FakeExpiry.allCases.map(\.rawValue))"])
            }
            server.expire(what)
        case "add":
            server.addItems(query.number("count") ?? 1, atFront: query.flag("front") ?? false)
        case "remove":
            if let ids = query["ids"] {
                server.removeItems(ids.split(separator: ",").map(String.init))
            } else {
                server.removeFirstItems(query.number("count") ?? 1)
            }
        case "total": server.setTotalOffset(query.number("offset"))
        case "clock": server.setClock(ahead: Double(query.number("seconds") ?? 0))
        case "else": server.becomeSomethingElse(query.flag("on") ?? true)
        case "redirect-streams": state.withLock { $0.streamTarget = query["to"] }
        case "playback-error": server.setPlaybackError(query["error"])
        case "permit":
            server.permit(
                transcoding: query.flag("transcoding") ?? true,
                directPlay: query.flag("direct") ?? true)
        case "forget": server.forgetRequests()
        default: return Answers.notFound
        }
        return Self.lines(["Done."])
    }

    private static func lines(_ lines: [String]) -> SiteAnswer {
        SiteAnswer(
            type: "text/plain; charset=utf-8",
            body: .bytes(Array(lines.map { "\($0)\n" }.joined().utf8)))
    }
}

/// The way back to the server, for control routes; weak, so that nobody holds the other.
struct Outside: Sendable {
    weak var server: FakeMediaServer?
}

import FaultyServer
import Foundation

extension FakeSite {
    /// What people do to websockets by URLs below `/fake/`. `device=` is a device's id, which
    /// `remote` lists.
    ///
    /// - Returns: the lines to answer with; nil when the path is another.
    func controlRemote(
        _ name: String, _ request: SiteRequest, _ query: RequestQuery, _ server: FakeMediaServer
    ) -> [String]? {
        let device =
            query["device"] ?? server.remoteDevices.first { server.openSockets(of: $0) > 0 }
        let to = device ?? ""
        switch name {
        case "remote": return remoteLines(server, query["device"].map { [$0] })
        case "heard": return server.remoteRecord(of: to).messages
        case "counts-by-path":
            let since = Double(query["since"] ?? "") ?? 0
            return ["seconds \(server.seconds)"]
                + server.requestCounts(since: since).sorted { $0.key < $1.key }
                .map { "\($0.value) \($0.key)" }
        case "restart":
            let word = query["announced"] ?? "none"
            guard let announcement = FakeAnnouncement(rawValue: word) else {
                return ["?announced= is one of: \(FakeAnnouncement.allCases.map(\.rawValue))"]
            }
            let seconds = Double(query["seconds"] ?? "") ?? 5
            // After this answer, whose connection it would close.
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { [weak server] in
                try? server?.restart(announcement, downFor: seconds)
            }
        case "refuse-upgrades":
            server.refuseUpgrades(
                query.number("status") ?? 503, seconds: Double(query["seconds"] ?? "") ?? 10)
        case "half-open": server.halfOpenSockets(query.flag("on") ?? true)
        case "cut-sockets":
            server.cutSockets(
                of: query["device"], code: query.number("code").flatMap { UInt16(exactly: $0) },
                resets: query.flag("reset") ?? false)
        case "garbage":
            guard let kind = FakeGarbage(rawValue: query["kind"] ?? "") else {
                return ["?kind= is one of: \(FakeGarbage.allCases.map(\.rawValue))"]
            }
            return [Self.sent(server.sendGarbage(kind, to: to))]
        case "long-message":
            let bytes = min(max(0, query.number("bytes") ?? 1 << 20), 16 << 20)
            return [Self.sent(server.sendLongMessage(bytes: bytes, to: to))]
        case "long-play":
            let count = min(max(0, query.number("count") ?? 10_000), 100_000)
            let ids = (0..<count).map { server.itemID($0) }
            return [Self.sent(server.sendPlay(ids, to: to))]
        case "text":
            let text = String(decoding: request.body, as: UTF8.self)
            return [
                Self.sent(server.sendText(text, pieceBytes: query.number("piece"), to: to))
            ]
        case "raw": return [Self.sent(server.sendRaw(request.body, to: to))]
        case "ping": return [Self.sent(server.sendPing(to: to))]
        case "library-changed": server.sendLibraryChanged()
        case "favorite":
            guard let id = query["id"] else { return ["?id= is missing."] }
            var data = server.userData(of: id)
            data.isFavorite = query.flag("on") ?? true
            server.setUserData(data, of: id)
        default: return nil
        }
        return ["Done."]
    }

    private static func sent(_ isSent: Bool) -> String {
        isSent ? "Done." : "No such device has a websocket."
    }

    private func remoteLines(_ server: FakeMediaServer, _ devices: [String]?) -> [String] {
        (devices ?? server.remoteDevices).map { device in
            let record = server.remoteRecord(of: device)
            return "\(device) controllable \(server.isControllable(device))"
                + " sockets-open \(record.socketsOpen) sockets-ever \(record.socketsEver)"
                + " keep-alives \(record.keepAlives) pings \(record.pings) pongs \(record.pongs)"
                + " capabilities \(record.capabilitiesPosts) silences \(record.silences)"
                + " close-code \(record.closeCode.map { "\($0)" } ?? "none")"
        }
    }
}

import FaultyServer
import Foundation

extension FakeSite {
    /// A request that wants to become a websocket: Jellyfin takes it at any path, Emby at
    /// `/embywebsocket`, at the root and below `/emby`.
    func upgrade(_ request: SiteRequest, _ path: String) throws(Refusal) -> SiteAnswer {
        if let status = remote.refusal { throw Refusal(status) }
        if !dialect.isJellyfin, path.lowercased() != "/embywebsocket" {
            throw Refusal(404, "is no place for a websocket of \(dialect.name)")
        }
        if let refusal = WebSocketAccept.refusal(request.method, request.headers) { throw refusal }
        var call = Call(request, path, [:], self)
        if !dialect.isJellyfin, !options.socketTakesHeader {
            call.credentials.tokens.removeAll { !$0.place.isQuery }
        }
        do {
            try admit(&call, RouteRow("GET", path, .socket))
        } catch {
            // Jellyfin's WebSocketManager throws a SecurityException, which is 403.
            throw Refusal(dialect.isJellyfin ? 403 : error.status, error.sentence)
        }
        var device = call.caller.device
        if let id = call.query["deviceid"], let known = device, id != known.deviceID {
            let other = DeviceKey(client: known.client, deviceID: id)
            meet(other, call.credentials, account: call.caller.account)
            device = other
        }
        // Jellyfin looks for the device that the token was given to, and a key has none
        // (SessionManager.GetSessionByAuthenticationToken): such a socket opens and stays silent.
        if call.caller.isAPIKey, !options.keyHasSockets { device = nil }
        let socket = remote.makeSocket(device, account: call.caller.account)
        let head = WebSocketAccept.head(request.headers, headers)
        return SiteAnswer(
            status: 101, type: "",
            body: .taken { [remote] stream in
                // A peer that stands still takes connections, and no more.
                while remote.isFrozen {
                    let ready = stream.wait(
                        reading: false, writing: false, wake: -1,
                        milliseconds: RemoteSocket.lookMilliseconds)
                    if ready.hasGone || stream.mustEnd { return }
                }
                socket.serve(stream, head: Array(head.utf8))
            })
    }

    /// A device's last socket is closed: Jellyfin ends its session (SessionManager.
    /// CloseIfNeededAsync), which comes back with the device's next request.
    func lastSocketClosed(_ device: DeviceKey) {
        state.withLock { state in
            // Another may have come meanwhile.
            if !remote.hasSocket(device) { state.sessions[device]?.hasEnded = true }
        }
    }

    /// A device has a socket again, and may have lost another since its upgrade was let in.
    func socketOpened(_ device: DeviceKey) {
        state.withLock { $0.sessions[device]?.hasEnded = false }
    }
}

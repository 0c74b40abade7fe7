import MediaServerAPI
import WebSocketTransport

/// Where a device's websocket leads.
enum SocketAddress {
    /// The request of a socket.
    /// - Parameter form: where the token is; in the address it stands only for Emby servers
    ///   that read no header of a websocket.
    static func request(
        _ access: DeviceAccess, _ form: RemoteLinkEffect.Form, _ settings: RemoteControlSettings
    ) -> WebSocketRequest {
        let path = access.dialect == .emby ? "/embywebsocket" : "/socket"
        var url = "\(access.root.base)\(path)?deviceId=\(Percent.encoded(access.device.id))"
        var token: String? = access.token
        if form == .query {
            url += "&api_key=\(Percent.encoded(access.token))"
            token = nil
        }
        var request = WebSocketRequest(
            url: url,
            headers: access.device.headers(access.dialect, token: token).map {
                WebSocketHeader($0.name, $0.value)
            })
        request.caFile = settings.caFile
        request.verifiesCertificate = settings.verifiesCertificates
        request.pingInterval = settings.pingInterval
        request.pingPatience = settings.pingPatience
        request.messageBytesMax = SocketMessage.bytesMax
        return request
    }
}

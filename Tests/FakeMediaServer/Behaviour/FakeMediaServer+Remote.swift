import FaultyServer
import Foundation

extension FakeMediaServer {
    // MARK: What it heard

    /// What a device did on its websockets.
    public func remoteRecord(of deviceID: String) -> FakeRemoteRecord {
        site.remote.record(deviceID)
    }

    /// The devices that ever had a websocket or posted capabilities.
    public var remoteDevices: [String] { site.remote.devices }

    /// Websockets that are open.
    /// - Parameter deviceID: of this device only.
    public func openSockets(of deviceID: String? = nil) -> Int {
        site.remote.sockets(deviceID).count
    }

    /// Whether others may press this device's buttons: capabilities were posted, and a
    /// websocket is open.
    public func isControllable(_ deviceID: String) -> Bool {
        site.state.withLock { state in
            state.sessions.values.contains {
                $0.device.deviceID == deviceID && !$0.hasEnded && site.isControllable($0, state)
            }
        }
    }

    /// The id of a device's session; nil when there is none.
    public func sessionID(of deviceID: String) -> String? {
        site.state.withLock { state in
            state.sessions.values.first { $0.device.deviceID == deviceID && !$0.hasEnded }?.id
        }
    }

    /// Seconds since the server's start, as the requests' times have them.
    public var seconds: Double { site.began.duration(to: .now) / .seconds(1) }

    /// How often each `METHOD path` was asked, upgrades too.
    /// - Parameter seconds: only from this time on.
    public func requestCounts(since seconds: Double = 0) -> [String: Int] {
        requests.reduce(into: [:]) { counts, request in
            if request.time >= seconds {
                counts["\(request.method) \(request.path)", default: 0] += 1
            }
        }
    }

    // MARK: Buttons, without a second client

    /// Sends a Play message.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendPlay(
        _ ids: [String], command: String = "PlayNow", startIndex: Int? = nil,
        startTicks: Int64? = nil, to deviceID: String
    ) -> Bool {
        let order = FakeSite.PlayOrder(
            ids: ids, command: command, startTicks: startTicks,
            startIndex: startIndex.map { Int64($0) })
        return send(site.playMessage(order, by: userID), to: deviceID)
    }

    /// Sends a Playstate message: `Pause`, `NextTrack`, `Seek` with ticks of 100 ns.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendPlaystate(
        _ command: String, seekTicks: Int64? = nil, to deviceID: String
    ) -> Bool { send(site.playstateMessage(command, seekTicks, by: userID), to: deviceID) }

    /// Sends a GeneralCommand message, known or not.
    /// - Returns: whether the device has a websocket.
    @discardableResult
    public func sendCommand(
        _ name: String, _ arguments: [String: String] = [:], to deviceID: String
    ) -> Bool {
        let list = arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return send(site.generalMessage(name, list, by: userID), to: deviceID)
    }

    /// Tells every device that the library has changed, whether it did or not.
    public func sendLibraryChanged(updated: [String] = []) { site.announce(updated: updated) }

    private func send(_ message: RemoteMessage, to deviceID: String) -> Bool {
        newestSocket(of: deviceID) { $0.send(message) }
    }

    /// Does something with the socket that was heard of last.
    func newestSocket(of deviceID: String, _ body: (RemoteSocket) -> Void) -> Bool {
        let socket = site.remote.sockets(deviceID).max { $0.lastActivity < $1.lastActivity }
        socket.map(body)
        return socket != nil
    }
}

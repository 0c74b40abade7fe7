import Foundation
import Synchronization

/// All websockets of a server.
final class RemoteHub: Sendable {
    /// Devices that are remembered.
    static let devicesMax = 1000
    /// Times of openings that are remembered for each.
    static let timesMax = 1000

    private struct State {
        var sockets: [RemoteSocket] = []
        var records: [String: FakeRemoteRecord] = [:]
        var number = 0
        var isFrozen = false
        var refusal: (status: Int, until: ContinuousClock.Instant)?
    }

    let options: FakeMediaServer.Options
    private let began: ContinuousClock.Instant
    private let state = Mutex(State())
    /// Whose they are.
    let owner = Mutex(Owner())

    /// Weak, so that nobody holds the other.
    struct Owner: Sendable {
        weak var site: FakeSite?
    }

    init(_ options: FakeMediaServer.Options, began: ContinuousClock.Instant) {
        self.options = options
        self.began = began
    }

    /// Whether clients are told by when they must have sent a KeepAlive, and cut otherwise.
    var sendsForceKeepAlive: Bool { options.dialect.isJellyfin }

    // MARK: Sockets

    func makeSocket(_ device: DeviceKey?, account: Int?) -> RemoteSocket {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        return RemoteSocket(number, device, account: account, self)
    }

    func opened(_ socket: RemoteSocket) {
        let time = began.duration(to: .now) / .seconds(1)
        state.withLock { $0.sockets.append(socket) }
        if let device = socket.device { owner.withLock { $0.site }?.socketOpened(device) }
        note(socket) { record in
            record.socketsEver += 1
            record.socketsOpen += 1
            record.openingTimes.append(time)
            if record.openingTimes.count > Self.timesMax { record.openingTimes.removeFirst() }
        }
    }

    func closed(_ socket: RemoteSocket) {
        let isLast = state.withLock { state in
            state.sockets.removeAll { $0 === socket }
            return !state.sockets.contains { $0.device == socket.device }
        }
        note(socket) { $0.socketsOpen -= 1 }
        if isLast, let device = socket.device {
            owner.withLock { $0.site }?.lastSocketClosed(device)
        }
    }

    /// All that are open.
    /// - Parameter deviceID: of this device only.
    func sockets(_ deviceID: String? = nil) -> [RemoteSocket] {
        state.withLock { $0.sockets }.filter { socket in
            socket.isOpen && (deviceID.map { $0 == socket.device?.deviceID } ?? true)
        }
    }

    func hasSocket(_ device: DeviceKey) -> Bool {
        state.withLock { $0.sockets }.contains { $0.device == device && $0.isOpen }
    }

    /// Sends to the socket of a device that was heard of last, as Jellyfin does it
    /// (WebSocketController.SendMessage).
    /// - Returns: whether there is one.
    @discardableResult
    func send(_ message: RemoteMessage, to device: DeviceKey) -> Bool {
        let found = state.withLock { $0.sockets }.filter { $0.device == device && $0.isOpen }
            .max { $0.lastActivity < $1.lastActivity }
        found?.send(message)
        return found != nil
    }

    /// Sends to every device, once each.
    /// - Parameter account: to this user's only.
    func sendToAll(_ message: RemoteMessage, of account: Int? = nil) {
        let open = state.withLock { $0.sockets }.filter {
            account == nil || $0.account == account
        }
        for device in Set(open.compactMap(\.device)) { send(message, to: device) }
    }

    // MARK: Faults

    /// Whether open sockets neither read nor write, and new ones are not answered.
    var isFrozen: Bool {
        get { state.withLock { $0.isFrozen } }
        set { state.withLock { $0.isFrozen = newValue } }
    }

    /// Refuses upgrades with a status for so long; nil for no longer.
    func refuse(_ status: Int?, seconds: Double) {
        let until = ContinuousClock.now + .seconds(max(0, min(seconds, 86_400)))
        state.withLock { $0.refusal = status.map { ($0, until) } }
    }

    /// The status with which upgrades are refused now.
    var refusal: Int? {
        state.withLock { state in
            guard let (status, until) = state.refusal, ContinuousClock.now < until else {
                return nil
            }
            return status
        }
    }

    // MARK: What was heard

    func record(_ deviceID: String) -> FakeRemoteRecord {
        state.withLock { $0.records[deviceID] ?? FakeRemoteRecord() }
    }

    var devices: [String] { state.withLock { $0.records.keys.sorted() } }

    func note(_ socket: RemoteSocket, _ change: (inout FakeRemoteRecord) -> Void) {
        note(socket.device?.deviceID ?? "", change)
    }

    func note(_ deviceID: String, _ change: (inout FakeRemoteRecord) -> Void) {
        state.withLock { state in
            guard state.records[deviceID] != nil || state.records.count < Self.devicesMax else {
                return
            }
            change(&state.records[deviceID, default: FakeRemoteRecord()])
        }
    }

    func forbid(_ socket: RemoteSocket, _ sentence: String) {
        let device = socket.device?.deviceID ?? "no device"
        owner.withLock { $0.site }?.forbid("SOCKET", device, sentence)
    }
}

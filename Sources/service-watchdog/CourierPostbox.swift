import Host
import Notifications
import WatchdogPolicy
import WatchdogRuntime

/// The postbox that leads to the channels.
struct CourierPostbox: Postbox {
    private let channels: ChannelSettings
    private let outbox: Outbox

    init(_ settings: ServiceSettings, _ places: Places) {
        channels = settings.channels
        outbox = Outbox(folder: places.outbox(settings.name))
    }

    func keep(_ message: WatchdogMessage) -> String? {
        do {
            try outbox.keep(message, for: channels.channels)
            return nil
        } catch {
            // Without a place to keep it, it is sent at once or not at all.
            let courier = Courier(channels, hostName: HostClock.hostName())
            Parallel.run(
                channels.channels.map { channel in
                    { _ = courier.send(message, to: channel) }
                }, within: Courier.deliveryTimeout)
            return "\(error); the message was sent without being kept"
        }
    }

    func deliver(isUrgent: Bool) -> [(LogLevel, String)] {
        guard !outbox.isEmpty else { return [] }
        let courier = Courier(channels, hostName: HostClock.hostName())
        let wall = HostClock.wallSeconds()
        return courier.deliver(outbox, isUrgent: isUrgent, wall: wall).map { result in
            switch result {
            case .sent(let channel, _): (.info, "\(channel.rawValue) was told")
            case .failed(let channel, let why):
                (.warning, "\(channel.rawValue) could not be told: \(why); it is tried again")
            case .dropped(let words): (.warning, words)
            }
        }
    }
}

import Systemd
import WallPolicy

/// A wall's side of its service manager. Main thread only.
final class WallService {
    /// Between two looks at the status, seconds.
    static let statusSeconds = 1.0

    let notifier: ServiceNotifier
    var heartbeat: ServiceHeartbeat
    private var said = ""
    var nextStatus = 0.0

    init(_ notifier: ServiceNotifier, now: Double) {
        self.notifier = notifier
        heartbeat = ServiceHeartbeat(
            watchdogSeconds: notifier.watchdogInterval?.inSeconds, now: now)
    }

    /// Tells the manager how the wall is, if that is new.
    func say(_ status: String) {
        guard status != said else { return }
        // Not heard is not said.
        if notifier.send(.status(status)) { said = status }
    }
}

/// Who looks at the start.
public enum StartMode: Sendable, Hashable {
    /// A person at a terminal: a bad value ends the start.
    case interactive
    /// Nobody: a bad value must not make the wall dark.
    case kiosk

    /// Kiosk when systemd started this very process; `HYPERWALL_KIOSK=1` is
    /// looked at later, with the other tunables.
    ///
    /// `INVOCATION_ID` would not do: a terminal on a desktop inherits it.
    /// - Parameters:
    ///   - environment: of the process.
    ///   - processID: its own.
    public init(environment: [String: String], processID: Int32) {
        let isService =
            environment["SYSTEMD_EXEC_PID"] == String(processID)
            || environment["NOTIFY_SOCKET"]?.isEmpty == false
        self = isService ? .kiosk : .interactive
    }
}

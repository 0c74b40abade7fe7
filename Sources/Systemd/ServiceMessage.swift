/// What a service tells its manager, in the words of `sd_notify(3)`.
public enum ServiceMessage: Sendable, Equatable {
    /// It does what it is for: `systemctl start` returns.
    case ready
    /// One line for `systemctl status`.
    case status(String)
    /// It lives; to be said at least once in `WatchdogSec`.
    case watchdog
    /// It reads its configuration again, since this moment of the monotonic clock,
    /// microseconds. Followed by `ready`.
    case reloading(monotonicMicroseconds: UInt64)
    /// It ends.
    case stopping
    /// A start, or an end, may take so much longer, from now.
    case extendTimeout(Duration)
    /// This process is the service; a process that only started it was taken for it.
    case mainProcess(Int32)

    /// Bytes of a status at most; `systemctl status` shows one line of it.
    static let statusBytesMax = 400

    /// The assignments of `sd_notify(3)`, a line each.
    var lines: String {
        switch self {
        case .ready: "READY=1\n"
        case .status(let text): "STATUS=\(Self.line(text))\n"
        case .watchdog: "WATCHDOG=1\n"
        case .reloading(let moment): "RELOADING=1\nMONOTONIC_USEC=\(moment)\n"
        case .stopping: "STOPPING=1\n"
        case .extendTimeout(let time): "EXTEND_TIMEOUT_USEC=\(Self.microseconds(time))\n"
        case .mainProcess(let id): "MAINPID=\(id)\n"
        }
    }

    /// One line without control characters: a line end in it would be another assignment.
    private static func line(_ text: String) -> String {
        var line = ""
        var bytes = 0
        for scalar in text.unicodeScalars {
            let isControl =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .format: true
                default: false
                }
            let shown = isControl ? " " : scalar
            bytes += UTF8.width(shown)
            guard bytes <= statusBytesMax else { break }
            line.unicodeScalars.append(shown)
        }
        return line
    }

    private static func microseconds(_ time: Duration) -> Int64 {
        let parts = time.components
        return max(0, parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000)
    }
}

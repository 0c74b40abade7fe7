import Glibc
import Host
public import WatchdogPolicy

/// What a pass says: into the service's log, and to whoever looks. It must be closed.
public final class WatchdogLog {
    private let file: LogFile?
    private let isShown: Bool
    private let offset: Int

    /// - Parameters:
    ///   - path: the log file; without one, or when it cannot be opened, errors and
    ///     warnings go to standard error.
    ///   - isShown: whether everything goes to standard error, too.
    public init(_ path: String?, isShown: Bool) {
        offset = HostClock.offset()
        var complaint: String?
        var file: LogFile?
        if let path {
            do {
                try Folder.make(Paths.parent(path), mode: 0o750)
                file = try LogFile(path)
            } catch {
                complaint = "\(error)"
            }
        }
        self.file = file
        self.isShown = isShown || file == nil
        if let complaint { write(.warning, "", complaint) }
    }

    /// Gives the file back; a second call does nothing.
    public func close() { file?.close() }

    /// One line, made of one line.
    public func write(_ level: LogLevel, _ app: String, _ words: String) {
        let clean = String(
            String.UnicodeScalarView(
                words.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }.prefix(
                    2000)))
        let wall = HostClock.wallSeconds()
        let stamp = Moment(wall: wall, boot: 0, bootID: "", offset: offset).stamp(wall)
        let line = "\(stamp) [\(level.rawValue)] \(app.isEmpty ? "" : "\(app): ")\(clean)"
        file?.append(line)
        if isShown, file != nil || level != .info { StandardError.write(line) }
    }
}

/// Lines for the person at the terminal, or for cron's mail.
public enum StandardError {
    /// Writes a line; where it cannot be written, nobody listens.
    public static func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }
}

import Dispatch
import Foundation
public import Logging
import Synchronization
public import Tunables

/// Log lines to standard error, where systemd's journal takes them, and to a
/// bounded file, of which `hyperwall report` shows the end.
public struct WallLogHandler: LogHandler {
    /// Of every line.
    public var metadata: Logger.Metadata = [:]
    /// Ignored: the level is one for the process and may change while it runs.
    public var logLevel: Logger.Level {
        get { LogThreshold.level }
        set { _ = newValue }
    }
    private let label: String
    private let file: LogFile?

    /// - Parameter file: the bounded file, or nil for standard error alone.
    public init(label: String, file: LogFile?) {
        self.label = label
        self.file = file
    }

    /// A value that is part of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let merged = metadata.merging(event.metadata ?? [:]) { $1 }
        let extra =
            merged.isEmpty
            ? ""
            : " "
                + merged.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        // One event is one line, and no title moves a terminal's cursor.
        let text = Self.printable("\(event.message)\(extra)")
        let line = "\(LogClock.stamp()) \(event.level) \(text)\n"
        LogWriter.shared.write(line, to: file)
    }
}

extension WallLogHandler {
    /// Control characters as spaces: those of ASCII, and those of Latin 1, which terminals obey, too.
    fileprivate static func printable(_ text: String) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }
}

/// Writes log lines on a queue of its own: a full pipe or a dead mount blocks
/// that, and not the wall. Lines beyond the backlog are dropped, and counted.
final class LogWriter: Sendable {
    static let shared = LogWriter()
    /// Some seconds of a very talkative wall.
    static let backlogMax = 1000

    private struct State {
        var waiting = 0
        var dropped = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "hyperwall.log", qos: .utility)
    private let group = DispatchGroup()

    func write(_ line: String, to file: LogFile?) {
        let dropped: Int? = state.withLock { state in
            guard state.waiting < Self.backlogMax else {
                state.dropped += 1
                return nil
            }
            state.waiting += 1
            defer { state.dropped = 0 }
            return state.dropped
        }
        guard let dropped else { return }
        queue.async(group: group) { [self] in
            if dropped > 0 { Output.write("(\(dropped) lines lost)\n", to: STDERR_FILENO) }
            Output.write(line, to: STDERR_FILENO)
            file?.append(line)
            state.withLock { $0.waiting -= 1 }
        }
    }

    /// Waits for what is written, not for long.
    func flush() { _ = group.wait(timeout: .now() + 0.2) }
}

/// The least severe level that is logged, for the whole process.
public enum LogThreshold {
    private static let current = Mutex(Logger.Level.info)

    static var level: Logger.Level { current.withLock { $0 } }

    /// Sets it, now and for loggers that exist.
    public static func set(_ level: LogLevel) {
        let wanted = Logger.Level(rawValue: level.rawValue) ?? .info
        current.withLock { $0 = wanted }
    }
}

enum LogClock {
    /// The local time with milliseconds, as ISO 8601 writes it.
    static func stamp() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        localtime_r(&now.tv_sec, &parts)
        func padded(_ value: Int32, _ width: Int = 2) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        let time = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
        return "\(date)T\(time).\(padded(Int32(now.tv_nsec / 1_000_000), 3))"
    }
}

/// A log file that never grows beyond twice its limit: full, it becomes `.1`,
/// and the one before that goes.
public final class LogFile: Sendable {
    /// 1 MiB: some ten thousand lines.
    public static let bytesMax = 1_048_576

    private struct State {
        var handle: FileHandle?
        var bytes = 0
    }

    private let path: String
    private let state: Mutex<State>

    /// Opens it for appending, readable for this user only; without a folder
    /// to write to it keeps quiet.
    public init(path: String) {
        self.path = path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        // Failure shows below: there is no handle then.
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        state = Mutex(State())
        state.withLock { $0 = Self.open(path) }
    }

    private static func open(_ path: String) -> State {
        let descriptor = Glibc.open(
            path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return State() }
        var information = stat()
        let bytes = fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
        return State(
            handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), bytes: bytes)
    }

    func append(_ line: String) {
        state.withLock { state in
            guard let handle = state.handle else { return }
            // A full disk costs log lines, nothing else.
            try? handle.write(contentsOf: Data(line.utf8))
            state.bytes += line.utf8.count
            guard state.bytes > Self.bytesMax else { return }
            // Where it cannot be set aside it ends, rather than grow.
            state = rename(path, path + ".1") == 0 ? Self.open(path) : State()
        }
    }
}

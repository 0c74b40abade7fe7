import Foundation
import Logging

/// The transcodes and live streams that a server keeps for us, on disk: what a crash left open
/// is closed by the next run.
actor EncodingsList {
    /// One of them.
    struct Entry: Codable, Sendable, Hashable {
        /// The server's lasting id.
        var server: String
        /// The device that asked.
        var device: String
        /// The play session.
        var session: String
        /// The live stream, if it is one.
        var liveStream: String?
        /// Whether it is a transcode.
        var isTranscode: Bool
    }

    private struct Content: Codable {
        var schema = 1
        var open: [Entry]
    }

    /// Entries that are kept: more than cells there are, with what waits behind them.
    static let entriesMax = 512

    private let path: String
    private let logger: Logger
    private var open: [Entry] = []
    private var hasComplained = false

    /// The list of an earlier run is there at once.
    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        if let bytes = try? PrivateFile.read(path, bytesMax: 256 << 10, isPrivate: false),
            let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
            content.schema == 1
        {
            open = Array(content.open.prefix(Self.entriesMax))
        }
    }

    /// All that is open.
    var all: [Entry] { open }

    /// Notes one before it begins.
    func add(_ entry: Entry) {
        open.append(entry)
        if open.count > Self.entriesMax { open.removeFirst(open.count - Self.entriesMax) }
        write()
    }

    /// Strikes one out, after it has ended.
    func remove(_ entry: Entry) {
        guard let index = open.firstIndex(of: entry) else { return }
        open.remove(at: index)
        write()
    }

    private func write() {
        do {
            try PrivateFile.write([UInt8](try JSONEncoder().encode(Content(open: open))), to: path)
        } catch {
            guard !hasComplained else { return }
            hasComplained = true
            logger.warning(
                "\(path) cannot be written: after a crash, transcodes would run on for a minute")
        }
    }
}

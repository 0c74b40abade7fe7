import CMPV

/// mpv's number of one entry of its playlist: the identity of a load. The end
/// of a replaced file can never be taken for the end of the new one.
public typealias PlaylistEntryID = Int64

/// The value of an observed property.
public enum PropertyValue: Sendable, Equatable {
    /// Not available now.
    case none
    case flag(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    /// `demuxer-cache-state`, reduced to what is used of it.
    case cache(CacheState)
}

/// How much a player's demuxer holds.
public struct CacheState: Sendable, Equatable {
    /// Bytes in memory, forward and backward.
    public var totalBytes: Int64 = 0
    /// Bytes ahead of the position.
    public var forwardBytes: Int64 = 0
    /// Seconds ahead of the position.
    public var forwardSeconds: Double = 0
}

/// What mpv says, by value: nothing in it points into mpv.
public enum PlayerEvent: Sendable, Equatable {
    /// Why a file ended.
    public enum EndReason: Sendable, Equatable {
        case endOfFile
        /// `stop`, `playlist-next` or a replacing load.
        case stopped
        case quit
        case failed(PlaybackFault)
        /// It was a list; mpv put its entries in its place.
        case redirected
    }

    case startFile(PlaylistEntryID)
    case fileLoaded
    case endFile(PlaylistEntryID, EndReason)
    case playbackRestart
    case videoReconfigured
    case shutdown
    /// Events were lost: mpv's queue was full.
    case queueOverflow
    case property(MPVProperty, PropertyValue)
    /// A command was carried out, or refused with a code below 0.
    case commandReply(id: UInt64, status: Int32, entry: PlaylistEntryID?)
    /// A property or option was set, or refused with a code below 0.
    case setReply(id: UInt64, status: Int32)
    /// One line of mpv's own log at warning or above, bounded.
    case log(prefix: String, text: String)
}

extension PlayerEvent {
    /// The longest log line kept, in bytes.
    static let logBytesMax = 1024

    /// Copies an event out of mpv's memory; nil for those that nobody needs.
    init?(_ event: UnsafePointer<mpv_event>) {
        let data = event.pointee.data
        switch event.pointee.event_id {
        case MPV_EVENT_START_FILE:
            guard let start = data?.assumingMemoryBound(to: mpv_event_start_file.self) else {
                return nil
            }
            self = .startFile(start.pointee.playlist_entry_id)
        case MPV_EVENT_FILE_LOADED: self = .fileLoaded
        case MPV_EVENT_END_FILE:
            guard let end = data?.assumingMemoryBound(to: mpv_event_end_file.self) else {
                return nil
            }
            self = .endFile(end.pointee.playlist_entry_id, Self.reason(of: end.pointee))
        case MPV_EVENT_PLAYBACK_RESTART: self = .playbackRestart
        case MPV_EVENT_VIDEO_RECONFIG: self = .videoReconfigured
        case MPV_EVENT_SHUTDOWN: self = .shutdown
        case MPV_EVENT_QUEUE_OVERFLOW: self = .queueOverflow
        case MPV_EVENT_COMMAND_REPLY:
            let reply = data?.assumingMemoryBound(to: mpv_event_command.self)
            let entry = reply.flatMap { NodeReader.entry($0.pointee.result, "playlist_entry_id") }
            self = .commandReply(
                id: event.pointee.reply_userdata, status: event.pointee.error,
                entry: entry.flatMap(NodeReader.integer))
        case MPV_EVENT_SET_PROPERTY_REPLY:
            self = .setReply(id: event.pointee.reply_userdata, status: event.pointee.error)
        case MPV_EVENT_PROPERTY_CHANGE, MPV_EVENT_GET_PROPERTY_REPLY:
            guard let property = data?.assumingMemoryBound(to: mpv_event_property.self),
                let name = MPVProperty(rawValue: String(cString: property.pointee.name))
            else { return nil }
            // An unavailable property carries an error and no data.
            let value = event.pointee.error < 0 ? .none : PropertyValue(property.pointee)
            self = .property(name, value)
        case MPV_EVENT_LOG_MESSAGE:
            guard let log = data?.assumingMemoryBound(to: mpv_event_log_message.self) else {
                return nil
            }
            let text = String(decoding: Self.bytes(log.pointee.text), as: UTF8.self)
            self = .log(prefix: String(cString: log.pointee.prefix), text: text)
        default: return nil
        }
    }

    private static func reason(of end: mpv_event_end_file) -> EndReason {
        switch end.reason {
        case MPV_END_FILE_REASON_EOF: .endOfFile
        case MPV_END_FILE_REASON_STOP: .stopped
        case MPV_END_FILE_REASON_QUIT: .quit
        case MPV_END_FILE_REASON_ERROR: .failed(PlaybackFault(code: end.error))
        case MPV_END_FILE_REASON_REDIRECT: .redirected
        default: .stopped
        }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while index < logBytesMax, text[index] != 0 {
            bytes.append(UInt8(bitPattern: text[index]))
            index += 1
        }
        while bytes.last == 0x0A { bytes.removeLast() }
        return bytes
    }
}

extension PropertyValue {
    init(_ property: mpv_event_property) {
        guard let data = property.data else {
            self = .none
            return
        }
        switch property.format {
        case MPV_FORMAT_FLAG: self = .flag(data.load(as: Int32.self) != 0)
        case MPV_FORMAT_INT64: self = .integer(data.load(as: Int64.self))
        case MPV_FORMAT_DOUBLE: self = .number(data.load(as: Double.self))
        case MPV_FORMAT_STRING:
            let text = data.load(as: UnsafePointer<CChar>?.self)
            self = text.map { .text(String(cString: $0)) } ?? .none
        case MPV_FORMAT_NODE:
            let node = data.load(as: mpv_node.self)
            var state = CacheState()
            state.totalBytes =
                NodeReader.entry(node, "total-bytes").flatMap(NodeReader.integer) ?? 0
            state.forwardBytes = NodeReader.entry(node, "fw-bytes").flatMap(NodeReader.integer) ?? 0
            state.forwardSeconds =
                NodeReader.entry(node, "cache-duration").flatMap(NodeReader.number) ?? 0
            self = .cache(state)
        default: self = .none
        }
    }
}

/// Reads single values out of mpv's node trees.
enum NodeReader {
    static func entry(_ node: mpv_node, _ key: String) -> mpv_node? {
        guard node.format == MPV_FORMAT_NODE_MAP, let list = node.u.list else { return nil }
        for index in 0..<Int(list.pointee.num) {
            guard let name = list.pointee.keys?[index], String(cString: name) == key else {
                continue
            }
            return list.pointee.values?[index]
        }
        return nil
    }

    static func integer(_ node: mpv_node) -> Int64? {
        node.format == MPV_FORMAT_INT64 ? node.u.int64 : nil
    }

    static func number(_ node: mpv_node) -> Double? {
        switch node.format {
        case MPV_FORMAT_DOUBLE: node.u.double_
        case MPV_FORMAT_INT64: Double(node.u.int64)
        default: nil
        }
    }
}

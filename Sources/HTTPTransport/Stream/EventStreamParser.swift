/// One message of a server's.
public struct ServerSentEvent: Sendable, Equatable {
    /// What kind it is; `message` unless the server says.
    public var name = "message"
    /// What it says, its lines joined by line ends.
    public var data = ""
    /// The last id that the server named; empty when it named none.
    public var id = ""

    /// A message.
    public init(name: String = "message", data: String = "", id: String = "") {
        self.name = name
        self.data = data
        self.id = id
    }
}

/// Reads server-sent events as they come (html.spec.whatwg.org §9.2.6). Bounded: a line or a
/// message that is too long is left out, and `hasLost` says so.
public struct EventStreamParser: Sendable {
    /// More bytes than this in one message, or one line, are left out.
    public static let messageBytesMax = 4 << 20
    private static let idBytesMax = 256

    private var line: [UInt8] = []
    private var isLineTooLong = false
    private var name = ""
    private var data: [String] = []
    private var dataBytes = 0
    private var isTooLong = false
    private var endedWithReturn = false
    /// Of a message that is not whole yet.
    private var pendingID = ""

    /// The id of the last whole message: with it, whoever lost the line catches up.
    public private(set) var lastID = ""
    /// Whether something was left out. What follows makes no sense without it, and no id brings
    /// it back: the stream is to be asked for anew.
    public private(set) var hasLost = false

    /// Nothing read yet.
    public init() {}

    /// Takes some bytes and gives the messages that end in them.
    public mutating func take(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            defer { endedWithReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedWithReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let event = endLine() { events.append(event) }
            default:
                if line.count < Self.messageBytesMax {
                    line.append(byte)
                } else {
                    isLineTooLong = true
                    hasLost = true
                }
            }
        }
        return events
    }

    /// Forgets what was begun: a new connection begins with a new message. Where something was
    /// left out, it begins at the beginning.
    public mutating func beginAnew() {
        let id = hasLost ? "" : lastID
        self = EventStreamParser()
        lastID = id
        pendingID = id
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer {
            line.removeAll(keepingCapacity: line.count < 65_536)
            isLineTooLong = false
        }
        if isLineTooLong {
            isTooLong = true
            return nil
        }
        guard !line.isEmpty else { return endMessage() }
        let text = String(decoding: line, as: UTF8.self)
        let field = text.prefix { $0 != ":" }
        var value = text.dropFirst(field.count + 1)
        if value.first == " " { value = value.dropFirst() }
        switch field {
        case "event": name = String(value)
        case "data":
            dataBytes += value.utf8.count + 1
            isTooLong = isTooLong || dataBytes > Self.messageBytesMax
            if isTooLong {
                data = []
                hasLost = true
            } else {
                data.append(String(value))
            }
        case "id"
        where value.utf8.count <= Self.idBytesMax && value.utf8.allSatisfy({ 33...126 ~= $0 }):
            pendingID = String(value)
        default: break
        }
        return nil
    }

    private mutating func endMessage() -> ServerSentEvent? {
        defer {
            name = ""
            data = []
            dataBytes = 0
            isTooLong = false
        }
        guard !isTooLong else { return nil }
        // Only now: a message that is cut off is one that never came.
        lastID = pendingID
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"), id: lastID)
    }
}

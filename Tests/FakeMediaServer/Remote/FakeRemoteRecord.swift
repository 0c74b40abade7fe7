/// What a device did on its websockets, since the server's start.
public struct FakeRemoteRecord: Sendable, Hashable {
    /// Messages that are remembered, the newest, each up to `messageBytesMax`.
    public static let messagesMax = 1000
    /// The longest part of a message that is remembered, bytes.
    public static let messageBytesMax = 4096

    /// Sockets that were ever open.
    public var socketsEver = 0
    /// Sockets that are open now.
    public var socketsOpen = 0
    /// KeepAlive messages.
    public var keepAlives = 0
    /// Ping frames.
    public var pings = 0
    /// Pong frames.
    public var pongs = 0
    /// Capabilities that it posted.
    public var capabilitiesPosts = 0
    /// How often the server cut a socket because it heard nothing.
    public var silences = 0
    /// The code of the last close frame that it sent.
    public var closeCode: UInt16?
    /// Text messages, oldest first.
    public var messages: [String] = []
    /// When sockets were opened, seconds since the server's start; the newest.
    public var openingTimes: [Double] = []

    mutating func remember(_ message: String) {
        messages.append(String(decoding: message.utf8.prefix(Self.messageBytesMax), as: UTF8.self))
        if messages.count > Self.messagesMax { messages.removeFirst() }
    }
}

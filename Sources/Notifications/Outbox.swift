public import Host
public import WatchdogPolicy

/// Messages that wait to be delivered: one small file for each message and channel, so
/// that nothing is lost when a channel, or the program, fails. It holds no secret.
public struct Outbox: Sendable {
    /// Messages that wait; with more, the oldest go. A bound for a channel that is away
    /// while a service is restarted all day.
    public static let filesMax = 200
    /// A message that nobody got within a day is no news any more.
    public static let ageMaxS = 86_400

    private let folder: String

    /// - Parameter folder: made when the first message comes.
    public init(folder: String) { self.folder = folder }

    /// A message that waits.
    struct Waiting: Sendable {
        let path: String
        let channel: Channel
        let message: WatchdogMessage
    }

    /// Keeps a message for each of the channels.
    public func keep(_ message: WatchdogMessage, for channels: [Channel]) throws(HostError) {
        guard !channels.isEmpty else { return }
        try Folder.make(folder, mode: 0o700)
        let bytes = Array(MessageCodec.encode(message).utf8)
        let taken = Set(Folder.names(folder).map { String($0.prefix { $0 != "." }) })
        var number = max(0, message.wall) * 1000
        while taken.contains("\(number)") { number += 1 }
        for channel in channels {
            let path = "\(folder)/\(number).\(channel.rawValue)"
            try WholeFile.write(bytes, to: path, mode: 0o600, lasting: false)
        }
    }

    /// Whether anything waits. One look into a folder.
    public var isEmpty: Bool { Folder.names(folder, countMax: 1).isEmpty }

    /// Everything that waits, the oldest first; what is too old, too much or unreadable is
    /// thrown away and named.
    func waiting(wall: Int) -> (messages: [Waiting], dropped: [String]) {
        var messages: [Waiting] = []
        var dropped: [String] = []
        func drop(_ path: String, _ why: String) {
            // One that cannot be removed is dropped again next time.
            try? WholeFile.remove(path)
            dropped.append(why)
        }
        let names = Folder.names(folder).sorted { Self.order($0) < Self.order($1) }
        for (index, name) in names.enumerated() {
            let path = "\(folder)/\(name)"
            let ending = name.split(separator: ".").last.map(String.init) ?? ""
            guard let channel = Channel(rawValue: ending),
                let file = try? FileContents(path, bytesMax: MessageCodec.bytesMax),
                let message = MessageCodec.decode(file.bytes)
            else {
                drop(path, "a message in the outbox could not be read")
                continue
            }
            if names.count - index > Self.filesMax {
                drop(
                    path, "too many messages wait: \(channel.rawValue) never got “\(message.text)”")
            } else if abs(wall - message.wall) > Self.ageMaxS {
                drop(path, "after a day \(channel.rawValue) has not got “\(message.text)”")
            } else {
                messages.append(Waiting(path: path, channel: channel, message: message))
            }
        }
        return (messages, dropped)
    }

    private static func order(_ name: String) -> Int {
        Int(name.prefix { $0 != "." }) ?? 0
    }
}

public import WallPolicy

/// What a server says on its websocket, as much of it as a wall understands.
///
///     {"MessageType": "Play", "MessageId": "…", "Data": {…}}
///
/// Servers differ in how they write it: the kind in any case, numbers as text, `Data` as an
/// object, a number, nothing, or a text that holds JSON. Whatever cannot be understood is
/// `unknown`; only what is no JSON object at all does not decode.
public enum SocketMessage: Decodable, Sendable, Hashable {
    /// Answers our sign of life.
    case keepAlive
    /// Wants a sign of life within so many seconds.
    case keepAliveWanted(seconds: Double)
    /// Somebody casts items, which are to be looked up.
    case play(SocketPlay)
    /// Somebody wants something else of the wall.
    case command(RemoteCommand)
    /// Items came, went or are others now.
    case libraryChanged
    /// Somebody's marks are others now.
    case marksChanged(SocketMarks)
    /// The server goes, and says that it comes back.
    case serverRestarting
    /// The server goes.
    case serverShuttingDown
    /// The same message as JSON, for its data came as a text: to be decoded once more.
    case wrapped(String)
    /// Nothing a wall can do anything with; its name, short and clean.
    case unknown(String)

    /// Bytes of a message that are looked at. A cast of 10,000 items has 400 kB; a text of 1 MiB
    /// has up to six times that once it is written as JSON, and is no reason to end the socket.
    public static let bytesMax = 8 << 20

    private enum Kind: String, CaseIterable {
        case keepAlive = "KeepAlive"
        case forceKeepAlive = "ForceKeepAlive"
        case play = "Play"
        case playstate = "Playstate"
        case generalCommand = "GeneralCommand"
        case libraryChanged = "LibraryChanged"
        case userDataChanged = "UserDataChanged"
        case serverRestarting = "ServerRestarting"
        case serverShuttingDown = "ServerShuttingDown"

        init?(_ name: String) {
            let name = name.lowercased()
            guard let kind = Self.allCases.first(where: { $0.rawValue.lowercased() == name })
            else { return nil }
            self = kind
        }

        /// Whether its data is an object, which some servers wrap into a text.
        var hasObject: Bool {
            switch self {
            case .play, .playstate, .generalCommand, .userDataChanged: true
            default: false
            }
        }
    }

    /// From a message.
    public init(from decoder: any Decoder) throws {
        let message = try LooseObject(from: decoder)
        let name = message.words("messagetype") ?? ""
        guard let kind = Kind(String(name.prefix(64))) else {
            self = .unknown(Self.name(name))
            return
        }
        if kind.hasObject, let json = message.words("data") {
            self = .wrapped("{\"MessageType\":\"\(kind.rawValue)\",\"Data\":\(json)}")
            return
        }
        let data: LooseObject? = message.value("data")
        switch kind {
        case .keepAlive: self = .keepAlive
        case .forceKeepAlive:
            // A minute is what every server waits that says nothing else.
            self = .keepAliveWanted(seconds: Double(message.number("data") ?? 60))
        case .play:
            self =
                data.flatMap(SocketPlay.init).map(SocketMessage.play)
                ?? .unknown(Self.name("Play", data?.words("playcommand")))
        case .playstate:
            self =
                data.flatMap(PlaystateMessage.command).map(SocketMessage.command)
                ?? .unknown(Self.name("Playstate", data?.words("command")))
        case .generalCommand:
            self =
                data.flatMap(GeneralCommandMessage.command).map(SocketMessage.command)
                ?? .unknown(Self.name("GeneralCommand", data?.words("name")))
        case .libraryChanged: self = .libraryChanged
        case .userDataChanged:
            self = data.map { .marksChanged(SocketMarks($0)) } ?? .unknown(kind.rawValue)
        case .serverRestarting: self = .serverRestarting
        case .serverShuttingDown: self = .serverShuttingDown
        }
    }

    /// Fit for a log.
    private static func name(_ parts: String?...) -> String {
        let words = parts.compactMap { part in
            part.flatMap { ReplyText.clean(String($0.unicodeScalars.prefix(40)), bytesMax: 60) }
        }
        return words.isEmpty ? "without a name" : words.joined(separator: " ")
    }
}

/// The server's sessions: which devices there are, and which of them can be commanded.
public struct SessionsReply: Decodable, Sendable {
    /// Sessions that are looked at; a server may ignore which device was asked for.
    static let sessionsMax = 2000

    private let sessions: [Session]

    private struct Session: Decodable {
        let device: String
        let canBeCommanded: Bool

        enum CodingKeys: String, CodingKey {
            case device = "DeviceId"
            case canBeCommanded = "SupportsRemoteControl"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            device = ServerID.plain(try values.id(.device))
            canBeCommanded = values.flag(.canBeCommanded) ?? false
        }
    }

    /// From a reply.
    public init(from decoder: any Decoder) throws {
        sessions = try Lossy<Session>(from: decoder).elements(Self.sessionsMax)
    }

    /// What it says about a device.
    /// - Parameter device: its lasting id.
    public func proof(device: String) -> RemoteLinkEvent.Proof {
        let ours = sessions.filter { $0.device == ServerID.plain(device) }
        if ours.isEmpty { return .absent }
        return ours.contains(where: \.canBeCommanded) ? .controllable : .notControllable
    }
}

/// Ids of servers, which write one and the same in several ways.
public enum ServerID {
    /// In small letters and without dashes: for comparing.
    public static func plain(_ id: String) -> String {
        String(id.lowercased().filter { $0 != "-" })
    }
}

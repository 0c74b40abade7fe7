/// How one cast target of the wall stands with its server.
public struct RemoteStatus: Sendable, Hashable, Codable {
    /// Where it stands.
    public enum Phase: String, Sendable, Hashable, Codable {
        /// Nobody is signed in, so nobody can be commanded.
        case off
        /// The websocket is being opened, or waits for its next try.
        case connecting
        /// It is open; whether the server lets anybody command the wall is not proved.
        case connected
        /// The server lists the wall as one that can be commanded.
        case controllable
    }

    /// The cell's number, from 1; nil for the wall itself.
    public var cell: Int?
    /// What people see in their apps.
    public var name: String
    /// Where it stands.
    public var phase: Phase
    /// Since when, seconds since 1970.
    public var since: Double
    /// How often it had to connect anew since the start.
    public var reconnects: Int
    /// What was wrong last, in plain words; empty while nothing ever was.
    public var lastError: String

    /// A status.
    public init(
        cell: Int? = nil, name: String, phase: Phase = .off, since: Double = 0,
        reconnects: Int = 0, lastError: String = ""
    ) {
        self.cell = cell
        self.name = name
        self.phase = phase
        self.since = since
        self.reconnects = reconnects
        self.lastError = lastError
    }
}

/// How the wall stands with its media server.
public struct ServerStatus: Sendable, Hashable, Codable {
    /// Where it stands.
    public enum Phase: String, Sendable, Hashable, Codable, CaseIterable {
        /// Not yet, or no longer: it is tried again and again.
        case connecting
        /// The same for longer than a start may take.
        case away
        /// A person is to type a code into an app.
        case confirming
        /// Credentials are missing, or are refused: only a person can help.
        case signInNeeded
        /// It is there, and there is something wrong with what was asked of it: no library of
        /// that name, nothing to play in it.
        case unusable
        /// Items come from it.
        case connected
    }

    /// Where it stands.
    public var phase: Phase
    /// What a person calls it: its name, or its host.
    public var name: String
    /// `Jellyfin 10.11.11`, or empty.
    public var version = ""
    /// Who is signed in, or empty.
    public var user = ""
    /// What is wrong and what to do, in plain words; or empty.
    public var words = ""
    /// The code that a person is to type.
    public var code: String?
    /// When it is tried again, seconds from the moment that this is about.
    public var nextTryInSeconds: Double?
    /// Items that were read.
    public var items = 0
    /// Whether the library is still being read.
    public var isReading = false
    /// Items that the server makes smaller now.
    public var transcodes = 0

    /// A status.
    public init(_ phase: Phase, name: String) {
        self.phase = phase
        self.name = name
    }
}

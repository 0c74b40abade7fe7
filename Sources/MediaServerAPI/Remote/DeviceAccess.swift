public import WallPolicy

/// A device of ours that is signed in: what its remote control needs. It prints as nothing of
/// its token.
public struct DeviceAccess: Sendable, CustomStringConvertible {
    /// The cell that it is for, from 1; nil for the wall itself.
    public let cell: Int?
    /// Who it is to the server.
    public let device: DeviceIdentity
    /// Below which the server's routes are.
    public let root: ServerAddress
    /// The server's language.
    public let dialect: ServerDialect
    /// What lets it in.
    public let token: String
    /// Whose wall it is.
    public let user: String
    /// The server's lasting id.
    public let serverID: String
    /// What its owner calls it.
    public let serverName: String
    /// Another number after every sign-in, also one that only found that the token is good.
    public let generation: Int
    /// The source of the server's items.
    public let source: SourceID
    /// Sends a question as this device, and returns the reply's bytes.
    public let ask: @Sendable (ServerCall) async throws(ServerTrouble) -> [UInt8]
    /// Wants a new sign-in: the server refused this one, or does not know it any more. The new
    /// access comes later, or its absence; where nothing is there to sign in with, the same once
    /// more with another number.
    public let signInAgain: @Sendable () -> Void

    /// An access.
    public init(
        cell: Int?, device: DeviceIdentity, root: ServerAddress, dialect: ServerDialect,
        token: String, user: String, serverID: String, serverName: String, generation: Int,
        source: SourceID,
        ask: @escaping @Sendable (ServerCall) async throws(ServerTrouble) -> [UInt8],
        signInAgain: @escaping @Sendable () -> Void
    ) {
        self.cell = cell
        self.device = device
        self.root = root
        self.dialect = dialect
        self.token = token
        self.user = user
        self.serverID = serverID
        self.serverName = serverName
        self.generation = generation
        self.source = source
        self.ask = ask
        self.signInAgain = signInAgain
    }

    /// Nothing of the token.
    public var description: String { "\(device.device) on \(serverName)" }
}

public import WallPolicy

/// What is to be done for the link of one device.
public enum RemoteLinkEffect: Sendable, Hashable {
    /// Where a new socket has the token.
    public enum Form: Sendable, Hashable {
        /// In a header.
        case header
        /// In the address, for the Emby servers that read no header of a websocket. Such an
        /// address is never written down.
        case query
    }

    /// Open a socket.
    case dial(socket: Int, Form)
    /// Close it; what it says from now on counts for nothing.
    case hangUp(socket: Int)
    /// Tell the server what the device can do.
    case postCapabilities(question: Int)
    /// Ask whether the server lists the device as one that can be commanded.
    case prove(question: Int)
    /// Send the message that keeps the socket open.
    case sendKeepAlive(socket: Int)
    /// Want a new sign-in.
    case signInAgain
    /// The server said that it goes: what plays from it is to know.
    case serverLeaves
    /// The link stands otherwise than before.
    case changed(RemoteLinkStanding)
    /// A sentence for the journal and the log.
    case note(String)
}

/// How a link stands.
public struct RemoteLinkStanding: Sendable, Hashable {
    /// Where it is.
    public var phase = RemoteStatus.Phase.off
    /// How often it had to connect anew.
    public var reconnects = 0
    /// What was wrong last, in plain words; empty while nothing ever was.
    public var lastError = ""

    /// A link of nobody.
    public init() {}
}

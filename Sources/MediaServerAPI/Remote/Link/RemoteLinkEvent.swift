/// What happened to the link of one device. What a socket says carries the socket's number and
/// what a question brought carries the question's, so that nothing late is taken for something
/// new.
public enum RemoteLinkEvent: Sendable, Hashable {
    /// What became of a proof: whether the server lists our device as one that can be commanded.
    public enum Proof: Sendable, Hashable {
        /// It does.
        case controllable
        /// It lists the device, but nobody can command it.
        case notControllable
        /// It does not list the device.
        case absent
        /// It does not accept the token any more.
        case unauthorized
        /// It does not let this user see the list, or has none: that proves nothing.
        case forbidden
        /// It did not answer; words that follow "the server cannot be asked: ".
        case unreachable(String)
    }

    /// What became of the capabilities.
    public enum Posting: Sendable, Hashable {
        /// The server took them.
        case taken
        /// It does not accept the token any more.
        case unauthorized
        /// It did not take them; the next proof tells whether that matters.
        case failed
    }

    /// Somebody signed this device in.
    case accessGained(RemoteLinkAccess)
    /// Nobody is signed in any more.
    case accessLost
    /// The socket is open.
    case opened(socket: Int)
    /// The server answered the dialling with another status than the one wanted.
    /// - Parameter retryAfter: seconds that it asked for.
    case refused(socket: Int, status: Int, retryAfter: Int?)
    /// The socket never opened or broke; a few words without a token.
    case failed(socket: Int, words: String)
    /// The server closed the socket, with this code.
    case closed(socket: Int, code: Int)
    /// The server wants to hear from us every so many seconds.
    case keepAliveWanted(socket: Int, seconds: Double)
    /// The server says that it is about to go.
    /// - Parameter isRestart: whether it says that it comes back.
    case leaveAnnounced(socket: Int, isRestart: Bool)
    /// The server answered `prove`.
    case proved(question: Int, Proof)
    /// The server answered `postCapabilities`.
    case capabilitiesPosted(question: Int, Posting)
    /// Somebody else reached the server.
    case serverIsBack
    /// Time passed.
    case ticked
}

/// A device that is signed in, as much of it as decisions need.
public struct RemoteLinkAccess: Sendable, Hashable {
    /// Another number after every sign-in.
    public let generation: Int
    /// The server's language.
    public let dialect: ServerDialect
    /// What a person calls the server.
    public let server: String

    /// An access.
    public init(generation: Int, dialect: ServerDialect, server: String) {
        self.generation = generation
        self.dialect = dialect
        self.server = server
    }
}

public import WallPolicy

/// Why a media server is of no use, for a person: what is wrong and the way out.
public enum ServerTrouble: Error, Sendable, Hashable {
    /// It could not be reached; a part of a sentence.
    case unreachable(why: String)
    /// No answer in time.
    case timedOut
    /// Nothing listens there.
    case refused
    /// Its host has no address.
    case nameNotFound
    /// Its certificate is not accepted; follows "the certificate …".
    case certificate(why: String)
    /// Something else answers there.
    case notAMediaServer(what: String)
    /// It sends us elsewhere: an origin.
    case movedTo(String)
    /// A reply without what must be in it.
    case badReply(field: String)
    /// A name or password that is wrong.
    case wrongPassword
    /// A token or key that is no longer, or was never, good.
    case tokenRefused
    /// Nothing to sign in with.
    case noCredentials
    /// Credentials that could not be read; one sentence.
    case credentials(String)
    /// An API key that says nothing about whose libraries are wanted.
    case needsUser
    /// No user of this name.
    case unknownUser(name: String, known: [String])
    /// A user who may not do this.
    case forbidden
    /// One sentence: a library, a playlist or a filter that is not there.
    case unknownPlace(String)
    /// A user without libraries.
    case noLibraries
    /// Libraries without a video.
    case empty
    /// It has too much to do; seconds until it wants to be asked again.
    case busy(retryAfter: Int?)
    /// Any other status; the server's own text, bounded.
    case status(Int, text: String)
    /// The item is not there.
    case notFound
    /// Nobody waits for the answer any more.
    case cancelled

    /// Whether trying again may help without a person.
    public var isPassing: Bool {
        switch self {
        case .wrongPassword, .tokenRefused, .noCredentials, .credentials, .needsUser, .unknownUser,
            .forbidden:
            false
        default: true
        }
    }

    /// Whether a person has to sign in.
    public var needsPerson: Bool { !isPassing }

    /// As the table of exit statuses says: 69 unreachable or no media server, 77 refused, 78
    /// certificate.
    public var exitStatus: Int32 {
        switch self {
        case .certificate: 78
        case .wrongPassword, .tokenRefused, .noCredentials, .credentials, .needsUser, .unknownUser,
            .forbidden:
            77
        case .unknownPlace, .noLibraries, .empty: 66
        default: 69
        }
    }

    /// What is wrong and the way out: two short sentences at most.
    /// - Parameter server: what a person calls it.
    public func words(_ server: String) -> String {
        switch self {
        case .unreachable(let why): "\(server) cannot be reached: \(why)."
        case .timedOut: "\(server) does not answer. Is it switched on, and is the address right?"
        case .refused: "\(server) refuses the connection. Is the media server running?"
        case .nameNotFound:
            "No machine is called \(server). Check HYPERWALL_SERVER_URL and the network."
        case .certificate(let why):
            "The certificate of \(server) \(why). If it is your own, name its authority in "
                + "HYPERWALL_TLS_CA_FILE."
        case .notAMediaServer(let what):
            "\(server) is no Emby or Jellyfin server: \(what). Check HYPERWALL_SERVER_URL."
        case .movedTo(let place):
            "\(server) sends everybody to \(place). Write that into HYPERWALL_SERVER_URL."
        case .badReply(let field):
            "\(server) gave an answer that cannot be understood (\(field))."
        case .wrongPassword:
            "\(server) does not accept this name and password. Check HYPERWALL_USERNAME and "
                + "HYPERWALL_PASSWORD_FILE."
        case .tokenRefused: "\(server) no longer accepts this wall. Sign in again: hyperwall login"
        case .noCredentials: "Nobody is signed in to \(server). Sign in: hyperwall login"
        case .credentials(let sentence): sentence
        case .needsUser:
            "An API key belongs to nobody. Name the user whose libraries are shown in "
                + "HYPERWALL_SERVER_USER."
        case .unknownUser(let name, let known):
            "\(server) has no user “\(name)”." + Self.list(known, "There is")
        case .forbidden: "\(server) does not allow this user to do that."
        case .unknownPlace(let sentence): sentence
        case .noLibraries:
            "This user of \(server) can see no library with videos. Give access to one there."
        case .empty:
            "There is no video in the libraries of \(server) that fits. Look at "
                + "HYPERWALL_LIBRARIES and HYPERWALL_FILTER."
        case .busy: "\(server) has too much to do."
        case .status(let status, let text):
            "\(server) answered with status \(status)\(text.isEmpty ? "" : ": \(text)")."
        case .notFound: "\(server) does not have it any more."
        case .cancelled: "Nobody waits for \(server) any more."
        }
    }

    /// What a cell's card says of it.
    /// - Parameters:
    ///   - server: what a person calls it.
    ///   - title: the item's.
    public func reason(_ server: String, title: String) -> FailureReason {
        switch self {
        case .unreachable, .movedTo, .notAMediaServer, .cancelled:
            .brokenConnection(subject: server)
        case .timedOut: .timedOut(subject: server)
        case .refused: .refusedConnection(subject: server)
        case .nameNotFound: .nameNotFound(subject: server)
        case .certificate: .certificate(subject: server)
        case .wrongPassword, .tokenRefused, .noCredentials, .credentials, .needsUser, .unknownUser:
            .status(401, subject: server)
        case .forbidden: .status(403, subject: server)
        case .busy(let after): .busy(503, retryAfter: after.map(Double.init), subject: server)
        case .status(let status, _): .status(status, subject: server)
        case .notFound: .status(404, subject: server)
        case .badReply, .unknownPlace, .noLibraries, .empty: .unknown
        }
    }

    private static func list(_ names: [String], _ before: String) -> String {
        let shown = names.prefix(20).map { "“\($0)”" }.joined(separator: ", ")
        return shown.isEmpty ? "" : " \(before) \(shown)."
    }
}

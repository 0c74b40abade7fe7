/// Why a cell does not play, before it is put into words.
///
/// `subject` is what a person calls the thing: a file's name, a host. It must
/// be free of credentials; it is shown on the wall.
public enum FailureReason: Sendable, Hashable {
    /// The file is not there.
    case fileNotFound(subject: String)
    /// The file is there, but this program may not read it.
    case notReadable(subject: String)
    /// Nothing in it that a video player understands.
    case notAVideo(subject: String)
    /// Sound without a picture.
    case noPicture
    /// Nobody listens there.
    case refusedConnection(subject: String)
    /// It took the connection and broke it off.
    case brokenConnection(subject: String)
    /// The host's name has no address.
    case nameNotFound(subject: String)
    /// No answer in time.
    case timedOut(subject: String)
    /// The certificate does not verify.
    case certificate(subject: String)
    /// An HTTP status other than success.
    case status(Int, subject: String)
    /// It has too much to do (429, 503), and maybe says for how long: seconds.
    case busy(Int, retryAfter: Double?, subject: String)
    /// The stream stopped before its end.
    case endedEarly
    /// It was over as soon as it began.
    case endedAtOnce
    /// Time stood still for too long.
    case stalled
    /// Time went on and the picture did not.
    case frozen
    /// A format or a kind of address that is not supported.
    case unsupported
    /// The decoder gave up.
    case undecodable
    /// A list with a line that cannot be used; `line` counts from 1.
    case badListLine(subject: String, line: Int)
    /// A folder without a single video.
    case folderWithoutVideos(subject: String)
    /// No item for this cell.
    case nothingToPlay
    /// An address that may not be opened.
    case refusedByRules(subject: String)
    /// The player said no more than that it failed.
    case unknown

    /// What happened and the way out, in plain words: two short sentences at most.
    public var words: String {
        switch self {
        case .fileNotFound(let subject):
            "\(quoted(subject, else: "The file")) is not there. Was it moved or renamed?"
        case .notReadable(let subject):
            "\(quoted(subject, else: "The file")) may not be read. Check its permissions."
        case .notAVideo(let subject):
            "\(quoted(subject, else: "This")) is not a video."
        case .noPicture:
            "There is sound in it, but no picture."
        case .refusedConnection(let subject):
            "\(named(subject)) refused the connection. Is it running?"
        case .brokenConnection(let subject):
            "\(named(subject)) broke the connection off."
        case .nameNotFound(let subject):
            "\(named(subject)) was not found on the network. Check the name."
        case .timedOut(let subject):
            "\(named(subject)) did not answer in time."
        case .certificate(let subject):
            "The certificate of \(subject.isEmpty ? "the server" : subject) cannot be trusted."
        case .status(let code, let subject):
            HTTPStatusWords.sentence(code: code, server: named(subject))
        case .busy(let code, _, let subject):
            HTTPStatusWords.sentence(code: code, server: named(subject))
        case .endedEarly:
            "The stream stopped before its end."
        case .endedAtOnce:
            "It was over as soon as it began."
        case .stalled:
            "Nothing more came: it stood still for too long."
        case .frozen:
            "The picture froze while the time went on."
        case .unsupported:
            "This kind of video or address is not supported."
        case .undecodable:
            "The video is damaged or cannot be decoded."
        case .badListLine(let subject, let line):
            "Line \(line) of \(subject.isEmpty ? "the list" : "“\(subject)”") is no file or address."
        case .folderWithoutVideos(let subject):
            "\(quoted(subject, else: "The folder")) holds no videos. Put some in: "
                + "they are noticed by themselves."
        case .nothingToPlay:
            "There is nothing to play. Add a folder, a file or an address."
        case .refusedByRules(let subject):
            "\(quoted(subject, else: "This address")) may not be opened."
        case .unknown:
            "It could not be played."
        }
    }

    private func quoted(_ subject: String, else general: String) -> String {
        subject.isEmpty ? general : "“\(subject)”"
    }

    private func named(_ subject: String) -> String {
        subject.isEmpty ? "The server" : subject
    }
}

/// HTTP status codes for people.
enum HTTPStatusWords {
    /// One sentence.
    /// - Parameters:
    ///   - code: as the server sent it.
    ///   - server: how the sentence begins: "The server" or a host.
    static func sentence(code: Int, server: String) -> String {
        switch code {
        case 400: "\(server) did not understand the request (400)."
        case 401: "\(server) wants a sign-in (401)."
        case 403: "\(server) does not allow it (403)."
        case 404: "\(server) does not have it (404)."
        case 407: "A proxy wants a sign-in (407)."
        case 408, 504: "\(server) took too long (\(code))."
        case 410: "\(server) does not have it any more (410)."
        case 429: "\(server) is asked too often (429)."
        case 451: "\(server) may not show it here (451)."
        case 503: "\(server) is overloaded or being serviced (503)."
        case 500..<600: "\(server) has a fault of its own (\(code))."
        default: "\(server) answered with \(code)."
        }
    }
}

/// A media server as the wall sees it: says how an item is opened, and is told what is played.
///
/// Nothing here waits: answers come later, on any thread, each exactly once.
public protocol ItemServer: AnyObject, Sendable {
    /// Begins. The items that the wall goes on with come first.
    func begin(with items: [ItemID])
    /// Asks how a cell is to open an item of the server's.
    func plan(_ request: PlayRequest, answer: @escaping @Sendable (PlayAnswer) -> Void)
    /// What became of a plan; in the order in which it happened.
    func take(_ note: PlayNote)
    /// Asks why the item of a plan does not play; nil when nobody knows.
    func explain(_ play: PlayID, answer: @escaping @Sendable (FailureReason?) -> Void)
    /// Asks whether the server is there.
    func probe(answer: @escaping @Sendable (Bool) -> Void)
    /// Marks a favourite or takes the mark away; nil when it could not be done.
    func favorite(_ item: ItemID, _ on: Bool, answer: @escaping @Sendable (Bool?) -> Void)
    /// Asks for a picture of an item, no larger than so many pixels: the bytes of a file; nil
    /// when there is none.
    func picture(
        _ item: ItemID, width: Int, height: Int, answer: @escaping @Sendable ([UInt8]?) -> Void)
    /// The server refused what it had allowed: one new sign-in, if there are credentials.
    func signInAgain()
    /// Reads the library again.
    func refresh()
    /// So many cells there are now.
    func arrange(cells: Int)
}

/// One play: a cell's load.
public struct PlayID: Sendable, Hashable {
    /// The cell.
    public let cell: CellID
    /// Which of its loads.
    public let load: Int

    /// A play.
    public init(cell: CellID, load: Int) {
        self.cell = cell
        self.load = load
    }
}

/// What a plan is made for.
public struct PlayRequest: Sendable, Hashable {
    /// The play.
    public var play: PlayID
    /// What is to be opened.
    public var item: ItemID
    /// Whether it is a channel.
    public var isLive: Bool
    /// Where it begins, seconds.
    public var start: Double?
    /// Tries of it that failed.
    public var attempt: Int
    /// The cell's pixels.
    public var width: Int
    /// The cell's pixels.
    public var height: Int
    /// Whether it only stands behind what plays now.
    public var isNext: Bool
    /// Whether the machine has too much to do.
    public var isShedding: Bool
    /// The cell's number, from 1; 0 when it has none.
    public var number: Int

    /// A request.
    public init(
        play: PlayID, item: ItemID, isLive: Bool = false, start: Double? = nil, attempt: Int = 0,
        width: Int, height: Int, isNext: Bool = false, isShedding: Bool = false, number: Int = 0
    ) {
        self.play = play
        self.number = number
        self.item = item
        self.isLive = isLive
        self.start = start
        self.attempt = attempt
        self.width = width
        self.height = height
        self.isNext = isNext
        self.isShedding = isShedding
    }
}

/// How an item is opened. It prints as nothing: it holds a token.
public struct PlayPlan: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What the player opens; free of tokens.
    public let url: String
    /// Request headers by name; may hold a token.
    public let headers: [String: String]
    /// Whether the server makes it smaller.
    public let isTranscoded: Bool
    /// Whether the host's certificate must be sound: a token goes there.
    public let verifiesCertificate: Bool
    /// Certificate authorities besides the system's: an absolute path.
    public let caFile: String?
    /// The server's numbers of the sound tracks, in the order in which a player finds them;
    /// empty when nobody knows.
    public let audioTracks: [Int]
    /// The same of the subtitles.
    public let subtitleTracks: [Int]

    /// A plan.
    public init(
        url: String, headers: [String: String], isTranscoded: Bool,
        verifiesCertificate: Bool = true, caFile: String? = nil, audioTracks: [Int] = [],
        subtitleTracks: [Int] = []
    ) {
        self.audioTracks = audioTracks
        self.subtitleTracks = subtitleTracks
        self.url = url
        self.headers = headers
        self.isTranscoded = isTranscoded
        self.verifiesCertificate = verifiesCertificate
        self.caFile = caFile
    }

    /// Nothing of its headers.
    public var description: String { isTranscoded ? "transcode" : "direct play" }
    /// Nothing of its headers.
    public var debugDescription: String { description }
}

/// The answer to a request.
public enum PlayAnswer: Sendable, Hashable {
    /// Open this.
    case plan(PlayPlan)
    /// It cannot be opened.
    case failed(FailureReason)
    /// Not ahead of time: it is to be asked for again when its turn has come.
    case notAhead
}

/// What became of a plan.
public enum PlayNote: Sendable, Hashable {
    /// Its first frame is there; `number` is the cell's own by now, from 1, `cast` when somebody
    /// waits to see it in an app.
    case began(PlayID, number: Int, paused: Bool, muted: Bool, cast: Bool)
    /// It goes on; seconds into the item, and the cell's number, which is another one after the
    /// grid changed.
    case progress(PlayID, number: Int, position: Double, paused: Bool, muted: Bool)
    /// It is over, or will never begin; `position` is where it was, if it ever was anywhere.
    case left(PlayID, position: Double?, failed: Bool)

    /// Which play.
    public var play: PlayID {
        switch self {
        case .began(let play, _, _, _, _), .progress(let play, _, _, _, _),
            .left(let play, _, _):
            play
        }
    }
}

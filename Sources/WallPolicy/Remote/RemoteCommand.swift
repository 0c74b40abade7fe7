/// What somebody asked for in an app of the media server, as the wall understands it: every
/// text is clean, every number is one.
public enum RemoteCommand: Sendable, Hashable {
    /// Play these.
    case play(RemotePlay)
    /// Hold.
    case pause
    /// Go on.
    case unpause
    /// The one or the other.
    case togglePause
    /// End what was cast: the wall goes on with its own programme.
    case stop
    /// The next item.
    case next
    /// The item before.
    case previous
    /// To so many seconds into the item.
    case seek(seconds: Double)
    /// By so many seconds.
    case seekBy(seconds: Double)
    /// The volume of the cell that sounds, 0…100.
    case volume(Int)
    /// A step louder.
    case volumeUp
    /// A step less loud.
    case volumeDown
    /// Silence.
    case mute
    /// Sound.
    case unmute
    /// The one or the other.
    case toggleMute
    /// The sound track with this number of the server's; nil for none.
    case audioTrack(Int?)
    /// The subtitles with this number of the server's; nil for none.
    case subtitleTrack(Int?)
    /// What follows the end of an item.
    case repeats(RemoteRepeat)
    /// Whether what comes next is shuffled.
    case shuffle(Bool)
    /// Words for whoever stands before the wall.
    case message(RemoteMessage)
    /// Somebody looks at this in an app; its title.
    case show(title: String)
    /// A window or the whole display.
    case toggleFullscreen
    /// Leave everything that was opened over the wall: help, statistics, one cell alone.
    case goHome
}

extension RemoteCommand {
    /// Whether whoever sends it wants to see something: then a sleeping wall wakes. Words alone,
    /// the volume and whatever holds something do not.
    var wakes: Bool {
        switch self {
        case .play(let play): play.moment == .now
        case .unpause, .togglePause, .next, .previous: true
        default: false
        }
    }
}

/// Items that somebody casts to the wall.
public struct RemotePlay: Sendable, Hashable {
    /// When.
    public enum Moment: String, Sendable, Hashable {
        /// At once.
        case now
        /// After what plays now.
        case next
        /// After everything that was cast before.
        case last
    }

    /// When.
    public var moment: Moment
    /// What, in order, from the one to begin with on; not empty, `itemsMax` at most.
    public var items: [MediaItem]
    /// Where the first begins, seconds.
    public var start: Double?
    /// The sound track of the first, by the server's number.
    public var audioTrack: Int?
    /// The subtitles of the first, by the server's number; −1 for none.
    public var subtitleTrack: Int?
    /// Whether several were asked for, though not all of them may be there; nil: as `items` says.
    public var isList: Bool?
    /// Whether it goes on with a cast that has begun: a list is looked up in parts.
    public var isRest = false

    /// More items than this are left out: eight hours of them for every cell of a wall of 64.
    public static let itemsMax = 1000

    /// A cast.
    public init(_ moment: Moment, items: [MediaItem], start: Double? = nil) {
        self.moment = moment
        self.items = items
        self.start = start
    }
}

/// What follows the end of an item.
public enum RemoteRepeat: String, Sendable, Hashable {
    /// What comes next.
    case none
    /// The same item.
    case one
    /// What was cast, from its beginning when it is over.
    case all
}

/// Words for whoever stands before the wall.
public struct RemoteMessage: Sendable, Hashable {
    /// Above the words, or empty.
    public var title: String
    /// The words.
    public var text: String
    /// How long they stay, seconds.
    public var seconds: Double

    /// Characters of a title; the rest is cut.
    public static let titleMax = 80
    /// Characters of the words; the rest is cut.
    public static let textMax = 400
    /// How long words may stay, seconds.
    public static let secondsRange = 1.0...60.0

    /// A message; what is too long or too much is cut, what is no text is left out.
    public init(title: String, text: String, seconds: Double) {
        self.title = Self.clean(title, Self.titleMax)
        self.text = Self.clean(text, Self.textMax)
        let range = Self.secondsRange
        self.seconds =
            seconds.isFinite ? min(max(seconds, range.lowerBound), range.upperBound) : 5
    }

    /// Without characters that are no text; lines become one line.
    static func clean(_ text: String, _ most: Int) -> String {
        // A megabyte of text is cut before anybody looks at its characters.
        let bounded = text.unicodeScalars.prefix(most * 8)
        var scalars = String.UnicodeScalarView()
        var isSpace = true
        for scalar in bounded {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if !isSpace { scalars.append(" ") }
                isSpace = true
            // Words that turn the line around belong to nobody's message; what joins letters does.
            case .format where scalar.value != 0x200D && scalar.value != 0x200C: continue
            case .privateUse, .surrogate, .unassigned: continue
            default:
                scalars.append(scalar)
                isSpace = false
            }
        }
        let line = String(scalars)
        let cut = line.count > most ? line.prefix(most - 1) + "…" : line[...]
        return cut.last == " " ? String(cut.dropLast()) : String(cut)
    }
}

/// A command and whom it is meant for.
public struct RemoteWish: Sendable, Hashable {
    /// The cell's number, from 1; nil for the wall, which knows its focus.
    public var cell: Int?
    /// What is wanted.
    public var command: RemoteCommand

    /// A wish.
    public init(_ command: RemoteCommand, cell: Int? = nil) {
        self.command = command
        self.cell = cell
    }
}

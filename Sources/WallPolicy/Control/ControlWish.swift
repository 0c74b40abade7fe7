/// What somebody asked for over the wall's own API: by cell numbers, since whoever asks sees
/// the wall from afar, and without steps, since two who ask at once must not undo each other.
public enum ControlWish: Sendable, Hashable {
    /// Columns and rows on each display.
    case grid(columns: Int, rows: Int)
    /// Keys and remotes mean this cell, by number.
    case focus(Int)
    /// This cell fills its display, by number; nil: all cells are shown.
    case solo(Int?)
    /// Holds everything or lets it go on; nil: the one or the other.
    case pause(Bool?)
    /// Favourites only, or everything.
    case filter(favorites: Bool)
    /// Something of one cell, by number.
    case cell(Int, CellWish)
    /// The end of the program.
    case shutdown
}

/// What somebody asked of one cell.
public enum CellWish: Sendable, Hashable {
    /// The next item.
    case next
    /// The item before.
    case previous
    /// The same item anew; leaves a card.
    case reload
    /// Out of its rest before that is over.
    case unpark
    /// Whether its item loops; nil: the one or the other.
    case loop(Bool?)
    /// Whether it is silent; nil: the one or the other. One cell sounds at a time.
    case mute(Bool?)
    /// Whether it is held; nil: the one or the other.
    case pause(Bool?)
    /// To so many seconds into its item.
    case seek(seconds: Double)
    /// By so many seconds.
    case seekBy(seconds: Double)
    /// Another item.
    case play(ControlItem, moment: RemotePlay.Moment, start: Double?)
    /// Whether its item is marked on the media server; nil: the one or the other.
    case favorite(Bool?)
}

/// An item that somebody names.
public enum ControlItem: Sendable, Hashable {
    /// One that the wall knows, by its lasting name.
    case listed(ItemID)
    /// An address, and what is known of its host by more than its name.
    case url(String, host: HostPlace = .elsewhere)
    /// One that `WallStateMachine.granted` found.
    case found(MediaItem)
}

/// Where the host of an address is, as whoever looked its name up found.
public enum HostPlace: Sendable, Hashable {
    /// Not on this machine and not on its link, or nobody looked.
    case elsewhere
    /// One of its addresses is loopback or link-local.
    case here
    /// The name has no address, or none could be found out in time.
    case unknown
}

/// Why a wish is not granted: one sentence for whoever asked.
public struct ControlRefusal: Error, Sendable, Hashable {
    /// What kind of no.
    public enum Kind: Sendable, Hashable {
        /// There is no such cell or item.
        case missing
        /// It makes no sense as things stand.
        case conflict
        /// It is never allowed.
        case forbidden
    }

    /// What kind of no.
    public let kind: Kind
    /// One sentence.
    public let words: String

    /// A refusal.
    public init(_ kind: Kind, _ words: String) {
        self.kind = kind
        self.words = words
    }
}

extension ControlWish {
    /// Whether whoever asks wants to see something: then a sleeping wall wakes.
    var wakes: Bool {
        switch self {
        case .pause(false), .solo(.some): true
        case .cell(_, let wish):
            switch wish {
            case .next, .previous, .reload, .unpark, .pause(false), .play(_, .now, _): true
            default: false
            }
        default: false
        }
    }
}

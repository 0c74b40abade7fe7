/// One cell of the wall: its address on a display and what it is doing.
public struct WallCell: Sendable {
    /// For the life of its player.
    public let id: CellID
    /// The same for people and files: a UUID.
    public let identity: String
    /// The display that it is on.
    public let display: DisplayKey
    /// What it is doing.
    public internal(set) var machine: CellStateMachine
    /// Whether it has a player.
    public internal(set) var isStarted = false
    /// When it is to get one.
    public internal(set) var startsAt: Double
    /// Paused by itself; survives reload, next and pause of the wall.
    public internal(set) var isPaused = false
    /// Whether its current item loops.
    public internal(set) var isLooping = false
    /// The last load's counter; what was only prepared counts too.
    public internal(set) var loads = 0
    /// How many items began here; what was only prepared does not count.
    public internal(set) var opened = 0
    /// What was cast to this cell and waits for its turn.
    public internal(set) var queue: [CastItem] = []
    /// What it plays of what was cast.
    public internal(set) var castItem: ItemID?
    /// Whether that was meant for this cell and no other.
    var castIsCells = false
    /// Whether what was cast to this cell comes again at its end.
    var repeatsCast = false
    /// The tracks that whoever cast its item wants.
    var wishedTracks: (audio: Int?, subtitle: Int?) = (nil, nil)
    /// Its sound track, by the server's number, if somebody chose one.
    public internal(set) var audioTrack: Int?
    /// Its subtitles, by the server's number, if somebody chose some.
    public internal(set) var subtitleTrack: Int?
    /// The load that stands in the player behind the current one, if it was cast.
    var preparedCast: Int?
    /// Whether its demuxers share their cache with a prefetched one.
    var isPrefetching = false
    /// When its pause began, if it is paused by itself.
    var pausedSince: Double?
    /// What is done in it against too much work.
    public internal(set) var relief = CellRelief()
    /// Where it goes on when the wall wakes, while it sleeps.
    public internal(set) var place: CellPlace?
    /// Since when its state has this name, seconds; for "opening …" after a second.
    public internal(set) var stateSince = 0.0
}

extension WallCell {
    /// Since when it has shown no moving picture although it should, seconds; nil while it does,
    /// and while there is nothing for it to play.
    public var darkSince: Double? {
        if let since = machine.darkSince { return since }
        return switch machine.state {
        // It waits for a source, or has not begun: the picture that it holds does not move.
        case .holding, .backingOff, .parked, .idle(nil): stateSince
        case .idle(.some), .loading, .playing, .buffering, .disposed: nil
        }
    }
}

/// What a cell does without while the machine has too much to do.
public struct CellRelief: Sendable, Hashable {
    /// The loop filter is skipped.
    public var skipsLoopFilter = false
    /// Every second frame is shown.
    public var isHalved = false
}

/// A display for as long as it is there: a number that is not used again.
public struct DisplayKey: Sendable, Hashable {
    /// Any number.
    public let rawValue: Int
    /// A key.
    public init(rawValue: Int) { self.rawValue = rawValue }
}

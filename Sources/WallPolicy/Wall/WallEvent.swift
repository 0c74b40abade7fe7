public import Tunables

/// What happened to the wall.
public enum WallEvent: Sendable {
    /// A person asked for something.
    case action(WallAction)
    /// A display has a window now, the last in order.
    case displayAppeared(DisplayKey)
    /// A display's window is gone.
    case displayWent(DisplayKey)
    /// Something happened to a cell.
    case cell(CellID, CellEvent)
    /// There are other items than before.
    case catalogue(items: [MediaItem], problems: [WallProblem])
    /// The same, prepared away from the drawing thread.
    case prepared(PreparedCatalogue, problems: [WallProblem])
    /// Live tunables changed.
    case settings(Settings)
    /// A sentence for whoever stands before the wall.
    case toast(Toast)
    /// Whether a source is there: the answer to `probeSource`.
    case probed(SourceID, alive: Bool)
    /// What was quarantined before the start.
    case quarantined([QuarantineEntry])
    /// An item is to leave the quarantine; nil for all of them.
    case quarantineCleared(ItemID?)
    /// Where an earlier wall was; before the first display appears.
    case resumed(ResumeState)
    /// How much of what was due the cells showed lately.
    case measured([ShedSample])
    /// How the wall stands with its media server.
    case server(ServerStatus)
    /// Which items are marked on the media server.
    case favorites(Set<ItemID>)
    /// The answer to `favorite`: whether the item is marked now; nil when nobody knows.
    case favoriteSet(ItemID, Bool?)
    /// Somebody asked for something in an app of the media server.
    case remote(RemoteWish)
    /// Somebody asked for something over the wall's own API; see `refusal(of:)`.
    case control(ControlWish)
    /// How the wall's cast targets stand with the server: the wall's first.
    case remoteStatus([RemoteStatus])
    /// Something about them for the journal, in plain words.
    case remoteNote(String)
    /// Marks changed on the media server.
    case marks([ItemID: Bool])
    /// A source said that it leaves: its cells wait before they fail.
    case sourceLeaves(SourceID)
    /// A cell plays this track, by the server's number; nil for none.
    case trackSelected(CellID, TrackKind, Int?)
    /// The local time, at least every few seconds; nil while the machine plainly does not know it.
    case clock(WeekMoment?)
    /// Somebody pressed a key or commanded the wall from afar: if it sleeps it wakes for a while.
    case wokenByPerson
    /// The media server is about to be restarted, for so many seconds at most.
    case serverHeld(seconds: Double, reason: String = "")
    /// Time passed.
    case ticked
}

/// What a person can choose of an item's tracks.
public enum TrackKind: String, Sendable, Hashable {
    /// Sound.
    case audio
    /// Subtitles.
    case subtitle
}

/// A source that cannot be used: shown on a card once, in one cell.
public struct WallProblem: Sendable, Hashable {
    /// What it is about; free of credentials.
    public let subject: String
    /// What is wrong and the way out, in plain words.
    public let words: String

    /// A problem.
    public init(subject: String, words: String) {
        self.subject = subject
        self.words = words
    }

    /// One card for many problems.
    static func many(_ count: Int) -> WallProblem {
        WallProblem(
            subject: Catalogue.manyProblems(count), words: Catalogue.manyProblemsAdvice)
    }
}

/// What is to be done about it.
public enum WallEffect: Sendable, Hashable {
    /// Make a player for this cell.
    case create(CellID)
    /// The cell is gone: end its player, if it has one.
    case dispose(CellID)
    /// The cell sleeps: end its player. Another `create` follows when it wakes.
    case rest(CellID)
    /// The wall sleeps: switch the displays off, or back on.
    case displaysSleep(Bool)
    /// The picture has another place in its windows.
    case pictureMoved
    /// Do this with a cell's player.
    case cell(CellID, CellEffect)
    /// Hold or let go of a cell's player.
    case pause(CellID, Bool)
    /// Loop a cell's item or not.
    case loop(CellID, Bool)
    /// Let a cell sound with this volume; nil: silent, no audio device.
    case sound(CellID, volume: Int?)
    /// Move by seconds in a cell's item.
    case seek(CellID, seconds: Int)
    /// Move to so many seconds into a cell's item.
    case seekTo(CellID, seconds: Double)
    /// Play this track of a cell's item, by the server's number; nil for none. The answer:
    /// `trackSelected`, or a toast.
    case select(CellID, TrackKind, Int?)
    /// Play a cell's next item with the tracks that it has by itself.
    case resetTracks(CellID)
    /// Look at a cell's player soon: somebody waits to see what became of a wish.
    case lookSoon
    /// Limit a cell's demuxers.
    case limit(CellID, CacheBudget.Limits)
    /// Ask whether a source is there at all, by its root or by this item's own address.
    /// There is exactly one answer: `probed`.
    case probeSource(SourceID, MediaItem, asksItem: Bool)
    /// Mark an item on the media server, or take the mark away. The answer: `favoriteSet`.
    case favorite(ItemID, Bool)
    /// Write this down.
    case journal(JournalRecord)
    /// Other items are in quarantine than before.
    case quarantineChanged
    /// Cells have other places, or other ones are visible.
    case layoutChanged
    /// Overlays may have changed.
    case overlaysChanged
    /// Windows cover their displays, or not.
    case toggleFullscreen
    /// Write a picture of the wall.
    case snapshot
    /// End the program.
    case quit
}

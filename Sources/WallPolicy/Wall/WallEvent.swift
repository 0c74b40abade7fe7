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
    /// The media server is about to be restarted, for so many seconds at most.
    case serverHeld(seconds: Double)
    /// Time passed.
    case ticked
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

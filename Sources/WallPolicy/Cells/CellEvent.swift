/// What happened to a cell.
public enum CellEvent: Sendable, Hashable {
    /// Why an entry ended.
    public enum End: Sendable, Hashable {
        /// The player reached what it took for the end.
        case endOfFile
        /// Our own doing: another load, `next`, a stop.
        case stopped
        /// It could not be played.
        case failed(FailureReason)
    }

    /// The wall gave it an item to play now, in place of everything.
    case assigned(Load)
    /// The wall gave it the item that comes next.
    case prepared(Load)
    /// What was to come next is needed elsewhere, or gone.
    case withdrawn
    /// The wall has nothing for it.
    case starved(FailureReason)
    /// The wall wants these words shown for a while before the cell plays.
    case announced(title: String, words: String)
    /// The player gave a load its entry.
    case accepted(load: Int, entry: EntryNumber)
    /// The player would not even take a load.
    case refused(load: Int)
    /// The player began an entry.
    case started(entry: EntryNumber)
    /// The first frame of the current entry is there.
    case frameShown
    /// An entry ended.
    case ended(entry: EntryNumber, End)
    /// The player itself is gone or useless.
    case playerFailed(FailureReason)
    /// The position moved; seconds.
    case progressed(position: Double, duration: Double?)
    /// The watchdog looks; `shouldMove` is false while the cell is paused.
    /// Timeout and interval in seconds.
    case judged(shouldMove: Bool, timeout: Double, interval: Double)
    /// A person winds by so many seconds.
    case sought(seconds: Double)
    /// More became known about the current failure (a probe answered).
    case explained(FailureReason)
    /// A decoder of the hardware gave up on this cell's video.
    case decoderFailed
    /// A person wants the next item.
    case nextWanted
    /// Time passed.
    case ticked
}

/// What is to be done about it.
public enum CellEffect: Sendable, Hashable {
    /// Open this at once, in place of everything.
    case load(Load)
    /// Let this stand behind the current item.
    case append(Load)
    /// Go on to the item that stands behind the current one.
    case advance
    /// Forget the entries that were played.
    case dropPlayed
    /// Play nothing, keep the last frame.
    case stop
    /// A new item began: labels and fades may know.
    case itemBegan(Load)
    /// The cell wants something to play now; `after` is what failed, if so.
    case wantItem
    /// The cell wants to know what comes next.
    case wantNext
    /// Something failed: for the log and the journal.
    case report(Load, FailureReason)
    /// Ask the item's origin over the network why it fails.
    case probe(MediaItem)
    /// Decode in software from now on.
    case useSoftwareDecoding
}

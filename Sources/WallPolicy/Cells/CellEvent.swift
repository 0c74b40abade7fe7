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
    /// The wall gave it an item whose source does not answer: it is to wait for that.
    case assignedHeld(MediaItem, start: Double?)
    /// The wall gave it the item that comes next.
    case prepared(Load)
    /// What was to come next is needed elsewhere, or gone.
    case withdrawn
    /// The wall has nothing for it.
    case starved(FailureReason)
    /// The wall wants these words shown for a while before the cell plays.
    case announced(title: String, words: String)
    /// There is no other item than the one that failed too often.
    case noOther(MediaItem, FailureReason)
    /// The player gave a load its entry.
    case accepted(load: Int, entry: EntryNumber)
    /// The player would not even take a load.
    case refused(load: Int)
    /// The media server did not say how a load is opened; nil: it is asked again when the
    /// load's turn has come.
    case unplanned(load: Int, FailureReason?)
    /// The player began an entry.
    case started(entry: EntryNumber)
    /// The first frame of the current entry is there.
    case frameShown
    /// An entry ended.
    case ended(entry: EntryNumber, End)
    /// The player itself is gone or useless.
    case playerFailed(FailureReason)
    /// The player was looked at.
    case observed(CellObservation)
    /// The watchdog judges; `shouldMove` is false while the cell is paused.
    case judged(shouldMove: Bool)
    /// A person winds by so many seconds.
    case sought(seconds: Double)
    /// More became known about the current failure (a probe answered).
    case explained(FailureReason)
    /// A decoder of the hardware gave up on this cell's video.
    case decoderFailed
    /// A person wants the next item, or there is one at last.
    case nextWanted
    /// A person acted on the cell: what failed before counts no more.
    case personActed
    /// A source went out; cells that need it wait.
    case outageBegan(SourceID)
    /// It is back. Who waits for it starts at `startsAt`.
    case outageEnded(SourceID, startsAt: Double)
    /// Failures since then were the source's.
    case forgiven(since: Double)
    /// A pause ended that lasted so long, seconds.
    case pauseEnded(seconds: Double)
    /// The machine slept for so many seconds.
    case suspended(seconds: Double)
    /// Time passed.
    case ticked
}

/// What is to be done about it.
public enum CellEffect: Sendable, Hashable {
    /// Open this at once, in place of everything.
    case load(Load)
    /// Let this stand behind the current item.
    case append(Load)
    /// Give the cell a fresh player: the old one no longer answers. A load follows.
    case renewPlayer
    /// Go on to the item that stands behind the current one.
    case advance
    /// Forget the entries that were played.
    case dropPlayed
    /// Play nothing, keep the last frame.
    case stop
    /// A new item began: labels and fades may know.
    case itemBegan(Load)
    /// The cell wants something to play now.
    case wantItem
    /// The cell wants anything but this, which failed for this reason.
    case wantAnother(MediaItem, FailureReason)
    /// The cell wants to know what comes next.
    case wantNext
    /// A failed item is to be opened again; the wall numbers the load.
    case wantRetry(MediaItem, start: Double?, attempt: Int)
    /// Something failed; `waits` is how long until the next try, seconds, if there is one.
    case report(Load, FailureReason, waits: Double?)
    /// The item exhausted its tries.
    case spent(MediaItem, FailureReason)
    /// The cell is parked for so many seconds.
    case parked(MediaItem?, FailureReason, seconds: Double)
    /// Pictures again, after so many seconds without.
    case recovered(Load, seconds: Double)
    /// The item moved on by ten more seconds.
    case progressed(MediaItem)
    /// The item counts as sound again.
    case provedSound(MediaItem)
    /// Ask the item's origin over the network why it fails.
    case probe(MediaItem)
    /// The source wants a new sign-in.
    case signIn(SourceID)
    /// Decode in software from now on.
    case useSoftwareDecoding
    /// Skip the loop filter, to save time.
    case skipLoopFilter(Bool)
    /// Show every second frame only, to save time.
    case halveRate(Bool)
}

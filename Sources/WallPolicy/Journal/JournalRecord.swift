/// One thing that happened, for the journal. When it was is added where it is written.
public struct JournalRecord: Sendable, Hashable {
    /// What happened.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A load failed; `seconds` is the wait until the next try, if there is one.
        case failure
        /// A failed item is opened again.
        case retry
        /// A cell was parked; `seconds` is the cooldown.
        case park
        /// A cell plays again; `seconds` is how long it had no moving picture.
        case recovered
        /// A source does not answer.
        case outageBegan
        /// It answers again; `seconds` is how long it did not.
        case outageEnded
        /// An item is left out; `seconds` is for how long.
        case quarantined
        /// An item is back in the order.
        case released
        /// A step against too much work.
        case shed
        /// A step taken back.
        case restored
        /// A cell got a fresh player, since the old one no longer answered.
        case renewed
        /// The server's apps can command the wall; `seconds` is how long they could not.
        case remoteUp
        /// They cannot any more.
        case remoteLost
        /// Something else about them.
        case remote
        /// The machine slept; `seconds` is for how long.
        case suspended
        /// The wall fell asleep.
        case fellAsleep
        /// The wall woke.
        case wokeUp
        /// The wall began in safe mode.
        case safeMode
        /// The wall lived long enough in safe mode.
        case safeModeEnded
        /// Somebody said that the media server is restarted; `seconds` is for how long its failures
        /// are expected.
        case holdBegan
        /// They are expected no more; `seconds` is how long they were.
        case holdEnded
    }

    /// What happened.
    public var kind: Kind
    /// The cell's number, from 1.
    public var cell: Int?
    /// The cell's identity.
    public var cellID: String?
    /// Which of the cell's loads.
    public var load: Int?
    /// The item.
    public var item: ItemID?
    /// The item's title.
    public var title: String?
    /// The source.
    public var source: SourceID?
    /// Why, in plain words.
    public var reason: String?
    /// The same in one word: `FailureReason.label`.
    public var cause: String?
    /// The number of the try, from 0.
    public var attempt: Int?
    /// Where the item was, seconds.
    public var position: Double?
    /// A duration; its meaning depends on the kind.
    public var seconds: Double?

    /// A record.
    public init(_ kind: Kind) { self.kind = kind }
}

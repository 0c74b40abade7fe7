import Display
import Journal
import Synchronization
import Tunables
import WallPolicy

/// What other threads want of the main thread.
enum WallMessage: Sendable {
    /// The sources hold these items now.
    case catalogue(items: [MediaItem], problems: [WallProblem], sources: [String])
    /// The items of a `catalogue` are sorted in; which one of them it was.
    case prepared(PreparedCatalogue, number: Int)
    /// A signal arrived.
    case signal(Int32)
    /// Someone wants a picture of the wall.
    case capture(@Sendable (Result<WallPicture, DisplayError>) -> Void)
    /// Someone wants an item, or everything, out of quarantine, and how many it were.
    case clearQuarantine(item: ItemID?, reply: @Sendable (Int) -> Void)
    /// Somebody is about to restart the media server, for so many seconds at most; how many
    /// cells are its.
    case hold(seconds: Double, reason: String, reply: @Sendable (Int) -> Void)
    /// Somebody wants something over the wall's own API; why not, or nil when it is done.
    case control(
        ControlWish, isAwaited: @Sendable () -> Bool, reply: @Sendable (ControlRefusal?) -> Void)
    /// Someone wants to look through everything that could be played.
    case items(@Sendable ([MediaItem]) -> Void)
    /// Where the control page is.
    case page(PageSnapshot)
    /// Somebody wants to know what is in quarantine.
    case leftOut(@Sendable ([QuarantineSnapshot]) -> Void)
    /// What an earlier run of this wall left out; times are seconds since 1970.
    case quarantined([QuarantineRow])
    /// A probe found out why an item fails.
    case explained(CellID, ItemID, FailureReason)
    /// Whether a source is there.
    case probed(SourceID, alive: Bool)
    /// The media server said how a load is opened.
    case planned(PlayID, PlayAnswer)
    /// The media server's answer to a mark.
    case favoriteSet(ItemID, Bool?)
    /// Which items are marked on the media server.
    case favorites(Set<ItemID>)
    /// A picture of a media server's item; nil when there is none.
    case picture(ItemID, Bitmap?)
    /// How the wall stands with its media server.
    case server(ServerStatus)
    /// Somebody asked for something in an app.
    case remote(RemoteWish)
    /// How the cast targets stand.
    case remoteStatus([RemoteStatus])
    /// Something about them for the journal.
    case remoteNote(String)
    /// Marks changed on the media server.
    case marks([ItemID: Bool])
    /// A source said that it leaves.
    case sourceLeaves(SourceID)
    /// SIGHUP: the env file as it is now, nil when none is named.
    case reload(EnvironmentFile?)
    /// The wall must end: one sentence and a status.
    case quit(WallFailure)
    /// A sentence for whoever stands before the wall.
    case toast(Toast)
}

extension WallMessage {
    /// What must not be lost, and has few senders: never refused.
    fileprivate var isEssential: Bool {
        switch self {
        case .catalogue, .signal, .reload, .quit, .probed, .quarantined, .planned, .server,
            .favorites, .prepared, .remoteStatus, .sourceLeaves, .page:
            true
        case .capture, .clearQuarantine, .hold, .control, .items, .leftOut, .explained, .toast,
            .favoriteSet,
            .picture, .remote,
            .remoteNote, .marks:
            false
        }
    }
}

/// The one way to the main thread: bounded, first in first out, and a wake-up.
final class Mailbox: Sendable {
    /// More than this and a sender has run wild; the main thread empties it
    /// many times a second.
    static let messagesMax = 256

    private let messages = Mutex<[WallMessage]>([])
    private let wakeUp: WakeUp

    init(wakeUp: WakeUp) { self.wakeUp = wakeUp }

    /// - Returns: false when it is full; the message is lost.
    @discardableResult
    func post(_ message: WallMessage) -> Bool {
        let accepted = messages.withLock { list in
            guard list.count < Self.messagesMax || message.isEssential else { return false }
            // It tells how all of them stand: an older one says nothing any more, and a wall of
            // 64 devices whose server comes and goes sends hundreds.
            if case .remoteStatus = message {
                list.removeAll { if case .remoteStatus = $0 { true } else { false } }
            }
            list.append(message)
            return true
        }
        wakeUp.wake()
        return accepted
    }

    /// Messages that wait.
    var count: Int { messages.withLock { $0.count } }

    func takeAll() -> [WallMessage] {
        messages.withLock { list in
            let taken = list
            list.removeAll()
            return taken
        }
    }
}

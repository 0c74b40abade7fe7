/// A few words that appear for a moment after a key.
public struct Toast: Sendable, Hashable {
    /// A sign beside the words.
    public enum Symbol: Sendable, Hashable {
        /// Two bars.
        case paused
        /// A triangle.
        case playing
        /// A loudspeaker.
        case sound
        /// A loudspeaker, crossed out.
        case muted
        /// Something to be aware of.
        case warning
    }

    /// The words.
    public let text: String
    /// The sign beside them, if any.
    public let symbol: Symbol?
    /// A bar under them, 0…100, if any.
    public let level: Int?
    /// Above the words of a message, which may then have several lines; empty for none.
    public let title: String?
    /// How long it stays, seconds; nil for as long as toasts do.
    public let seconds: Double?

    /// A toast; a level outside 0…100 is clamped.
    public init(_ text: String, symbol: Symbol? = nil, level: Int? = nil) {
        self.text = text
        self.symbol = symbol
        self.level = level.map { min(max($0, 0), 100) }
        title = nil
        seconds = nil
    }

    /// What somebody sent.
    public init(_ message: RemoteMessage) {
        text = message.text
        symbol = nil
        level = nil
        title = message.title
        seconds = message.seconds
    }

    /// The grid changed.
    public static func grid(columns: Int, rows: Int) -> Toast { Toast("\(columns) × \(rows)") }
    /// The volume changed.
    public static func volume(_ percent: Int) -> Toast {
        let level = min(max(percent, 0), 100)
        return Toast("Volume \(level)", symbol: level == 0 ? .muted : .sound, level: level)
    }
    /// This cell sounds now.
    public static func sound(cell: Int) -> Toast { Toast("Sound of cell \(cell)", symbol: .sound) }
    /// No cell sounds.
    public static let muted = Toast("Sound off", symbol: .muted)
    /// The sound device is gone.
    public static let soundLost = Toast("No sound: the audio device is gone", symbol: .warning)
    /// The whole wall is paused.
    public static let paused = Toast("Paused", symbol: .paused)
    /// The whole wall plays again.
    public static let playing = Toast("Playing", symbol: .playing)
    /// The focused cell's item starts again at its end.
    public static let loopOn = Toast("Loop on")
    /// It does not.
    public static let loopOff = Toast("Loop off")
    /// There was nothing before this item.
    public static let noPrevious = Toast("Nothing was played before this")
    /// A live item has no other place to go to.
    public static let cannotSeek = Toast("This video cannot be wound")
    /// The focused cell loads its item again.
    public static let reloading = Toast("Loading again")
    /// A picture of the wall was written.
    /// - Parameter name: the file's name or path.
    public static func snapshotSaved(name: String) -> Toast { Toast("Saved \(name)") }
    /// A picture of the wall could not be written.
    /// - Parameter why: one sentence.
    public static func snapshotFailed(why: String) -> Toast {
        Toast("The picture was not saved: \(why)", symbol: .warning)
    }
    /// Favourites need a media server.
    /// Only favourites are dealt.
    public static let favorites = Toast("Favourites")
    /// Everything is dealt.
    public static let everything = Toast("Everything")
    /// A filter that would leave nothing.
    public static let noFavorites = Toast("No favourites yet: press B to mark one")
    /// An item was marked.
    public static let favoriteOn = Toast("Added to the favourites")
    /// An item's mark was taken away.
    public static let favoriteOff = Toast("No longer a favourite")
    /// The server did not take the mark.
    public static let favoriteFailed = Toast("The server did not take it", symbol: .warning)
    /// Only items of a server can be marked.
    public static let notFromServer = Toast("This video does not come from the media server")
    /// Favourites need a server.
    public static let noServer = Toast("No server: favourites need a media server")
    /// Favourites only.
    public static let favourites = Toast("Only favourites")
    /// No filter.
    public static let allItems = Toast("All videos")
    /// The filter would leave nothing.
    public static let noFavourites = Toast("There are no favourites: showing all")
    /// A second press quits.
    public static let pressEscapeAgain = Toast("Press Esc again to quit")
    /// What an app shows of its library.
    public static func shownInApp(_ title: String) -> Toast {
        Toast("“\(title)” in the app", symbol: nil)
    }
    /// What comes next is shuffled, or not.
    public static func shuffle(_ on: Bool) -> Toast { Toast(on ? "Shuffle on" : "Shuffle off") }
    /// What was cast begins anew at its end.
    public static let repeatAll = Toast("Repeat all")
    /// What was cast is not repeated.
    public static let repeatOff = Toast("Repeat off")
    /// Items wait for their turn.
    public static func queued(_ count: Int) -> Toast {
        Toast(count == 1 ? "Plays next" : "\(count) videos are waiting to play")
    }
    /// The track that an app asked for cannot be had.
    public static let noTrack = Toast("This video has no such track here", symbol: .warning)
    /// The configuration was read again and all of it applies.
    public static let reloaded = Toast("Configuration loaded again")
    /// The configuration was read again and some of it waits.
    /// - Parameter names: variables that need a restart.
    public static func needsRestart(_ names: [String]) -> Toast {
        Toast("Needs a restart: \(names.joined(separator: ", "))", symbol: .warning)
    }
    /// Some values of the configuration were no values; the rest applies.
    /// - Parameter names: variables whose old value is kept.
    public static func valuesKept(_ names: [String]) -> Toast {
        Toast("Old value kept: \(names.joined(separator: ", "))", symbol: .warning)
    }
    /// The configuration could not be read again.
    public static func reloadFailed(why: String) -> Toast {
        Toast("Configuration not loaded: \(why)", symbol: .warning)
    }
}

public import Geometry

/// The wall at one moment: the only thing that readers outside the main thread
/// see (status, overlays, the page, metrics, systemd's STATUS line).
public struct WallSnapshot: Sendable, Equatable, Codable {
    /// The version of this form; readers ignore fields that they do not know.
    public var schema = 1
    /// The program's version.
    public var version = ""
    /// `HYPERWALL_NAME`.
    public var name = ""
    /// Process id of the wall.
    public var pid = 0
    /// Seconds since the start.
    public var uptimeSeconds = 0.0
    /// How the wall draws.
    public var renderer = RendererSnapshot()
    /// Columns and rows on each display.
    public var grid = GridSize(columns: 2, rows: 2)
    /// The displays in order.
    public var displays: [DisplaySnapshot] = []
    /// The focused cell's number, from 1; 0 when there is no cell.
    public var focus = 0
    /// The number of the cell that fills its display, if one does.
    public var solo: Int?
    /// The number of the cell that sounds, if one does.
    public var sounding: Int?
    /// Volume of the cell that sounds, 0…100.
    public var volume = 70
    /// Whether everything is paused.
    public var paused = false
    /// Whether labels and clock are shown.
    public var labelsShown = false
    /// Whether the statistics overlay is shown.
    public var statisticsShown = false
    /// Whether the help overlay is shown.
    public var helpShown = false
    /// `all` or `favorites`.
    public var filter = "all"
    /// The cells by number.
    public var cells: [CellSnapshot] = []
    /// The demuxer cache of the whole wall.
    public var cache = CacheSnapshot()
    /// What the process uses.
    public var process = ProcessSnapshot()
    /// The catalogue of items.
    public var items = ItemsSnapshot()
    /// Sources that do not answer.
    public var outages: [OutageSnapshot] = []
    /// What somebody said who restarts the media server; nil when nobody does.
    public var hold: HoldSnapshot?
    /// How the wall stands with its media server; nil when none is configured.
    public var server: ServerStatus?
    /// How the wall's cast targets stand with it: the wall's first, then those of the cells.
    public var remote: [RemoteStatus] = []
    /// Items that were cast to the wall and wait for a cell.
    public var queued = 0
    /// Whether what was cast begins anew at its end.
    public var repeatsQueue = false
    /// Whether what comes next is shuffled.
    public var shuffled = false
    /// What is said over the wall at this moment.
    public var toast: String?
    /// How the wall stands with its schedule; nil when it has none.
    public var schedule: ScheduleSnapshot?
    /// What is done against too much work, in words; empty while the machine keeps up.
    public var shedding = ""
    /// How many steps that are.
    public var sheddingLevel = 0
    /// Messages that wait for the main thread.
    public var mailboxMessages = 0
    /// What was counted since the start.
    public var totals = WallTotals()
    /// How long a cell may be without a moving picture until it counts as not healed, seconds:
    /// the stall timeout and the cooldown of a parked cell.
    public var healingSeconds = 140.0
    /// The items that no cell plays for a while, the oldest first: the last ones of them, since
    /// each snapshot goes to everybody who follows the wall.
    public var quarantine: [QuarantineSnapshot] = []
    /// How many they are altogether.
    public var quarantineCount = 0
    /// What the wall does without because starts failed, and why; nil outside of safe mode.
    public var safeMode: String?
    /// Where the control page is; nil when it is switched off.
    public var page: PageSnapshot?
    /// What the person who set this up should know: clamped tunables and the like.
    public var warnings: [String] = []

    /// So many items in quarantine are named at most.
    public static let quarantineMax = 50

    /// An empty wall.
    public init() {}

    /// Whether the wall sleeps by its schedule: nothing plays, and nothing is to be seen.
    public var isAsleep: Bool { schedule?.isAsleep ?? false }
}

/// Where a wall's control page is.
public struct PageSnapshot: Sendable, Equatable, Codable {
    /// `http://127.0.0.1:8585/`; empty while nobody can reach it.
    public var address: String
    /// Why nobody can, in plain words; nil while all is well.
    public var problem: String?

    /// A page.
    public init(address: String, problem: String? = nil) {
        self.address = address
        self.problem = problem
    }
}

/// How a wall stands with its schedule.
public struct ScheduleSnapshot: Sendable, Equatable, Codable {
    /// Whether the wall sleeps: nothing plays, and nothing is to be seen.
    public var isAsleep: Bool
    /// For how long a person keeps it awake although it would sleep, seconds.
    public var wokenSeconds: Double?
    /// `asleep until Mon 07:00`.
    public var words: String
    /// Whether displays are switched off when it sleeps; else they are black.
    public var switchesDisplays = false

    /// A wall with a schedule.
    public init(isAsleep: Bool, wokenSeconds: Double?, words: String) {
        self.isAsleep = isAsleep
        self.wokenSeconds = wokenSeconds
        self.words = words
    }
}

/// A source that does not answer.
public struct OutageSnapshot: Sendable, Equatable, Codable {
    /// `mount:PATH`, `origin:SCHEME://HOST:PORT`.
    public var source: SourceID
    /// For how long, seconds.
    public var seconds: Double

    /// An outage.
    public init(source: SourceID, seconds: Double) {
        self.source = source
        self.seconds = seconds
    }
}

/// Somebody restarts the media server: its failures are nobody's fault for a while.
public struct HoldSnapshot: Sendable, Equatable, Codable {
    /// For how much longer, seconds.
    public var seconds: Double
    /// Why, as whoever said so put it; may be empty.
    public var reason: String

    /// A hold.
    public init(seconds: Double, reason: String) {
        self.seconds = seconds
        self.reason = reason
    }
}

/// How the wall draws.
public struct RendererSnapshot: Sendable, Equatable, Codable {
    /// `gl` or `software`.
    public var kind = ""
    /// GL's own name of itself, or how software pixels reach the display.
    public var detail = ""
    /// SDL's video driver.
    public var videoDriver = ""
    /// Presents a second, over the last second.
    public var presentsPerSecond = 0.0

    /// Nothing known yet.
    public init() {}
}

/// One display and its window.
public struct DisplaySnapshot: Sendable, Equatable, Codable {
    /// From 1, in the order of the windowing system.
    public var number: Int
    /// The windowing system's name for it.
    public var name: String
    /// Physical pixels of the window.
    public var size: PixelSize
    /// Refreshes a second, 0 when the driver does not say.
    public var refreshRate: Int
    /// Degrees clockwise.
    public var rotation: Rotation
    /// The numbers of the cells on it.
    public var cells: [Int]
    /// Whether the window covers the display.
    public var fullscreen: Bool

    /// A display.
    public init(
        number: Int, name: String, size: PixelSize, refreshRate: Int, rotation: Rotation,
        cells: [Int], fullscreen: Bool
    ) {
        self.number = number
        self.name = name
        self.size = size
        self.refreshRate = refreshRate
        self.rotation = rotation
        self.cells = cells
        self.fullscreen = fullscreen
    }
}

/// One cell.
public struct CellSnapshot: Sendable, Equatable, Codable {
    /// Its address: from 1, row by row, display after display.
    public var number: Int
    /// Its identity for the life of its player.
    public var id: String
    /// The display's number.
    public var display: Int
    /// Its place on the display, logical pixels.
    public var rect: PixelRect
    /// `idle`, `loading`, `playing`, `backingOff`, …
    public var state = "idle"
    /// Seconds since that state began.
    public var stateSeconds = 0.0
    /// The item's title, if there is one.
    public var title = ""
    /// The item's lasting name, if there is one.
    public var item: ItemID?
    /// The load: cell identity and counter.
    public var load = ""
    /// How often this cell opened something.
    public var loads = 0
    /// Seconds into the item, if known.
    public var position: Double?
    /// The item's length in seconds, if known.
    public var duration: Double?
    /// Whether this cell is paused by itself.
    public var paused = false
    /// Whether it sounds.
    public var sounding = false
    /// Whether its item loops.
    public var looping = false
    /// Whether somebody cast its item.
    public var cast = false
    /// Items that were cast to it and wait for their turn.
    public var queued = 0
    /// Its sound track by the server's number, if somebody chose one.
    public var audioTrack: Int?
    /// Its subtitles by the server's number, if somebody chose some.
    public var subtitleTrack: Int?
    /// Whether its item is marked on the media server.
    public var favorite = false
    /// Whether there is a picture of its item for its card.
    public var hasPicture = false
    /// Whether its item has no end.
    public var live = false
    /// Hidden behind a solo cell.
    public var hidden = false
    /// For how long it has had no moving picture although it should, seconds; nil while it has.
    public var darkSeconds: Double?
    /// For how long the position of its item has not moved, seconds; nil while nothing is due.
    public var progressAgoSeconds: Double?
    /// Why it does not play, in plain words.
    public var reason: String?
    /// Failures since the last success.
    public var failures = 0
    /// Failed tries of the current item.
    public var attempt = 0
    /// Seconds until the next try, while it waits for one.
    public var retryInSeconds: Double?
    /// Whether the next try is of the same item.
    public var triesAgain = false
    /// The source that it waits for, while that does not answer.
    public var waitsFor: SourceID?
    /// Whether that is a media server which somebody is restarting; nil for no.
    public var serverRestarts: Bool?
    /// Whether it skips the loop filter, since the machine has too much to do.
    public var skipsLoopFilter = false
    /// Whether it shows every second frame, for the same reason.
    public var halfRate = false
    /// Its figures.
    public var statistics = CellStatistics()

    /// A cell that does nothing yet.
    public init(number: Int, id: String, display: Int, rect: PixelRect) {
        self.number = number
        self.id = id
        self.display = display
        self.rect = rect
    }
}

/// The figures of one cell.
public struct CellStatistics: Sendable, Equatable, Codable {
    /// Decoded frames a second, mpv's estimate.
    public var decodedFPS = 0.0
    /// Frames a second that the renderer really got, over the last sample.
    public var shownFPS = 0.0
    /// Frames that the renderer got since the cell's first load.
    public var shownFrames = 0
    /// Frames dropped by the decoder, since the load.
    public var decoderDrops = 0
    /// Frames dropped at the output, since the load.
    public var outputDrops = 0
    /// The longest time between two shown frames, over the last second or two, milliseconds.
    public var longestGapMilliseconds = 0.0
    /// Forward and backward demuxer cache, bytes.
    public var cacheBytes = 0
    /// The video codec.
    public var codec = ""
    /// Pixels of the item.
    public var size: PixelSize?
    /// The hardware decoder in use, empty for software.
    public var hardwareDecoder = ""
    /// Seconds from load to first frame, of the last load.
    public var firstFrameSeconds: Double?
    /// Seconds since the last frame was shown, if the item has shown any.
    public var lastFrameAgoSeconds: Double?

    /// Nothing known yet.
    public init() {}
}

/// The demuxer cache of the wall.
public struct CacheSnapshot: Sendable, Equatable, Codable {
    /// `HYPERWALL_CACHE_BUDGET_MB`.
    public var budgetMiB = 0
    /// What one cell may have of it.
    public var perCellMiB = 0
    /// What is really cached, bytes.
    public var usedBytes = 0

    /// Nothing known yet.
    public init() {}
}

/// What the process uses.
public struct ProcessSnapshot: Sendable, Equatable, Codable {
    /// Cores busy, over the last sample.
    public var cores = 0.0
    /// Processor time since the start, seconds.
    public var cpuSeconds = 0.0
    /// Resident memory, bytes.
    public var residentBytes = 0
    /// Threads.
    public var threads = 0
    /// Open file descriptors.
    public var fileDescriptors = 0
    /// Players that would not end within their time, and are still there.
    public var abandonedPlayers = 0

    /// Nothing known yet.
    public init() {}
}

/// The catalogue of items.
public struct ItemsSnapshot: Sendable, Equatable, Codable {
    /// Items that the wall knows.
    public var count = 0
    /// Live items among them.
    public var live = 0
    /// The sources as configured, redacted.
    public var sources: [String] = []

    /// Nothing known yet.
    public init() {}
}

/// An item that exhausted its tries and is left out for a while.
public struct QuarantineSnapshot: Sendable, Equatable, Codable {
    /// The item's lasting name.
    public var item: ItemID
    /// The item's title.
    public var title: String
    /// Why, in plain words.
    public var reason: String
    /// Seconds until it may play again.
    public var untilSeconds: Double

    /// An item in quarantine.
    public init(item: ItemID, title: String, reason: String, untilSeconds: Double) {
        self.item = item
        self.title = title
        self.reason = reason
        self.untilSeconds = untilSeconds
    }
}

import CLinux
import Display
import Foundation
import Geometry
import Journal
public import Logging
import MPVPlayer
import Synchronization
import Tunables
public import WallPolicy

/// The wall: owns windows, players and the policy, on the main thread, and
/// waits in one place for the next event, frame or deadline.
public final class Wall {
    /// How often players are looked at, and the snapshot is made, seconds.
    static let sampleSeconds = 1.0
    /// Freed memory is given back this long after players came or went, seconds:
    /// their first, largest allocations are over by then.
    static let trimSeconds = 4.0
    /// How long a stopped player may need until its output waits for nobody, seconds:
    /// mpv waits 0.2 s for a frame to be taken, and freeing it waits for that.
    static let farewellSeconds = 0.3
    /// After a wish from afar players are looked at so often, seconds: who sent it looks at the
    /// snapshot, and mpv needs a moment to wind.
    static let looksAfterWish = [0.08, 0.16, 0.27]
    /// The looks that are due when another wish came at that time: those of the wishes before
    /// stay, or a held button would put them off for ever.
    static func looks(_ before: [Double], after time: Double) -> [Double] {
        Array((before + looksAfterWish.map { time + $0 }).sorted().prefix(12))
    }
    /// The pointer hides after this long, seconds.
    static let pointerSeconds = 3.0
    /// Passes a second where the display does not say.
    static let defaultRefreshRate = 60

    let options: WallOptions
    /// Where the control page is, and what keeps it from being there; nil when it is switched off.
    var page: PageSnapshot?
    let logger: Logger
    let backend: RenderBackend
    let wakeUp: WakeUp
    let mailbox: Mailbox
    let disposal = PlayerDisposal()
    let painter = OverlayPainter()
    /// The catalogue that is being sorted in.
    var preparation = CataloguePreparation()
    /// Pictures of the media server's items.
    var pictures = PictureShelf()
    let input = InputQueue()
    let published: PublishedSnapshot
    let probes: FailureProbe
    let sourceProbe: SourceProbe
    let startedAt: ContinuousClock.Instant
    var resolution: Resolution
    var policy: WallStateMachine
    var generator = WallGenerator(seed: .random(in: .min ... .max))
    var windows: [WallWindow] = []
    var drivers: [CellID: CellDriver] = [:]
    /// Players that nobody needs any more and that are still to be ended.
    var retiring: [RetiringPlayer] = []
    /// Players that would not end in time, as far as the log knows.
    var abandonedSaid = 0
    /// The displays' power; nil where the wall has no say in it.
    let power: DisplayPower?
    /// Whether displays are switched off at night; else they are black.
    var switchesDisplays = false
    var powerProblemSaid = false
    /// When a sleeping wall looks at its displays again.
    var nextPowerLook = 0.0
    let resumeFile: ResumeFile
    /// What happened, and the quarantine.
    let journal: JournalStore
    /// Starts in a row after which no wall lived for long, this one included.
    var hastyStarts = 0
    /// What the last wall left, until this start is counted.
    var uncounted: ResumeState?
    /// When the load shedder wants its next window.
    var nextWindow = 0.0
    /// The media server, where there is one.
    var server: (any ItemServer)?
    /// What is under way with it.
    var plays: [CellID: ServerPlays] = [:]
    /// How many cells it was told of.
    var toldCells = 0
    /// Tracks that were asked for before it was known how their item is opened.
    var wishedTracks: [CellID: [TrackKind: Int?]] = [:]
    /// When players are to be looked at besides, since somebody waits for an effect; in order.
    var looks: [Double] = []
    /// When it last said how it stands, seconds since the start.
    var serverToldAt = 0.0
    /// The service manager, where one listens.
    let service: WallService?
    /// What the wall does without because starts failed before it; nil outside of safe mode.
    var safeMode: String?
    /// When it is looked at next how long this wall has lived.
    var nextLife = 0.0
    /// Whether the wall ends only to leave safe mode.
    var leavesSafeMode = false
    /// What was counted since the start.
    var totals = WallTotals()
    /// Whose counts are in them already.
    var ledger = CountLedger()
    /// How long presents took. Apart from the totals, so that no frame has to copy anything.
    var presentTimes = Histogram(bounds: WallTotals.presentBounds)
    /// What went wrong over the last hour.
    var history = WallHistory()
    /// Presents since the start.
    var presentsInAll = 0
    var figures = ProcessFigures()
    var process = ProcessSnapshot()
    var sources: [String] = []
    var exitStatus: Int32?
    /// Why the wall ends by itself.
    var failure: WallFailure?
    var nextPass = 0.0
    var nextSample = 0.0
    var overlaysChanged = true
    var layoutChanged = false
    var pointerHidesAt: Double?
    var nextDisplayKey = 1
    var presents = 0
    var presentsPerSecond = 0.0
    var fullscreen: Bool
    var fontGeneration = 0
    /// Whether a cross-fade goes on, which needs passes of its own.
    var inMotion = false
    /// When freed memory is to be given back, after players came or went.
    var trimsAt: Double?
    /// Reused by every pass, so that a pass allocates nothing.
    var updates: [TileUpdate] = []

    /// Opens the displays. Nothing plays until `run`.
    /// - Throws: one sentence and the exit status.
    public init(_ options: WallOptions, logger: Logger) throws(WallFailure) {
        // mpv_create returns NULL under any other number format.
        setlocale(LC_ALL, "")
        setlocale(LC_NUMERIC, "C")
        // Nine 720p cells: 307 MiB without, 270 MiB with these.
        if hw_limit_allocator(2, 256 * 1024) != 1 {
            logger.notice("the memory allocator could not be limited")
        }
        self.options = options
        page = options.page
        self.logger = logger
        let name = options.resolution.settings.name
        resumeFile = ResumeFile(folder: options.stateFolder, name: name) { logger.warning("\($0)") }
        journal = JournalStore(path: options.journal, wall: name) { logger.warning("\($0)") }
        resolution = options.resolution
        policy = WallStateMachine(settings: options.resolution.settings)
        startedAt = .now
        service = options.life.notifier.map { WallService($0, now: 0) }
        fullscreen = options.windowSize == nil
        do throws(DisplayError) {
            wakeUp = try WakeUp()
        } catch {
            throw WallFailure("The wall cannot start: \(error).", exitStatus: 1)
        }
        mailbox = Mailbox(wakeUp: wakeUp)
        published = PublishedSnapshot()
        probes = FailureProbe(mailbox: mailbox)
        sourceProbe = SourceProbe(mailbox: mailbox)
        do throws(WallFailure) {
            backend = try RenderBackend.open(
                options.resolution.settings.renderer, headless: options.headless,
                threads: Foundation.ProcessInfo.processInfo.activeProcessorCount,
                shaderFolder: options.shaderFolder, logger: logger)
        } catch {
            // The fonts are open already, and trap when nobody closes them.
            painter.close()
            probes.close()
            sourceProbe.close()
            throw error
        }
        // A window among others has no say in the whole display.
        power =
            options.windowSize == nil && backend.video.driver == "x11" ? DisplayPower() : nil
        let loss = logger
        let place = resumeFile
        DisplayLoss.install {
            place.finishOffered(atMost: Wall.lastWordSeconds)
            loss.critical("The display is gone; leaving with status \(DisplayLoss.exitStatus).")
            LogWriter.shared.flush()
        }
    }

    /// Seconds since the start, on a clock that never goes back.
    var now: Double { startedAt.duration(to: .now).inSeconds }

    /// Whoever wants something of the wall from another thread.
    public var remote: WallRemote { WallRemote(mailbox: mailbox, published: published) }

    /// Gives the wall its media server. Before `run`.
    public func adopt(_ server: any ItemServer) {
        self.server = server
        painter.pictures = { [weak self] in self?.pictures.picture(of: $0) }
    }

    /// Plays until someone or something ends it. Why it could not play at all
    /// is said on standard error.
    /// - Returns: the exit status.
    public func run() -> Int32 {
        begin()
        while exitStatus == nil { turn() }
        let status = exitStatus ?? 0
        shutDown(status)
        return status
    }

    /// Opens the windows and makes the first cells.
    func begin() {
        logger.info(
            "drawing with \(backend.renderer.kind) on \(backend.video.driver)",
            metadata: ["pid": "\(getpid())"])
        if isSafe { beginSafeMode() } else { resume() }
        // Before the first cell starts: it may be night.
        tellClock()
        lightDisplays()
        server?.begin(with: policy.waitingToResume.map(\.item))
        loadQuarantine()
        // There may be nothing to play, which is no reason to open a window.
        takeMessages()
        guard exitStatus == nil else { return }
        syncDisplays()
        if windows.isEmpty { noDisplay() }
        handle(.ticked)
    }

    /// None of the displays that were asked for is there. A kiosk waits for
    /// one: somebody may only have to switch it on.
    private func noDisplay() {
        let there = backend.video.displays().map { "\($0.index + 1) (\($0.name))" }
        let sentence =
            "HYPERWALL_DISPLAYS names no display that is there. "
            + (there.isEmpty
                ? "There is none at all." : "There is: \(there.joined(separator: ", ")).")
        if policy.settings.kiosk {
            logger.error("\(sentence) Waiting for one.")
        } else {
            failure = WallFailure(sentence, exitStatus: 2)
            quit(2)
        }
    }

    /// One turn of the loop: wait, take in, decide, draw.
    func turn() {
        let passWanted = framesWait || layoutChanged || tilesWant || inMotion
        var deadline = nextSample
        if let leaves = retiring.first?.leavesAt { deadline = min(deadline, leaves) }
        if let next = policy.deadline(now: now) { deadline = min(deadline, next) }
        if let pointerHidesAt { deadline = min(deadline, pointerHidesAt) }
        if let look = looks.first { deadline = min(deadline, look) }
        if passWanted { deadline = min(deadline, nextPass) }
        wakeUp.wait(
            seconds: max(0, waitBound(deadline - now)),
            input: windows.first?.window.inputDescriptor ?? -1, hearsWakeUps: !passWanted)

        takeInput()
        takeMessages()
        takePlayerEvents()
        let time = now
        if time >= nextSample { sample(time) }
        if let look = looks.first, time >= look {
            looks.removeAll { time >= $0 }
            lookAtPlayers()
            overlaysChanged = true
        }
        if let next = policy.deadline(now: time), time >= next {
            if policy.judges(at: time) { lookAtPlayers() }
            handle(.ticked)
        }
        if let hides = pointerHidesAt, time >= hides {
            pointerHidesAt = nil
            Pointer.show(false)
        }
        retire(time)
        if overlaysChanged { refreshOverlays(time) }
        if time >= nextPass, framesWait || layoutChanged || tilesWant || inMotion {
            pass(time)
            // Presenting reads from the X connection: a key that came with it
            // is in SDL's queue now, where the next wait does not see it.
            takeInput()
        }
        if let service { tell(service) }
    }

    /// Without a descriptor to wait on (Wayland, KMS) input is looked for 60 times a second.
    private func waitBound(_ seconds: Double) -> Double {
        guard let window = windows.first?.window, window.inputDescriptor < 0,
            !["offscreen", "dummy"].contains(backend.video.driver)
        else { return seconds }
        return min(seconds, 1.0 / 60)
    }

    private var framesWait: Bool {
        drivers.values.contains { $0.signal?.hasFrame == true }
    }

    private var tilesWant: Bool {
        windows.contains { window in window.tiles.contains { !$0.needs.isEmpty } }
    }

    /// Ends the loop after this turn.
    func quit(_ status: Int32) {
        if exitStatus == nil { exitStatus = status }
    }
}

/// The snapshot that every reader outside the main thread sees.
final class PublishedSnapshot: Sendable {
    private let snapshot = Mutex((WallSnapshot(), ContinuousClock.now))
    private let lastHour = Mutex(WallHistory())
    var value: WallSnapshot { snapshot.withLock { $0.0 } }
    /// How old it is, seconds.
    var age: Double { snapshot.withLock { $0.1 }.duration(to: .now).inSeconds }
    /// The last hour.
    var history: WallHistory { lastHour.withLock { $0 } }
    func publish(_ history: WallHistory) { lastHour.withLock { $0 = history } }
    func publish(_ value: WallSnapshot) { snapshot.withLock { $0 = (value, .now) } }
}

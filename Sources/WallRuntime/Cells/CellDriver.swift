import Display
import Geometry
import Logging
import MPVPlayer
import Tunables
import WallPolicy

/// One cell's player: performs what the policy decides, and tells it what
/// happened. Main thread only.
final class CellDriver {
    let id: CellID
    let identity: String
    let tile: TileID
    private(set) var frames: PlayerFrames?
    private(set) var meter = FrameMeter()
    private(set) var figures = CellFigures()
    /// Frames that were dropped since this cell is there; mpv begins anew with every load and seek.
    private var decoderDrops = GrowingCount()
    private var outputDrops = GrowingCount()
    /// Seconds from the load to its first frame, of the last load.
    private(set) var firstFrameSeconds: Double?
    /// Whether the tile's pixels are this cell's picture.
    private(set) var hasPicture = false
    /// When the renderer got the last frame of the current load.
    private(set) var lastFrameAt: Double?
    /// What was shown of what was due, for the load shedder.
    private(set) var window = FrameWindow()
    /// What is left out while the machine has too much to do.
    private(set) var relief = CellRelief()
    /// mpv's `hwdec` as the wall wants it for this cell.
    private var hardwareDecoding = "no"
    /// Counts the entries that the player began: values read before belong to the one before.
    private var beginnings = 0
    /// Values that wait until it is known whose they are; kept for its memory.
    private var values: [(MPVProperty, PropertyValue)] = []
    /// The player's own last words at warning level, oldest first, free of credentials.
    private(set) var words: [String] = []
    /// Lines that are kept.
    private static let wordsMax = 8
    /// Whether the next frame is the first of an item.
    private var awaitsFirstFrame = false
    /// Whether what the player says and shows is of the item that the policy means: not from the
    /// word to play another one until that is open.
    private var isLoaded = false
    /// A frame came since the last look at the events, and no file was open by then.
    private var hasEarlyFrame = false
    private var loadedAt = 0.0
    private var hadHardwareDecoder = false
    private var player: Player?
    /// The sound track that somebody chose, by mpv's number; 0 for none, nil for mpv's choice.
    var audioTrack: Int?
    /// The subtitles that somebody chose, by mpv's number; nil for none.
    var subtitleTrack: Int?
    /// Seconds that a network item is read ahead.
    private var readahead = 30
    /// Whether the current item comes over the network.
    private var readsNetwork = false
    /// Whether the current item keeps time whether it sounds or not.
    private(set) var isLive = false
    /// mpv shut down by itself; only a new player helps.
    private var hasEnded = false
    private let logger: Logger

    var signal: PlayerSignal? { player?.signal }

    /// Whether there is no player, or one that ended by itself.
    var needsPlayer: Bool { player == nil || hasEnded }

    init(id: CellID, identity: String, logger: Logger) {
        self.id = id
        self.identity = identity
        self.logger = logger
        tile = TileID(rawValue: id.rawValue)
    }

    /// Takes over a player that has its render context.
    /// - Parameter hardwareDecoding: the `hwdec` that it was made with.
    func adopt(_ player: Player, hardwareDecoding: String) throws(MPVError) {
        self.player = player
        self.hardwareDecoding = hardwareDecoding
        hasEnded = false
        if let context = player.renderContext { frames = PlayerFrames(context) }
        for property in CellFigures.sampled { try player.sample(property) }
        for property in CellFigures.observed { try player.observe(property) }
        for (option, value) in relief.options { try player.set(option, value) }
        if subtitleTrack != nil { try showSubtitles(player) }
    }

    /// Gives up the player, which is stopped and to be ended at that time. The
    /// picture stays until the next player has one.
    /// - Parameter isLast: whether the cell is gone, and its tile with it.
    func release(until time: Double, isLast: Bool) -> RetiringPlayer? {
        guard let player else { return nil }
        frames = nil
        self.player = nil
        isLoaded = false
        awaitsFirstFrame = false
        beginnings += 1
        return RetiringPlayer(
            player, tile: isLast ? tile : nil, leavesAt: time, logger: logger)
    }

    /// The wall sleeps: gives up the player, the picture and all that was known of the item.
    func rest(until time: Double) -> RetiringPlayer? {
        let old = release(until: time, isLast: false)
        relief = CellRelief()
        figures = CellFigures()
        words = []
        pictureWasLost()
        return old
    }

    /// Performs one effect on the player.
    /// - Returns: what went wrong at once, for the policy.
    func perform(_ effect: CellEffect, now: Double) -> CellEvent? {
        do throws(MPVError) {
            switch effect {
            case .load(let load):
                loadedAt = now
                isLoaded = false
                try open(load, .replace)
            case .append(let load):
                try open(load, .append)
            case .advance:
                loadedAt = now
                isLoaded = false
                try player?.command(.playlistNext, ["force"])
            case .dropPlayed: try player?.command(.playlistClear)
            case .stop:
                isLoaded = false
                try player?.command(.stop)
            case .useSoftwareDecoding:
                logger.warning(
                    "\(identity): the hardware decoder failed twice, going on in software")
                hardwareDecoding = "no"
                try player?.set(.hardwareDecoding, "no")
            case .skipLoopFilter(let on):
                relief.skipsLoopFilter = on
                try applyRelief()
            case .halveRate(let on):
                relief.halve(on, rate: itemRate)
                try applyRelief()
            case .itemBegan(let load):
                readsNetwork = load.item.isFromNetwork
                isLive = load.item.isLive
            case .wantItem, .wantNext, .wantAnother, .wantRetry, .report, .probe, .spent, .parked,
                .recovered, .progressed, .provedSound, .signIn, .renewPlayer:
                break
            }
            return nil
        } catch {
            logger.error("\(identity): \(error)")
            return .playerFailed(.unknown)
        }
    }

    /// A load whose way the media server is asked for: its time runs already.
    func awaitsPlan(now: Double) { loadedAt = now }

    /// Opens a load in the way that the media server said.
    /// - Parameter isNext: whether it only stands behind what plays now.
    /// - Returns: what went wrong at once, for the policy.
    func open(_ load: Load, _ plan: PlayPlan, isNext: Bool) -> CellEvent? {
        do throws(MPVError) {
            try open(load, isNext ? .append : .replace, plan)
            return nil
        } catch {
            // Without mpv's words: they would quote what was asked for.
            logger.error("\(identity): mpv would not take \(load.item.id)")
            return .playerFailed(.unknown)
        }
    }

    private func open(
        _ load: Load, _ mode: Player.LoadMode, _ plan: PlayPlan? = nil
    ) throws(MPVError) {
        let options = PlayerOptions.options(of: load, plan, readahead: readahead)
        try player?.load(
            plan?.url ?? load.item.mpvLocation, mode: mode, options: options,
            reply: UInt64(load.counter))
    }

    func setPaused(_ paused: Bool) {
        meter.interrupt()
        attempt { player throws(MPVError) in try player.set(.pause, paused ? "yes" : "no") }
    }

    func setLooping(_ looping: Bool) {
        attempt { player throws(MPVError) in try player.set(.loopFile, looping ? "inf" : "no") }
    }

    func seek(_ seconds: Int) {
        meter.interrupt()
        attempt { player throws(MPVError) in
            try player.command(.seek, ["\(seconds)", "relative"])
        }
    }

    func seek(to seconds: Double) {
        meter.interrupt()
        attempt { player throws(MPVError) in
            try player.command(.seek, ["\(seconds)", "absolute"])
        }
    }

    func setNetworkTimeout(seconds: Double) {
        attempt { player throws(MPVError) in
            try player.set(.networkTimeout, "\(Int(seconds))")
        }
    }

    func useSoftwareDecoding() {
        hardwareDecoding = "no"
        attempt { player throws(MPVError) in try player.set(.hardwareDecoding, "no") }
    }

    private func applyRelief() throws(MPVError) {
        for (option, value) in relief.options { try player?.set(option, value) }
        relief.wantsNewDecoder = true
    }

    /// Lets the player begin its decoder anew, where a changed relief wants that and it can be
    /// done without losing the picture: what cannot seek waits for its next load.
    /// - Returns: whether it was done.
    func renewDecoder() -> Bool {
        guard relief.wantsNewDecoder, isPlaying, figures.isSeekable, !isLive,
            figures.hardwareDecoder.isEmpty
        else { return false }
        relief.wantsNewDecoder = false
        meter.interrupt()
        attempt { player throws(MPVError) in
            // A changed `hwdec` is the only thing for which mpv does that. There is no such
            // method; both at once are one change.
            try player.set(.hardwareDecoding, "none")
            try player.set(.hardwareDecoding, hardwareDecoding)
        }
        return true
    }

    func setFit(_ fit: FitMode) {
        attempt { player throws(MPVError) in
            try player.set(.keepAspect, fit == .stretch ? "no" : "yes")
            try player.set(.panscan, fit == .cover ? "1.0" : "0.0")
        }
    }

    func limit(_ limits: CacheBudget.Limits) {
        readahead = limits.readaheadSeconds
        attempt { player throws(MPVError) in
            try player.set(.demuxerMaxBytes, "\(limits.forwardBytes)")
            try player.set(.demuxerMaxBackBytes, "\(limits.backwardBytes)")
            // A file's own, small readahead must not be undone.
            guard readsNetwork else { return }
            try player.set(.demuxerReadahead, "\(readahead)")
            try player.set(.cacheSeconds, "\(readahead)")
        }
    }

    /// For what has no answer but a line in the log.
    func attempt(_ body: (Player) throws(MPVError) -> Void) {
        guard let player else { return }
        do throws(MPVError) { try body(player) } catch { logger.warning("\(identity): \(error)") }
    }

    /// Hands over what the player had to say, in the policy's words.
    func events(_ body: (CellEvent) -> Void) {
        // An early frame belongs to a file of which these events tell, or to none.
        defer { hasEarlyFrame = false }
        guard let player, player.signal.takeEvents() else { return }
        player.nextEvents { event in
            if let translated = translate(event) { body(translated) }
        }
    }

    private func translate(_ event: PlayerEvent) -> CellEvent? {
        switch event {
        case .startFile(let entry):
            beginnings += 1
            lastFrameAt = nil
            window.excuse()
            isLoaded = false
            awaitsFirstFrame = true
            hadHardwareDecoder = false
            meter.restart()
            figures.restart()
            decoderDrops.restart()
            outputDrops.restart()
            relief.restart()
            return .started(entry: entry)
        case .fileLoaded:
            isLoaded = true
            // Held it has no second one.
            if hasEarlyFrame { player?.signal.returnFrame() }
            // Changes alone are reported, and the new item may be like the old one.
            attempt { player throws(MPVError) in
                for property in CellFigures.sampled { try player.requestSample(property) }
            }
            return nil
        case .property(let property, let value):
            figures.take(property, value)
            window.excuse()
            return isLoaded ? .observed(observation) : nil
        case .endFile(let entry, let reason):
            isLoaded = false
            return .ended(entry: entry, end(reason))
        case .commandReply(let id, let status, let entry):
            guard id > 0 else {
                if status < 0 { logger.debug("\(identity): mpv refused a command (\(status))") }
                return nil
            }
            if status < 0 { return .refused(load: Int(id)) }
            return entry.map { .accepted(load: Int(id), entry: $0) }
        case .shutdown:
            hasEnded = true
            return .playerFailed(.unknown)
        case .log(let prefix, let text):
            let line = OpenRules.redactedText(text)
            logger.debug("\(identity): mpv [\(prefix)] \(line)")
            // ffmpeg's lines reach every player of the process, whoever caused them.
            guard prefix != "ffmpeg", !prefix.hasPrefix("ffmpeg/") else { return nil }
            words.append("[\(prefix)] \(line)")
            if words.count > Self.wordsMax { words.removeFirst() }
            return nil
        case .setReply(_, let status):
            if status < 0 { logger.warning("\(identity): mpv refused a value (\(status))") }
            return nil
        case .queueOverflow:
            // A start or an end may be among what was lost.
            logger.error("\(identity): mpv's events overflowed")
            return .playerFailed(.unknown)
        default: return nil
        }
    }

    private func end(_ reason: PlayerEvent.EndReason) -> CellEvent.End {
        switch reason {
        case .endOfFile: .endOfFile
        case .stopped, .quit: .stopped
        // A list where a video was expected: lists are read by us, one level deep.
        case .redirected: .failed(.unsupported)
        case .failed(.unknownFormat): .failed(.notAVideo(subject: ""))
        case .failed(.nothingToPlay): .failed(.noPicture)
        case .failed(.videoOutput), .failed(.audioOutput): .failed(.undecodable)
        case .failed(.loadingFailed), .failed(.other): .failed(.unknown)
        }
    }

    /// Looks at the player's figures; about once a second, not with each frame.
    func sample(now: Double, _ body: (CellEvent) -> Void) {
        meter.sample(at: now)
        look(body)
        attempt { player throws(MPVError) in try player.requestSample(.cacheState) }
        if !isPlaying { window.excuse() }
        window.drops(figures.decoderDrops + figures.outputDrops)
        guard isLoaded else { return }
        if !figures.hasVideo { body(.playerFailed(.noPicture)) }
        if hadHardwareDecoder, figures.hardwareDecoder.isEmpty { body(.decoderFailed) }
        hadHardwareDecoder = !figures.hardwareDecoder.isEmpty
    }

    /// What was shown and dropped since this cell is there.
    var counts: CellCounts {
        var counts = CellCounts()
        counts.shownFrames = meter.total
        counts.decoderDrops = decoderDrops.total
        counts.outputDrops = outputDrops.total
        return counts
    }

    /// A fresh look, right before the watchdog judges.
    func look(_ body: (CellEvent) -> Void) {
        guard let player else { return }
        values.removeAll(keepingCapacity: true)
        player.nextSamples { event in
            if case .property(let property, let value) = event { values.append((property, value)) }
        }
        // If the player went on to its next entry, that was said on the other handle before
        // any value of it could be here; what was read now is nobody knows whose.
        let before = beginnings
        player.nextEvents { event in
            if let translated = translate(event) { body(translated) }
        }
        guard before == beginnings else { return }
        for (property, value) in values { figures.take(property, value) }
        decoderDrops.saw(figures.decoderDrops)
        outputDrops.saw(figures.outputDrops)
        if isLoaded { body(.observed(observation)) }
    }

    /// The player as the policy sees it.
    private var observation: CellObservation {
        var observation = CellObservation()
        observation.position = figures.position
        observation.duration = figures.duration
        observation.lastFrameAt = lastFrameAt
        observation.frameSeconds = figures.itemRate > 0 ? 1 / figures.itemRate : nil
        observation.isStillPicture = figures.isImage || figures.isAlbumArt
        observation.isBuffering = figures.isBuffering
        observation.isSeeking = figures.isSeeking
        return observation
    }

    /// Whether frames are due all the time.
    private var isPlaying: Bool {
        isLoaded && !awaitsFirstFrame && !figures.isPaused && !figures.isBuffering
            && !figures.isSeeking && !figures.isImage && !figures.isAlbumArt
    }

    /// The window since the last time, and begins a new one.
    /// - Parameters:
    ///   - cell: pixels of the cell's place; nil for a hidden one.
    func takeWindow(cell: PixelSize?, isFocused: Bool, now: Double) -> ShedSample {
        defer { window.restart(at: now, droppedBefore: figures.decoderDrops + figures.outputDrops) }
        if cell == nil { window.excuse() }
        return window.sample(
            of: id, rate: itemRate, pixels: figures.width * figures.height,
            isSoftware: figures.hardwareDecoder.isEmpty,
            shrinksTwofold: LoadShedder.shrinksTwofold(
                sourceWidth: figures.width, sourceHeight: figures.height,
                cellWidth: cell?.width ?? 0, cellHeight: cell?.height ?? 0),
            isFocused: isFocused, now: now)
    }

    /// Frames a second of the item, 0 when nobody knows.
    private var itemRate: Double {
        relief.rate(promised: figures.containerFPS, decoded: figures.decodedFPS)
    }

    /// What a look for a new frame found.
    enum FrameLook {
        case none
        /// A frame to draw; true for the first one of an item.
        case frame(first: Bool)
    }

    /// Looks for a new frame, and counts it.
    func lookForFrame(now: Double) -> FrameLook {
        guard let player, player.signal.takeFrame(), let context = player.renderContext,
            context.hasNewFrame()
        else { return .none }
        // Between two files mpv may want to draw although it has no frame:
        // that would be black. The last picture stays.
        guard isLoaded else {
            hasEarlyFrame = true
            return .none
        }
        lastFrameAt = now
        if relief.leavesOut(at: now, rate: itemRate), !awaitsFirstFrame {
            // Came, and is not shown: the time of scaling and drawing it is saved.
            window.frame(at: now, isShown: false)
            skipFrame()
            return .none
        }
        window.frame(at: now, isShown: true)
        meter.frame(at: now)
        hasPicture = true
        guard awaitsFirstFrame else { return .frame(first: false) }
        awaitsFirstFrame = false
        firstFrameSeconds = now - loadedAt
        return .frame(first: true)
    }

    /// Takes the frame without drawing it: the cell is hidden.
    func skipFrame() {
        guard let status = player?.renderContext?.skip(), status < 0 else { return }
        logger.debug("\(identity): mpv could not skip a frame (\(status))")
    }

    /// Whether mpv can draw its current frame again, at another size.
    var canRedraw: Bool { isLoaded && hasPicture && !awaitsFirstFrame }

    /// The tile was drawn without this cell's picture.
    func pictureWasLost() { hasPicture = false }
}

extension MediaItem {
    /// What mpv opens; may hold credentials.
    var mpvLocation: String {
        switch location {
        case .file(let path): path
        case .url(let url): url
        case .demo(let graph): DemoItems.address(graph: graph)
        // Only the server knows; nothing that mpv could open.
        case .server: ""
        }
    }
}

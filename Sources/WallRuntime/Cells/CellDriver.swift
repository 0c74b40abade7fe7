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
    /// Seconds from the load to its first frame, of the last load.
    private(set) var firstFrameSeconds: Double?
    /// Whether the tile's pixels are this cell's picture.
    private(set) var hasPicture = false
    /// Whether the next frame is the first of an item.
    private var awaitsFirstFrame = false
    private var isLoaded = false
    private var loadedAt = 0.0
    private var hadHardwareDecoder = false
    private var player: Player?
    /// When the player is to be ended, after `silence`.
    private(set) var leavesAt = 0.0
    /// Seconds that a network item is read ahead.
    private var readahead = 30
    /// Whether the current item comes over the network.
    private var readsNetwork = false
    /// Whether the current item keeps time whether it sounds or not.
    private var isLive = false
    /// mpv shut down by itself; only a new player helps.
    private var hasEnded = false
    /// How far a file is read ahead: bridges a disk that is busy, costs half a MB
    /// with 4 Mbit/s.
    private static let localReadaheadSeconds = 1
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
    func adopt(_ player: Player) throws(MPVError) {
        self.player = player
        hasEnded = false
        if let context = player.renderContext { frames = PlayerFrames(context) }
        for property in CellFigures.sampled { try player.sample(property) }
    }

    /// Ends the player; idempotent.
    func close(_ disposal: PlayerDisposal) {
        frames = nil
        player?.close(disposal)
        player = nil
        hasPicture = false
    }

    /// Stops it; it is to be ended at that time.
    func silence(until time: Double) {
        leavesAt = time
        attempt { player throws(MPVError) in try player.command(.stop) }
    }

    /// Takes a frame that nobody will see, so that mpv does not wait for it.
    func discardFrame() {
        guard let player, player.signal.takeFrame(), player.renderContext?.hasNewFrame() == true
        else { return }
        skipFrame()
    }

    /// Performs one effect on the player.
    /// - Returns: what went wrong at once, for the policy.
    func perform(_ effect: CellEffect, now: Double) -> CellEvent? {
        do throws(MPVError) {
            switch effect {
            case .load(let load):
                loadedAt = now
                try open(load, .replace)
            case .append(let load):
                try open(load, .append)
            case .advance:
                loadedAt = now
                try player?.command(.playlistNext, ["force"])
            case .dropPlayed: try player?.command(.playlistClear)
            case .stop: try player?.command(.stop)
            case .useSoftwareDecoding:
                logger.warning(
                    "\(identity): the hardware decoder failed twice, going on in software")
                try player?.set(.hardwareDecoding, "no")
            case .itemBegan(let load):
                if case .url = load.item.location {
                    readsNetwork = true
                } else {
                    readsNetwork = false
                }
                isLive = load.item.isLive
            case .wantItem, .wantNext, .report, .probe: break
            }
            return nil
        } catch {
            logger.error("\(identity): \(error)")
            return .playerFailed(.unknown)
        }
    }

    private func open(_ load: Load, _ mode: Player.LoadMode) throws(MPVError) {
        var options: [(MPVOption, String)]
        switch load.item.location {
        case .url:
            // mpv takes the larger of the two where its cache is on.
            options = [(.demuxerReadahead, "\(readahead)"), (.cacheSeconds, "\(readahead)")]
        case .file:
            // What lies on a disk need not lie in memory too.
            let seconds = "\(Self.localReadaheadSeconds)"
            options = [
                (.demuxerReadahead, seconds), (.cacheSeconds, "\(readahead)"),
                (.demuxerLavfOptions, PlayerOptions.localProtocols),
            ]
        case .demo:
            // Raw frames without an end: every second of them is 10 MB.
            options = [(.demuxerReadahead, "0"), (.cache, "no")]
        }
        if load.item.isLive { options.append((.frameDrop, PlayerOptions.keepsTime)) }
        try player?.load(
            load.item.mpvLocation, mode: mode, options: options, reply: UInt64(load.counter))
    }

    func setPaused(_ paused: Bool) {
        meter.interrupt()
        attempt { player throws(MPVError) in try player.set(.pause, paused ? "yes" : "no") }
    }

    func setLooping(_ looping: Bool) {
        attempt { player throws(MPVError) in try player.set(.loopFile, looping ? "inf" : "no") }
    }

    /// - Parameter volume: 0…100, nil for silence without an audio device.
    func setSound(volume: Int?) {
        attempt { player throws(MPVError) in
            if let volume { try player.set(.volume, "\(volume)") }
            try player.set(.audioTrack, volume == nil ? "no" : "auto")
            try player.set(
                .frameDrop,
                volume == nil && !isLive ? PlayerOptions.keepsFrames : PlayerOptions.keepsTime)
        }
    }

    func seek(_ seconds: Int) {
        meter.interrupt()
        attempt { player throws(MPVError) in
            try player.command(.seek, ["\(seconds)", "relative"])
        }
    }

    func setAudioDevice(_ device: String) {
        attempt { player throws(MPVError) in try player.set(.audioDevice, device) }
    }

    func setNetworkTimeout(seconds: Double) {
        attempt { player throws(MPVError) in
            try player.set(.networkTimeout, "\(Int(seconds))")
        }
    }

    func useSoftwareDecoding() {
        attempt { player throws(MPVError) in try player.set(.hardwareDecoding, "no") }
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
    private func attempt(_ body: (Player) throws(MPVError) -> Void) {
        guard let player else { return }
        do throws(MPVError) { try body(player) } catch { logger.warning("\(identity): \(error)") }
    }

    /// Hands over what the player had to say, in the policy's words.
    func events(_ body: (CellEvent) -> Void) {
        guard let player, player.signal.takeEvents() else { return }
        player.nextEvents { event in
            if let translated = translate(event) { body(translated) }
        }
    }

    private func translate(_ event: PlayerEvent) -> CellEvent? {
        switch event {
        case .startFile(let entry):
            isLoaded = false
            awaitsFirstFrame = true
            hadHardwareDecoder = false
            meter.restart()
            figures.restart()
            return .started(entry: entry)
        case .fileLoaded:
            isLoaded = true
            // Changes alone are reported, and the new item may be like the old one.
            attempt { player throws(MPVError) in
                for property in CellFigures.sampled { try player.requestSample(property) }
            }
            return nil
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
            logger.debug("\(identity): mpv [\(prefix)] \(OpenRules.redactedText(text))")
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
        guard let player else { return }
        player.nextSamples { event in
            if case .property(let property, let value) = event { figures.take(property, value) }
        }
        attempt { player throws(MPVError) in try player.requestSample(.cacheState) }
        guard isLoaded else { return }
        if let position = figures.position {
            body(.progressed(position: position, duration: figures.duration))
        }
        if !figures.hasVideo { body(.playerFailed(.noPicture)) }
        if hadHardwareDecoder, figures.hardwareDecoder.isEmpty { body(.decoderFailed) }
        hadHardwareDecoder = !figures.hardwareDecoder.isEmpty
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
            context.hasNewFrame(),
            // Between two files mpv may want to draw although it has no frame:
            // that would be black. The last picture stays.
            isLoaded
        else { return .none }
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
        }
    }
}

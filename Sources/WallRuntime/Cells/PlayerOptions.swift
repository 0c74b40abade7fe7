import Geometry
import MPVPlayer
import Tunables
import WallPolicy

/// mpv's options for the cells of this wall.
struct PlayerOptions {
    /// Protocols that ffmpeg may use, nested ones included: what the wall may
    /// open, and what carries it. No `concat`, no `subfile`, no `data`.
    static let protocolWhitelist =
        "http,https,httpproxy,tcp,tls,udp,rtp,rtsp,rtsps,rtmp,rtmps,srt,crypto"

    /// The same for a file: only a file may name files (a list over http that
    /// names some would show what is none of its business).
    static let localProtocols = "protocol_whitelist=[file,crypto]"

    /// `framedrop` of a silent cell.
    static let keepsFrames = "no"
    /// `framedrop` of a cell that must keep time: with its sound, or with a camera.
    static let keepsTime = "vo"

    /// What mpv needs to open what a media server planned.
    static func options(of plan: PlayPlan) -> [(MPVOption, String)] {
        // A list of mpv's, separated by commas; one within a value stands behind a backslash.
        let headers = plan.headers.sorted { $0.key < $1.key }.map { name, value in
            "\(name): \(value)".replacing(",", with: "\\,")
        }
        var options: [(MPVOption, String)] = [
            (.httpHeaders, headers.joined(separator: ",")),
            (.tlsVerify, plan.verifiesCertificate ? "yes" : "no"),
        ]
        if let file = plan.caFile { options.append((.tlsCAFile, file)) }
        return options
    }

    /// How far a file is read ahead: bridges a disk that is busy, costs half a MB
    /// with 4 Mbit/s.
    private static let localReadaheadSeconds = 1

    /// What mpv needs for one load beside what the cell has anyway.
    /// - Parameters:
    ///   - plan: how a media server's item is opened.
    ///   - readahead: seconds that a network item is read ahead.
    static func options(
        of load: Load, _ plan: PlayPlan?, readahead: Int
    ) -> [(MPVOption, String)] {
        var options: [(MPVOption, String)]
        switch load.item.location {
        case .url, .server:
            // mpv takes the larger of the two where its cache is on.
            options = [(.demuxerReadahead, "\(readahead)"), (.cacheSeconds, "\(readahead)")]
            if let plan { options += self.options(of: plan) }
        case .file:
            // What lies on a disk need not lie in memory too.
            let seconds = "\(localReadaheadSeconds)"
            options = [
                (.demuxerReadahead, seconds), (.cacheSeconds, "\(readahead)"),
                (.demuxerLavfOptions, localProtocols),
            ]
        case .demo:
            // Raw frames without an end: every second of them is 10 MB.
            options = [(.demuxerReadahead, "0"), (.cache, "no")]
        }
        if let start = load.start, start > 0 {
            // Whole milliseconds: no exponent, and a point whatever the language.
            options.append((.start, Figures.decimal(start, places: 3)))
        }
        if load.item.isLive { options.append((.frameDrop, keepsTime)) }
        return options
    }

    let settings: Settings
    /// Whether GL composes; else the CPU draws.
    let gl: Bool
    /// Whether GL is a software rasteriser, for which every filter is expensive.
    let softwareGL: Bool
    /// Threads of one decoder: one, unless there are more cores than cells.
    let decoderThreads: Int

    /// The options of one player, before it starts.
    func all(limits: (forward: Int, backward: Int, readahead: Int)) -> [(MPVOption, String)] {
        base + input(limits) + sound + scaling
    }

    /// `hwdec` of a player.
    var hardwareDecoding: String { gl && !softwareGL ? settings.hardwareDecoding : "no" }

    private var base: [(MPVOption, String)] {
        [
            (.config, "no"), (.terminal, "no"), (.loadScripts, "no"),
            (.onScreenController, "no"), (.youtubeDL, "no"), (.defaultBindings, "no"),
            (.mediaKeys, "no"), (.videoOutput, "libmpv"), (.idle, "yes"), (.forceWindow, "no"),
            // At an end the player goes on to the next entry, without a pause in between.
            (.keepOpen, "no"), (.prefetchPlaylist, "yes"),
            // A loop belongs to an item, not to the cell.
            (.resetOnNextFile, "loop-file"),
            (.osdLevel, "0"), (.osdFontProvider, "none"), (.subtitleFontProvider, "none"),
            (.subtitleTrack, "no"),
            // Rendering must never wait for a target time: presenting is ours.
            (.videoTimingOffset, "0"),
            // A silent cell that is late shows every frame and is late, rather
            // than throw frames away that were decoded: with the cores all busy
            // sixteen 720p cells show 30 frames a second, and 12 to 19 otherwise.
            (.frameDrop, PlayerOptions.keepsFrames),
        ]
    }

    private func input(
        _ limits: (forward: Int, backward: Int, readahead: Int)
    ) -> [(MPVOption, String)] {
        [
            (.loadUnsafePlaylists, "no"), (.autoloadFiles, "no"), (.orderedChapters, "no"),
            (.demuxerLavfOptions, "protocol_whitelist=[\(Self.protocolWhitelist)]"),
            (.demuxerMaxBytes, "\(limits.forward)"), (.demuxerMaxBackBytes, "\(limits.backward)"),
            (.demuxerReadahead, "\(limits.readahead)"), (.cachePauseWait, "3"),
            (.networkTimeout, "\(Int(settings.networkTimeout.inSeconds))"),
            (.hardwareDecoding, hardwareDecoding),
            (.decoderThreads, "\(decoderThreads)"),
        ]
    }

    private var sound: [(MPVOption, String)] {
        [
            // A silent cell opens no audio device at all.
            (.audioTrack, "no"),
            // A lost device costs sound, never picture.
            (.audioFallbackToNull, "yes"), (.audioDevice, settings.audioDevice),
            (.audioClientName, "Hyperwall"), (.volume, "\(settings.volume)"),
        ]
    }

    private var scaling: [(MPVOption, String)] {
        var options: [(MPVOption, String)] = [
            (.keepAspect, settings.fit == .stretch ? "no" : "yes"),
            (.panscan, settings.fit == .cover ? "1.0" : "0.0"),
        ]
        guard gl else {
            // swscale's fast bilinear instead of zimg: with nine 720p cells the
            // difference between 0.95 and 1.2 cores.
            return options + [
                (.swsAllowZimg, "no"), (.swsScaler, "bilinear"), (.swsFast, "yes"),
            ]
        }
        options += [(.scale, "bilinear"), (.chromaScale, "bilinear"), (.deband, "no")]
        options += [(.sigmoidUpscaling, "no"), (.linearDownscaling, "no")]
        if softwareGL {
            // Nothing to decode on: not even looked for.
            options += [(.hardwareInterop, "no")]
            options += [(.downscale, "bilinear"), (.correctDownscaling, "no")]
            options += [(.dither, "no"), (.hdrComputePeak, "no")]
        } else {
            // Cells shrink their picture: plain bilinear would flicker.
            options += [(.downscale, "mitchell"), (.correctDownscaling, "yes")]
        }
        return options
    }
}

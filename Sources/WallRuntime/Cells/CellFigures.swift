import Geometry
import MPVPlayer
import WallPolicy

/// What a cell's player was last heard to say about itself.
struct CellFigures {
    var position: Double?
    var duration: Double?
    var decodedFPS = 0.0
    var decoderDrops = 0
    var outputDrops = 0
    var cacheBytes = 0
    var codec = ""
    var width = 0
    var height = 0
    var hardwareDecoder = ""
    var hasVideo = true
    var containerFPS = 0.0
    var isBuffering = false
    var isSeeking = false
    var isPaused = false
    var isCoreIdle = false
    var isImage = false
    var isAlbumArt = false
    var endReached = false
    var isSeekable = false

    /// The properties that are sampled with every look at a cell.
    static let sampled: [MPVProperty] = [
        .timePosition, .duration, .estimatedFPS, .decoderDrops, .outputDrops, .videoCodec,
        .videoWidth, .videoHeight, .hardwareDecoderCurrent, .videoTrack, .containerFPS, .paused,
        .coreIdle, .endReached, .isImage, .isAlbumArt, .seekable,
    ]

    /// The properties whose changes wake the wall: few, and a person sees them.
    static let observed: [MPVProperty] = [.pausedForCache, .seeking]

    /// Frames a second that the item has, 0 when nobody knows.
    var itemRate: Double { containerFPS > 0 ? containerFPS : decodedFPS }

    mutating func take(_ property: MPVProperty, _ value: PropertyValue) {
        switch (property, value) {
        // The last position stays when the file ends: it tells an end from a cut.
        case (.timePosition, .number(let seconds)) where seconds.isFinite: position = seconds
        case (.duration, .number(let seconds)) where seconds.isFinite:
            duration = seconds > 0 ? seconds : nil
        case (.duration, _): duration = nil
        case (.estimatedFPS, .number(let rate)) where rate.isFinite: decodedFPS = rate
        case (.decoderDrops, .integer(let count)): decoderDrops = Int(clamping: count)
        case (.outputDrops, .integer(let count)): outputDrops = Int(clamping: count)
        case (.cacheState, .cache(let state)): cacheBytes = Int(clamping: state.totalBytes)
        case (.cacheState, _): cacheBytes = 0
        case (.videoCodec, .text(let name)): codec = name
        case (.videoWidth, .integer(let pixels)): width = Int(clamping: pixels)
        case (.videoHeight, .integer(let pixels)): height = Int(clamping: pixels)
        case (.hardwareDecoderCurrent, .text(let name)): hardwareDecoder = name == "no" ? "" : name
        case (.hardwareDecoderCurrent, _): hardwareDecoder = ""
        case (.videoTrack, .text(let track)): hasVideo = track != "no"
        case (.containerFPS, .number(let rate)) where rate.isFinite: containerFPS = rate
        case (.pausedForCache, .flag(let on)): isBuffering = on
        case (.seeking, .flag(let on)): isSeeking = on
        case (.paused, .flag(let on)): isPaused = on
        case (.coreIdle, .flag(let on)): isCoreIdle = on
        case (.endReached, .flag(let on)): endReached = on
        case (.seekable, .flag(let on)): isSeekable = on
        case (.isImage, .flag(let on)): isImage = on
        case (.isAlbumArt, .flag(let on)): isAlbumArt = on
        default: break
        }
    }

    /// A new item: nothing of the old one is true any more.
    mutating func restart() {
        let codecBefore = codec
        self = CellFigures()
        // Until the new one is known the old name is better than a hole.
        codec = codecBefore
    }
}

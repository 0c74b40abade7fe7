/// A clip whose pixels are known, as ffmpeg makes it.
public struct Clip: Sendable, Hashable {
    /// How its frames are coded.
    public enum Coding: String, Sendable {
        /// H.264, 4:2:0, BT.709 of limited range: what most files are. Colours
        /// come back within a few steps of 255.
        case h264 = "mkv"
        /// Lossless RGB: colours come back exactly.
        case lossless = "nut"
        /// No picture, a sine tone.
        case tone = "wav"
        /// H.264 as above, with a sine tone.
        case sounding = "mp4"
        /// Every frame as its bare pixels, two bytes each, with the index in front: megabytes
        /// a second that cost no decoder anything, so that no buffer holds many seconds.
        case heavy = "mov"
    }

    /// ffmpeg's filter graph for the picture.
    public let graph: String
    /// Length in seconds.
    public let seconds: Double
    /// Frames a second.
    public let rate: Int
    /// How it is coded.
    public let coding: Coding

    /// One colour all over, `0xRRGGBB`.
    public static func color(
        _ hex: UInt32, width: Int = 64, height: Int = 36, seconds: Double, rate: Int = 25,
        coding: Coding = .h264
    ) -> Clip {
        let digits = String(hex, radix: 16)
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        return Clip(
            graph: "color=c=0x\(padded):s=\(width)x\(height):r=\(rate)", seconds: seconds,
            rate: rate, coding: coding)
    }

    /// A picture in which every side can be told from every other: bands of an
    /// eighth of it along the left (red), right (green), top (blue) and bottom
    /// (yellow) side, grey between them, and a white top left corner.
    public static func compass(width: Int, height: Int, seconds: Double, rate: Int = 25) -> Clip {
        let (w, h) = (width / 8, height / 8)
        let boxes = [
            (0, 0, width, h, "0x0000FF"), (0, height - h, width, h, "0xFFFF00"),
            (0, 0, w, height, "0xFF0000"), (width - w, 0, w, height, "0x00FF00"),
            (0, 0, w, h, "0xFFFFFF"),
        ].map { "drawbox=x=\($0):y=\($1):w=\($2):h=\($3):c=\($4):t=fill" }
        let base = "color=c=0x808080:s=\(width)x\(height):r=\(rate),format=rgb24"
        return Clip(
            graph: ([base] + boxes).joined(separator: ","), seconds: seconds, rate: rate,
            coding: .h264)
    }

    /// One colour with a white bar that wanders from the left side to the right one in a minute
    /// and begins again: a picture of it tells which clip it is, and the time.
    public static func ruler(_ hex: UInt32, seconds: Double) -> Clip {
        let digits = String(hex, radix: 16)
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        let (size, rate) = ("320x180", 10)
        return Clip(
            graph: "color=c=0x\(padded):s=\(size):r=\(rate)[a];"
                + "color=c=white:s=10x180:r=\(rate)[b];"
                + "[a][b]overlay=x='(W-w)*mod(t,\(Int(rulerSeconds)))/\(Int(rulerSeconds))'",
            seconds: seconds, rate: rate, coding: .h264)
    }

    /// In so many seconds the bar of a `ruler` crosses the picture.
    public static let rulerSeconds = 60.0

    /// A picture that moves, 240×136 at 25 frames a second: 1.6 MB a second.
    public static func heavy(seconds: Double) -> Clip {
        Clip(graph: "testsrc2=s=240x136:r=25", seconds: seconds, rate: 25, coding: .heavy)
    }

    /// A sine tone without a picture.
    public static func tone(seconds: Double) -> Clip {
        Clip(graph: "", seconds: seconds, rate: 25, coding: .tone)
    }

    /// What `compass` shows at a place, 0…1 from left to right and top to bottom.
    public static func compassColor(x: Double, y: Double) -> UInt32 {
        let (left, right, top) = (x < 0.125, x >= 0.875, y < 0.125)
        if left { return top ? 0xFFFFFF : 0xFF0000 }
        if right { return 0x00FF00 }
        if top { return 0x0000FF }
        return y >= 0.875 ? 0xFFFF00 : 0x808080
    }

    /// One input of ffmpeg and what it writes to.
    var arguments: (input: [String], output: [String]) {
        let length = "\(seconds)"
        let tone = ["-f", "lavfi", "-t", length, "-i", "sine=f=440:r=48000"]
        let picture = ["-f", "lavfi", "-t", length, "-i"]
        let h264 = [
            "-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-g", "\(rate * 2)",
            "-threads", "1", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
            "bt709", "-color_range", "tv",
        ]
        let matrix =
            ",format=rgb24,scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd"
            + ",format=yuv420p"
        switch coding {
        case .h264: return (picture + [graph + matrix], h264)
        case .lossless: return (picture + [graph + ",format=bgr0"], ["-c:v", "rawvideo"])
        case .heavy:
            return (
                picture + [graph + ",format=uyvy422"],
                ["-c:v", "rawvideo", "-movflags", "+faststart"]
            )
        case .tone: return (tone, ["-c:a", "pcm_s16le"])
        case .sounding:
            return (picture + [graph + matrix] + tone, h264 + ["-c:a", "aac"])
        }
    }

    /// How many streams ffmpeg sees on its side.
    var inputs: Int { coding == .sounding ? 2 : 1 }
}

/// The largest difference of one channel of two colours, `0xRRGGBB`; alpha is
/// not looked at.
public func colorDistance(_ a: UInt32, _ b: UInt32) -> Int {
    var largest = 0
    for shift in [0, 8, 16] as [UInt32] {
        let (one, other) = (Int(a >> shift & 0xFF), Int(b >> shift & 0xFF))
        largest = max(largest, abs(one - other))
    }
    return largest
}

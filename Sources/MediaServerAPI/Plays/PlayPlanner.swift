public import Geometry

/// Which version of an item a cell plays, and whether the server makes it smaller.
public enum PlayPlanner {
    /// When a transcode is wanted.
    public enum Wish: Sendable, Hashable {
        /// Only above 1080p, or while the machine sheds load.
        case auto
        /// Only where the file itself does not play.
        case never
        /// Wherever it is much larger than the cell.
        case always
    }

    /// What is known when a cell is to play something.
    public struct Situation: Sendable, Hashable {
        /// The cell's pixels.
        public var cell: PixelSize
        /// Tries of this item that failed.
        public var attempt: Int
        /// When a transcode is wanted.
        public var wish: Wish
        /// So many times the cell's pixels are much larger.
        public var over: Int
        /// Whether one more transcode is allowed.
        public var hasRoom: Bool
        /// Whether the machine has too much to do.
        public var isShedding: Bool

        /// A situation.
        public init(
            cell: PixelSize, attempt: Int = 0, wish: Wish = .auto, over: Int = 4,
            hasRoom: Bool = true, isShedding: Bool = false
        ) {
            self.cell = cell
            self.attempt = attempt
            self.wish = wish
            self.over = over
            self.hasRoom = hasRoom
            self.isShedding = isShedding
        }
    }

    /// How it is played.
    public enum Choice: Sendable, Hashable {
        /// As it is.
        case direct(MediaSource)
        /// Made smaller by the server.
        case transcode(MediaSource, PlaybackQuestion.Transcode)
    }

    /// The lines of a picture above which `auto` wants it smaller.
    public static let autoHeight = 1080

    /// What to play; nil when there is no version at all.
    public static func choose(_ sources: [MediaSource], _ situation: Situation) -> Choice? {
        guard let source = best(sources, for: situation.cell) else { return nil }
        let bounds = PlaybackQuestion.Transcode(
            cellWidth: situation.cell.width, cellHeight: situation.cell.height)
        // A stream that the server opened, or a file that it will not send, has one way only.
        guard source.transcodes, situation.hasRoom else { return .direct(source) }
        if !source.playsDirectly { return .transcode(source, bounds) }
        // What failed as it is may play when the server has read it.
        if situation.attempt > 0 { return .transcode(source, bounds) }
        return wantsSmaller(source, situation) ? .transcode(source, bounds) : .direct(source)
    }

    /// The smallest version that covers the cell; if none does, the largest.
    public static func best(_ sources: [MediaSource], for cell: PixelSize) -> MediaSource? {
        let sized = sources.filter { $0.pixels != nil }
        let covering = sized.filter {
            ($0.width ?? 0) >= cell.width && ($0.height ?? 0) >= cell.height
        }
        // min and max take the first of equals: the server's own order.
        return covering.min { ($0.pixels ?? 0) < ($1.pixels ?? 0) }
            ?? sized.min { ($0.pixels ?? 0) > ($1.pixels ?? 0) } ?? sources.first
    }

    private static func wantsSmaller(_ source: MediaSource, _ situation: Situation) -> Bool {
        guard let pixels = source.pixels,
            pixels > situation.cell.width * situation.cell.height * situation.over
        else { return false }
        return switch situation.wish {
        case .never: false
        case .always: true
        // A portrait video of 1080 by 1920 is no more work than one that lies on its side.
        case .auto:
            situation.isShedding
                || min(source.width ?? 0, source.height ?? 0) > autoHeight
        }
    }
}

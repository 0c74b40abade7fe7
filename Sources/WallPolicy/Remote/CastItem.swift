/// One item that somebody cast and that waits for its turn.
public struct CastItem: Sendable, Hashable {
    /// What is to be played.
    public var item: MediaItem
    /// Where it begins, seconds.
    public var start: Double?
    /// Its sound track, by the server's number.
    public var audioTrack: Int?
    /// Its subtitles, by the server's number; −1 for none.
    public var subtitleTrack: Int?

    /// Whether it is meant for the cell that it waits for, and for no other.
    public var isCells = false
    /// Whether it was played already, and comes again.
    public var isAgain = false

    /// An item from its beginning.
    public init(_ item: MediaItem, start: Double? = nil) {
        self.item = item
        self.start = start
    }
}

/// What was cast to the wall and not to one of its cells: whoever is free takes the next.
struct CastQueue: Sendable {
    /// In order.
    var items: [CastItem] = []
    /// Whether what was played comes again at the end.
    var repeats = false
    /// What cells left that went, until all of them are gone.
    var left: [CastItem] = []
    /// Whether the last of it was taken just now.
    var ranEmpty = false

    /// Puts items behind the others; what is too many is left out.
    static func append(_ more: some Sequence<CastItem>, to items: inout [CastItem]) {
        items += more.prefix(max(0, RemotePlay.itemsMax - items.count))
    }

    /// Puts items before the others; what is too many is left out.
    static func prepend(_ more: some Sequence<CastItem>, to items: inout [CastItem]) {
        items = Array((Array(more) + items).prefix(RemotePlay.itemsMax))
    }
}

extension RemotePlay {
    /// Its items as they wait.
    /// - Parameter isCells: whether one cell was named.
    func castItems(isCells: Bool) -> [CastItem] {
        let isCells = isCells || !(isList ?? (items.count > 1))
        var all = items.prefix(Self.itemsMax).map { item in
            var item = CastItem(item)
            item.isCells = isCells
            return item
        }
        if !all.isEmpty {
            all[0].start = start
            all[0].audioTrack = audioTrack
            all[0].subtitleTrack = subtitleTrack
        }
        return all
    }
}

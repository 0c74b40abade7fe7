public import WallPolicy

/// Collects pages into one list without an item twice, and knows whether the library changed
/// under its hands.
///
/// Pages are counted from the list's beginning: when an item is taken away meanwhile, all behind
/// it move up, and the one at the page's edge is never seen; when one is added, one comes twice.
/// Such a reading is repeated.
public struct PageCollector: Sendable {
    /// Readings of a list that changes all the time; then what was seen has to do.
    public static let passesMax = 4

    /// What makes a server's items into the wall's.
    public struct Maker: Sendable {
        let dialect: ServerDialect
        let server: String
        let source: SourceID

        /// - Parameters:
        ///   - server: the server's lasting id.
        ///   - source: what its items fail together with.
        public init(dialect: ServerDialect, server: String, source: SourceID) {
            self.dialect = dialect
            self.server = server
            self.source = source
        }

        /// The wall's item.
        public func item(_ found: ServerItem, isLive: Bool) -> MediaItem {
            MediaItem(
                id: dialect.itemID(server: server, item: found.id), title: ItemTitle.of(found),
                location: .server, isLive: isLive, source: source)
        }
    }

    /// Its items, in the server's order.
    public private(set) var items: [MediaItem] = []
    /// Which of them are marked.
    public private(set) var favorites: Set<ItemID> = []
    private var known: Set<ItemID> = []
    /// What this pass has seen, and of the last one only when nothing changed under it.
    private var inPass: Set<ItemID> = []
    private var total: Int?
    private var hasChanged = false
    /// Readings begun.
    public private(set) var passes = 0

    /// Nothing read yet.
    public init() {}

    /// Begins at the list's beginning.
    public mutating func beginPass() {
        passes += 1
        inPass = []
        total = nil
        hasChanged = false
    }

    /// Takes a page; returns where the next one begins, nil at the end.
    public mutating func take(
        _ page: ItemsReply, at start: Int, limit: Int, isLive: Bool, _ maker: Maker
    ) -> Int? {
        if let total, let now = page.total, now != total { hasChanged = true }
        total = page.total ?? total
        // A playlist holds songs, too.
        for found in page.items where !found.isVirtual && (isLive || Self.plays(found.type)) {
            let item = maker.item(found, isLive: isLive)
            if !inPass.insert(item.id).inserted { hasChanged = true }
            if found.isFavorite { favorites.insert(item.id) }
            guard known.insert(item.id).inserted else { continue }
            // In a later pass: one that was jumped over, or is new.
            items.append(item)
        }
        let next = start + page.received
        guard page.received > 0, next < ReplyBounds.itemsMax else { return nil }
        // A server that does not count says 0; its last page is short, or empty.
        if let total, total > 0 { return next < total ? next : nil }
        return page.received < limit ? nil : next
    }

    private static let types = Set(ServerCalls.itemTypes.split(separator: ",").map(String.init))

    private static func plays(_ type: String) -> Bool { type.isEmpty || types.contains(type) }

    /// Ends a pass; whether another one is needed.
    public mutating func endPass() -> Bool {
        if hasChanged, passes < Self.passesMax { return true }
        if !hasChanged, passes > 1 {
            // What went away meanwhile is gone.
            items.removeAll { !inPass.contains($0.id) }
            favorites.formIntersection(inPass)
        }
        return false
    }
}

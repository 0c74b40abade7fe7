/// Which cell plays what: one order for the whole wall.
///
/// - Items that have an end are dealt out in rounds. A round holds every item once, shuffled or
///   as given; nothing comes a second time before all had their turn. What another cell plays
///   or has reserved is passed over and keeps its turn.
/// - Fewer items than cells: items repeat, the least shown first.
/// - Enough for every cell to play one, but not to reserve another: what is free goes to whoever
///   has repeated its own item for the longest, and all items go round all cells.
/// - Live items are pinned, in their order, to the first cells, and such a cell gets nothing
///   else. Live items beyond the last cell wait. A cell that is left without any item stays
///   empty: a camera is not opened twice.
/// - The next item of a cell can be reserved, so that its player may open it ahead. Whoever
///   reserves looks at `drainWithdrawn()` after every change: an item that left the catalogue,
///   or that another cell needs more, is taken back.
///
/// Dealing costs time in the number of cells, a change of the catalogue in that of the items.
public struct PlayOrder: Sendable {
    /// Items that a cell remembers for "previous".
    public static let historyMax = 50

    /// Whether rounds are shuffled.
    public private(set) var isShuffled: Bool { didSet { revision &+= 1 } }
    /// The cells, in the order of their numbers.
    public private(set) var cells: [CellID] = [] { didSet { revision &+= 1 } }
    /// Another number after every change: who works on a copy of it sees whether it is still
    /// what it was.
    private(set) var revision = 0

    var catalogue = ItemTable([])
    /// Items with an end, in the given order.
    var givenOrder: [ItemID] = []
    var live: [ItemID] = []
    /// What is still to be dealt; everything before `dealt` is gone.
    var pending: [ItemID] = [] { didSet { revision &+= 1 } }
    var dealt = 0 { didSet { revision &+= 1 } }
    var slots: [CellID: Slot] = [:] { didSet { revision &+= 1 } }
    var withdrawn: Set<CellID> = [] { didSet { revision &+= 1 } }
    /// How often a cell had to be put off with its own item.
    var stopgaps = 0
    /// How many cells play an item, and how many have reserved it.
    var uses: [ItemID: Int] = [:] { didSet { revision &+= 1 } }

    /// What one cell has.
    struct Slot: Sendable {
        var current: MediaItem?
        var reserved: ItemID?
        /// Reserved only because nothing else was free: the cell's own item once more.
        var isStopgap = false
        /// Since when it has had only such: the smaller, the longer.
        var waitsSince: Int?
        var pinned: ItemID?
        /// Oldest first.
        var history: [ItemID] = []
    }

    /// An order without items and cells.
    public init(isShuffled: Bool) {
        self.isShuffled = isShuffled
    }

    /// Items that have an end.
    public var count: Int { givenOrder.count }
    /// Items that have none.
    public var liveCount: Int { live.count }
    /// Whether there is nothing to play at all.
    public var isEmpty: Bool { givenOrder.isEmpty && live.isEmpty }
    /// What the cell plays.
    public func current(of cell: CellID) -> MediaItem? { slots[cell]?.current }
    /// What the cell will play next, if that is reserved.
    public func reserved(for cell: CellID) -> MediaItem? {
        slots[cell]?.reserved.flatMap { catalogue[$0] }
    }
    /// The live item that the cell belongs to.
    public func pinned(to cell: CellID) -> MediaItem? {
        slots[cell]?.pinned.flatMap { catalogue[$0] }
    }

    /// Cells whose reserved item was taken back since the last call, in the order of the wall:
    /// their players must forget it and may reserve anew.
    public mutating func drainWithdrawn() -> [CellID] {
        defer { withdrawn = [] }
        return cells.filter { withdrawn.contains($0) }
    }

    /// Sets which cells there are. Cells that stay keep what they play, what they reserved,
    /// their history and their pin; those that go are released.
    public mutating func arrange(cells newCells: [CellID]) {
        let staying = Set(newCells)
        for cell in cells where !staying.contains(cell) { clear(cell) }
        var seen = Set<CellID>()
        cells = newCells.filter { seen.insert($0).inserted }
        for cell in cells where slots[cell] == nil { slots[cell] = Slot() }
        pinLive()
        withdrawShared()
    }

    /// The cell is gone: what it reserved is dealt to another one first.
    public mutating func release(_ cell: CellID) {
        clear(cell)
        cells.removeAll { $0 == cell }
        pinLive()
    }

    /// Sets the items. What is new is mixed into the rest of the current round (as given: takes
    /// its place in it), what is gone leaves; what a cell plays stays until the cell takes another.
    public mutating func update(
        items: [MediaItem], using generator: inout some RandomNumberGenerator
    ) {
        let known = ItemTable(items)
        var order: [ItemID] = []
        var liveOrder: [ItemID] = []
        order.reserveCapacity(items.count)
        for (place, item) in items.enumerated() where known.counts(place) {
            if item.isLive { liveOrder.append(item.id) } else { order.append(item.id) }
        }
        let added = order.filter { catalogue[$0].map { $0.isLive } ?? true }
        catalogue = known
        givenOrder = order
        live = liveOrder
        for cell in cells {
            guard let next = slots[cell]?.reserved, catalogue[next].map({ $0.isLive }) ?? true
            else { continue }
            dropReservation(of: cell)
            withdrawn.insert(cell)
        }
        let rest = pending[dealt...].filter { catalogue[$0].map { !$0.isLive } ?? false }
        dealt = 0
        if isShuffled {
            pending = mixed(rest, added.shuffled(using: &generator), using: &generator)
        } else {
            let wanted = Set(rest).union(added)
            pending = order.filter { wanted.contains($0) }
        }
        pinLive()
        withdrawShared()
    }

    /// Turns shuffling on or off for what is still to come of this round, and for all later ones.
    public mutating func setShuffled(
        _ shuffled: Bool, using generator: inout some RandomNumberGenerator
    ) {
        guard shuffled != isShuffled else { return }
        isShuffled = shuffled
        let rest = pending[dealt...]
        dealt = 0
        if shuffled {
            pending = rest.shuffled(using: &generator)
        } else {
            let wanted = Set(rest)
            pending = givenOrder.filter { wanted.contains($0) }
        }
    }

    /// Two sequences as one, each in its own order, every mixture equally likely.
    private func mixed(
        _ first: [ItemID], _ second: [ItemID], using generator: inout some RandomNumberGenerator
    ) -> [ItemID] {
        var result: [ItemID] = []
        result.reserveCapacity(first.count + second.count)
        var left = first[...]
        var right = second[...]
        while !left.isEmpty && !right.isEmpty {
            let takesLeft = Int.random(in: 0..<(left.count + right.count), using: &generator)
            result.append(takesLeft < left.count ? left.removeFirst() : right.removeFirst())
        }
        return result + left + right
    }
}

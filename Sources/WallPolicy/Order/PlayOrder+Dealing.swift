extension PlayOrder {
    /// What the cell plays from now on: its live item, else what it reserved, else the next of
    /// the round. The item before it goes into the cell's history.
    /// - Returns: nil when there is nothing for this cell.
    public mutating func take(
        for cell: CellID, using generator: inout some RandomNumberGenerator
    ) -> MediaItem? {
        guard let slot = slots[cell] else { return nil }
        if let live = pinned(to: cell) {
            start(live, in: cell)
            return live
        }
        var next = slot.reserved
        if next != nil {
            dropReservation(of: cell, keepsTurn: false)
        } else {
            next = deal(to: cell, using: &generator)?.item
        }
        withdrawn.remove(cell)
        guard let item = next.flatMap({ catalogue[$0] }) else {
            start(nil, in: cell)
            return nil
        }
        start(item, in: cell)
        return item
    }

    /// Back to what the cell played before, if that still exists and no other cell plays it.
    /// What it played until now becomes its next item.
    /// - Returns: nil when there is nothing before; the cell goes on as it is.
    public mutating func previous(for cell: CellID) -> MediaItem? {
        guard var slot = slots[cell], slot.pinned == nil else { return nil }
        var found: MediaItem?
        while found == nil, let candidate = slot.history.popLast() {
            guard candidate != slot.current?.id, let item = catalogue[candidate], !item.isLive
            else { continue }
            let isElsewhere = cells.contains {
                $0 != cell && slots[$0]?.current?.id == candidate
            }
            if !isElsewhere || givenOrder.count < cells.count { found = item }
        }
        slots[cell]?.history = slot.history
        guard let item = found else { return nil }
        for other in cells where slots[other]?.reserved == item.id {
            dropReservation(of: other, keepsTurn: false)
            if other != cell { withdrawn.insert(other) }
        }
        if slots[cell]?.reserved != nil { dropReservation(of: cell) }
        let left = slot.current
        start(item, in: cell, remembers: false)
        if let left, left.id != item.id, catalogue[left.id]?.isLive == false,
            uses[left.id, default: 0] == 0
        {
            slots[cell]?.reserved = left.id
            slots[cell]?.isStopgap = false
            uses[left.id] = 1
        }
        return item
    }

    /// This very item, if it is there and no other cell plays it.
    public mutating func take(_ wanted: ItemID, for cell: CellID) -> MediaItem? {
        guard let slot = slots[cell], slot.pinned == nil, let item = catalogue[wanted],
            !item.isLive
        else { return nil }
        let isElsewhere = cells.contains { $0 != cell && slots[$0]?.current?.id == wanted }
        if isElsewhere && givenOrder.count >= sharedCells { return nil }
        for other in cells where slots[other]?.reserved == wanted {
            dropReservation(of: other, keepsTurn: false)
            if other != cell { withdrawn.insert(other) }
        }
        if slots[cell]?.reserved != nil { dropReservation(of: cell) }
        removePending(wanted)
        start(item, in: cell)
        return item
    }

    /// An item from outside of the order, by a person's wish: whether it is known or not, and
    /// whatever else the cell is for. What the cell has reserved stays reserved.
    public mutating func play(_ item: MediaItem, in cell: CellID) {
        start(item, in: cell)
    }

    /// Whether there is anything else with an end.
    public func hasOther(than item: ItemID) -> Bool {
        givenOrder.contains { $0 != item }
    }

    /// Picks an item for the cell and takes it out of the round.
    mutating func deal(
        to cell: CellID, mayTakeBack: Bool = true, using generator: inout some RandomNumberGenerator
    ) -> (item: ItemID, isStopgap: Bool)? {
        if givenOrder.isEmpty { return nil }
        if let item = dealFree() { return (item, false) }
        beginRound(using: &generator)
        if let item = dealFree() { return (item, false) }
        // Everything is in use. The cell's own item costs no other cell anything.
        if let own = stopgap(of: cell) {
            removePending(own)
            return (own, true)
        }
        let own = slots[cell]?.current?.id
        // There are enough, so the same in two cells would be wrong: no reservation for now.
        if !mayTakeBack && givenOrder.count >= sharedCells { return nil }
        // A cell without a picture is worse than one that has to look for its next item anew.
        if givenOrder.count >= sharedCells {
            for other in cells.reversed() {
                guard let item = slots[other]?.reserved, uses[item] == 1 else { continue }
                dropReservation(of: other, keepsTurn: false)
                withdrawn.insert(other)
                return (item, false)
            }
        }
        return dealLeastUsed(besides: own).map { ($0, false) }
    }

    /// Cells that share the items with an end.
    var sharedCells: Int {
        cells.count - min(live.count, cells.count)
    }

    /// The first of the round that no cell plays or has reserved. Those passed over keep their
    /// turn; they are in use, so they are at most twice as many as cells.
    private mutating func dealFree() -> ItemID? {
        guard let index = pending[dealt...].firstIndex(where: { uses[$0, default: 0] == 0 })
        else { return nil }
        return deal(at: index)
    }

    /// With fewer items than cells: of the round, what the fewest cells have, and not the
    /// cell's own item once more while there is another.
    private mutating func dealLeastUsed(besides own: ItemID?) -> ItemID? {
        let others = pending[dealt...].indices.filter { pending[$0] != own }
        let candidates = others.isEmpty ? Array(pending[dealt...].indices) : others
        let best = candidates.min { first, second in
            let left = uses[pending[first], default: 0]
            let right = uses[pending[second], default: 0]
            return left != right ? left < right : first < second
        }
        return best.map { deal(at: $0) }
    }

    private mutating func deal(at index: Int) -> ItemID {
        let item = pending[index]
        var place = index
        while place > dealt {
            pending[place] = pending[place - 1]
            place -= 1
        }
        dealt += 1
        return item
    }

    /// Puts a new round behind what is left of this one. What is left is not dealt twice.
    private mutating func beginRound(using generator: inout some RandomNumberGenerator) {
        let rest = pending[dealt...]
        // Nothing new to put behind it.
        if rest.count >= givenOrder.count { return }
        let left = Set(rest)
        let round = isShuffled ? givenOrder.shuffled(using: &generator) : givenOrder
        pending = rest + round.filter { !left.contains($0) }
        dealt = 0
    }

    /// Takes an item's turn out of this round. Only called while everything to be dealt is in
    /// use, so that little is left to be dealt.
    mutating func removePending(_ item: ItemID) {
        if let index = pending[dealt...].firstIndex(of: item) { _ = deal(at: index) }
    }

    /// Makes the item the cell's own.
    private mutating func start(_ item: MediaItem?, in cell: CellID, remembers: Bool = true) {
        guard var slot = slots[cell] else { return }
        if let old = slot.current {
            countDown(old.id)
            if remembers, old.id != item?.id, !old.isLive {
                slot.history.append(old.id)
                if slot.history.count > PlayOrder.historyMax { slot.history.removeFirst() }
            }
        }
        slot.current = item
        slots[cell] = slot
        if let item { uses[item.id, default: 0] += 1 }
    }
}

extension PlayOrder {
    /// Forgets all that the cell has.
    mutating func clear(_ cell: CellID) {
        dropReservation(of: cell)
        if let current = slots[cell]?.current { countDown(current.id) }
        slots[cell] = nil
        withdrawn.remove(cell)
    }

    /// Pins live items to cells: pins that hold stay, the rest in order to the first free cells.
    mutating func pinLive() {
        let known = Set(live)
        var pinned = Set<ItemID>()
        for cell in cells {
            guard let item = slots[cell]?.pinned else { continue }
            if !known.contains(item) || !pinned.insert(item).inserted {
                slots[cell]?.pinned = nil
            }
        }
        var waiting = live.filter { !pinned.contains($0) }[...]
        for cell in cells where slots[cell]?.pinned == nil {
            guard let item = waiting.popFirst() else { return }
            slots[cell]?.pinned = item
            if slots[cell]?.reserved != nil {
                dropReservation(of: cell)
                withdrawn.insert(cell)
            }
        }
    }

    /// One cell less has it.
    mutating func countDown(_ item: ItemID) {
        let count = uses[item, default: 0] - 1
        uses[item] = count > 0 ? count : nil
    }
}
